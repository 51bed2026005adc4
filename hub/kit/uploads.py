"""Forms that carry files, read without ever taking more than was asked for; and files written."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from hub.kit.errors import InvalidInput, LaeliaError, TooLarge
from hub.kit.ids import new_id

FORM: Final = "multipart/form-data"
BINARY: Final = "application/octet-stream"
_FIELDS: Final = 16
_ENVELOPE: Final = 64 * 1024


class FormWanted(LaeliaError):
    status = 415
    code = "unsupported_media_type"
    title = "Send a form"


@dataclass(frozen=True, slots=True)
class Upload:
    """`name` is shown to people; nothing is ever stored under it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    files: Mapping[str, Upload]
    fields: Mapping[str, str]

    def file(self, name: str) -> Upload:
        """Raises InvalidInput: the form has no such file."""
        found = self.files.get(name)
        if found is None:
            raise InvalidInput.at(f"/{name}", "is required: one file")
        return found


def form_body(required: Mapping[str, str], optional: Mapping[str, str] | None = None) -> Any:
    """What a form's operation says of it in the OpenAPI document: `file` or `text` by field."""
    kinds = {"file": {"type": "string", "contentMediaType": BINARY}, "text": {"type": "string"}}
    schema = {
        "type": "object",
        "required": list(required),
        "properties": {
            name: kinds[kind] for name, kind in {**required, **(optional or {})}.items()
        },
    }
    return {"requestBody": {"required": True, "content": {FORM: {"schema": schema}}}}


async def read_form(request: Request, most: Mapping[str, int]) -> Form:
    """The form's text, and those of its files that `most` names, with the most bytes of each.

    Raises:
        FormWanted: the body is no form, so that nothing else can pass for a file.
        TooLarge: a file is over its limit; the rest is not read.
        InvalidInput: the form cannot be read.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise FormWanted(f"Send {FORM} with {' and '.join(most)} as files.")
    limit = sum(most.values()) + _ENVELOPE
    taken = _declared(request)

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        _refuse_over(taken, limit)
        return message

    _refuse_over(taken, limit)
    taken = 0
    form_of = Request(request.scope, receive)
    try:
        async with form_of.form(
            max_files=len(most), max_fields=_FIELDS, max_part_size=_ENVELOPE
        ) as form:
            files = {
                name: await _read(name, sent, most[name])
                for name, sent in form.items()
                if isinstance(sent, UploadFile) and name in most
            }
            fields = {name: sent for name, sent in form.items() if isinstance(sent, str)}
    except HTTPException as error:
        raise InvalidInput(f"The form cannot be read: {error.detail}") from error
    return Form(files, fields)


async def _read(name: str, sent: UploadFile, limit: int) -> Upload:
    content = await sent.read(limit + 1)
    if len(content) > limit:
        raise TooLarge(f"The file {name} has at most {limit} bytes.")
    return Upload(sent.filename or "file", content)


def _refuse_over(taken: int, limit: int) -> None:
    if taken > limit:
        raise TooLarge(f"A form like this has at most {limit} bytes.")


def _declared(request: Request) -> int:
    given = request.headers.get("content-length", "")
    return int(given) if given.isdecimal() else 0


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Whole or not at all, and readable by the hub alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{new_id('part')}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.writelines(pieces)
    draft.rename(path)
