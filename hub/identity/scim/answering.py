"""Requests and answers in SCIM's own form: its media type, its errors, its tags."""

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from hub.identity.scim.documents import Document
from hub.identity.scim.errors import InvalidSyntax, NotUnique, ScimError
from hub.identity.scim.resources import LIST, MOST_LISTED, Asked
from hub.kit.errors import Conflict, InvalidInput, LaeliaError
from hub.kit.http import encode_json

MEDIA: Final = "application/scim+json"
ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"
SEARCH: Final = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
_MOST_BODY: Final = 4 * 1024 * 1024
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_MOST_START: Final = 2**31

ERROR_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["schemas", "status"],
    "properties": {
        "schemas": {"type": "array", "items": {"type": "string"}},
        "status": {"type": "string"},
        "scimType": {"type": "string"},
        "detail": {"type": "string", "description": "Ends in the stable code, in parentheses."},
    },
}


class ScimRoute(APIRoute):
    """Whatever a handler raises is answered in SCIM's words."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except LaeliaError as error:
                return refusal(error)
            except RequestValidationError:
                return refusal(InvalidInput("A parameter of the address is not valid."))

        return handle


def refusal(error: LaeliaError) -> Response:
    """The code stands at the end of the detail: the RFC has no member for it."""
    status = 400 if isinstance(error, InvalidInput) else error.status
    body: Document = {
        "schemas": [ERROR],
        "status": str(status),
        "detail": f"{error.detail} ({error.code})",
    }
    kind = _scim_type(error)
    if kind is not None:
        body["scimType"] = kind
    return answer(body, status=status, headers=error.headers)


def _scim_type(error: LaeliaError) -> str | None:
    if isinstance(error, ScimError):
        return error.scim_type
    if isinstance(error, NotUnique) or error.code == "email_taken":
        return "uniqueness"
    if isinstance(error, Conflict):
        return "mutability"
    return "invalidValue" if isinstance(error, InvalidInput) else None


def answer(
    body: Document | None, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return Response(
        b"" if body is None else encode_json(body),
        status_code=status,
        media_type=None if body is None else MEDIA,
        headers={"cache-control": "no-store"} | (headers or {}),
    )


def resource(request: Request, body: Document, *, status: int = 200) -> Response:
    """One resource, with its version as a tag; 304 for who has that version."""
    meta = body.get("meta", {})
    tag = str(meta.get("version", ""))
    headers = {"etag": tag} if tag else {}
    known = request.headers.get("if-none-match")
    if status == 200 and request.method == "GET" and tag and known is not None:
        tags = [one.strip().removeprefix("W/") for one in known.split(",")]
        if known.strip() == "*" or tag.removeprefix("W/") in tags:
            return Response(status_code=304, headers=headers)
    if "location" in meta:
        headers["location" if status == 201 else "content-location"] = meta["location"]
    return answer(body, status=status, headers=headers)


def collection(resources: list[Document]) -> Document:
    return {
        "schemas": [LIST],
        "totalResults": len(resources),
        "startIndex": 1,
        "itemsPerPage": len(resources),
        "Resources": resources,
    }


async def body_of(request: Request) -> Document:
    """The JSON object that was sent.

    Raises:
        InvalidSyntax: it is none.
    """
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > _MOST_BODY:
            raise InvalidSyntax(f"The body has more than {_MOST_BODY} bytes.")
    try:
        found = json.loads(raw, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InvalidSyntax("The body is no JSON that can be read.") from error
    if not isinstance(found, dict):
        raise InvalidSyntax("The body is an object.")
    return found


def _once(pairs: list[tuple[str, Any]]) -> Document:
    """No name twice, in whatever case: which of them would count?"""
    found = dict(pairs)
    if len({name.lower() for name in found}) != len(pairs):
        raise ValueError("a member is there twice")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def asked_of(request: Request) -> Asked:
    """What the query asks to be shown.

    Raises:
        InvalidInput: a number is none.
    """
    query = {key.lower(): value for key, value in request.query_params.items()}
    return Asked(
        only=_words(query.get("attributes")),
        without=_words(query.get("excludedattributes")),
        filter=query.get("filter") or None,
        sort_by=query.get("sortby") or None,
        descending=query.get("sortorder", "").lower() == "descending",
        start=max(1, min(_number(query.get("startindex"), "startIndex", 1), _MOST_START)),
        count=max(0, min(_number(query.get("count"), "count", MOST_LISTED), MOST_LISTED)),
    )


def searched(body: Document) -> Asked:
    """The same of the body of a search (RFC 7644, section 3.4.3)."""
    given = {key.lower(): value for key, value in body.items()}
    texts = {name: given.get(name) for name in ("filter", "sortby", "sortorder")}
    if any(value is not None and not isinstance(value, str) for value in texts.values()):
        raise InvalidSyntax("filter, sortBy and sortOrder are text.")
    return Asked(
        only=_names(given.get("attributes")),
        without=_names(given.get("excludedattributes")),
        filter=texts["filter"] or None,
        sort_by=texts["sortby"] or None,
        descending=str(texts["sortorder"] or "").lower() == "descending",
        start=max(1, min(_number(given.get("startindex"), "startIndex", 1), _MOST_START)),
        count=max(0, min(_number(given.get("count"), "count", MOST_LISTED), MOST_LISTED)),
    )


def _words(given: str | None) -> list[str]:
    return [word for word in (given or "").split(",") if word.strip()]


def _names(given: Any) -> list[str]:
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise InvalidSyntax("attributes and excludedAttributes are lists of names.")
    return given


def _number(given: Any, name: str, default: int) -> int:
    if given is None or given == "":
        return default
    written = str(given)
    if isinstance(given, bool) or not _WHOLE.fullmatch(written):
        raise InvalidInput(f"{name} is a whole number.")
    return int(written)
