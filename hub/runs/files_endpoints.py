"""Files over HTTP: sent as a form, and given back as downloads that no browser runs."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request as PlainRequest
from starlette.responses import Response, StreamingResponse
from starlette.types import Message

from hub.kit.errors import InvalidInput, LaeliaError, TooLarge
from hub.kit.http import Paging, json_response, page, paging
from hub.runs.endpoints import Invokes, Reads
from hub.runs.files import BINARY, Files, Upload, file_body

router = APIRouter(prefix="/v1", tags=["files"])
_FORM: Final = "multipart/form-data"
_FIELDS: Final = 16
_ENVELOPE: Final = 64 * 1024


class FormWanted(LaeliaError):
    status = 415
    code = "unsupported_media_type"
    title = "Send a form"


def files_of(request: Request) -> Files:
    found: Files = request.app.state.files
    return found


Shelf = Annotated[Files, Depends(files_of)]


_BODY: Final = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "contentMediaType": BINARY}},
}


@router.post(
    "/files",
    status_code=201,
    openapi_extra={"requestBody": {"required": True, "content": {_FORM: {"schema": _BODY}}}},
)
async def add_file(request: Request, who: Invokes, files: Shelf) -> Response:
    """Send one file as the field `file` of a form. Use it in an input as `{"file_id": …}`."""
    limit: int = request.app.state.limits.file_bytes
    stored = await files.add(who, await _upload(request, limit))
    return json_response(file_body(stored), status=201)


@router.get("/files")
async def list_files(
    who: Reads, files: Shelf, asked: Annotated[Paging, Depends(paging)]
) -> Response:
    rows = await files.page(who, after=asked.after, limit=asked.limit + 1)
    listed = page(rows, asked)
    return json_response(listed | {"data": [file_body(row) for row in listed["data"]]})


@router.get("/files/{file_id}")
async def get_file(file_id: str, who: Reads, files: Shelf) -> Response:
    return json_response(file_body(await files.get(who, file_id)))


@router.get("/files/{file_id}/content")
async def get_content(file_id: str, who: Reads, files: Shelf) -> Response:
    stored = await files.get(who, file_id)
    pieces = await files.pieces(stored)
    headers = {
        "content-length": str(stored.size),
        "content-disposition": f'attachment; filename="{stored.id}"',
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return StreamingResponse(pieces, media_type=BINARY, headers=headers)


@router.delete("/files/{file_id}", status_code=204)
async def remove_file(file_id: str, who: Invokes, files: Shelf) -> Response:
    await files.remove(who, file_id)
    return Response(status_code=204)


async def _upload(request: Request, limit: int) -> Upload:
    """Raises:
    FormWanted: the body is no form, so that nothing else can pass for a file.
    TooLarge: it is over the limit; the rest is not read.
    InvalidInput: the form has no file.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise FormWanted(f"Send {_FORM} with the file as the field 'file'.")
    if _declared(request) > limit + _ENVELOPE:
        raise TooLarge(f"A file has at most {limit} bytes.")
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > limit + _ENVELOPE:
            raise TooLarge(f"A file has at most {limit} bytes.")
        return message

    form_of = PlainRequest(request.scope, receive)
    try:
        async with form_of.form(max_files=1, max_fields=_FIELDS, max_part_size=_ENVELOPE) as form:
            sent = form.get("file")
            if not isinstance(sent, UploadFile):
                raise InvalidInput.at("/file", "is required: one file")
            content = await sent.read(limit + 1)
            name = sent.filename or "file"
    except HTTPException as error:
        raise InvalidInput(f"The form cannot be read: {error.detail}") from error
    if len(content) > limit:
        raise TooLarge(f"A file has at most {limit} bytes.")
    return Upload(name, content)


def _declared(request: Request) -> int:
    given = request.headers.get("content-length", "")
    return int(given) if given.isdecimal() else 0
