"""HTTP words that every domain's endpoints share: problem details, JSON, pages."""

import base64
import binascii
from collections.abc import Callable, Sequence
from functools import cache, wraps
from http import HTTPStatus
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from fastapi import Depends, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import Response

from hub.kit.errors import InvalidInput, LaeliaError, MalformedRequest

PROBLEM: Final = "application/problem+json"
_encoder: Final = msgspec.json.Encoder(decimal_format="string")
encode_json = _encoder.encode

STATUS_CODES: Final = {
    404: ("not_found", "There is no such thing that you can see"),
    405: ("method_not_allowed", "This address does not take that method"),
    413: ("too_large", "The request is too large"),
    415: ("unsupported_media_type", "Send JSON"),
}


class Problem(BaseModel):
    """RFC 9457. `code` is stable; programs read it, people read `detail`."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str | None = None


@cache
def _called(look_up: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(look_up)
    async def called(**values: Any) -> Any:
        return look_up(**values)

    return called


def at_hand(look_up: Callable[..., Any]) -> Any:
    """A dependency that waits for nothing, called where its request is served.

    The framework hands plain functions to a thread, which costs more than looking something up.
    """
    return Depends(_called(look_up))


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a router's operations answer when they refuse, for `responses=` and so for OpenAPI."""
    schema = Problem.model_json_schema()
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {PROBLEM: {"schema": schema}}}
        for status in statuses
    }


def problem(error: LaeliaError, *, request_id: str | None) -> dict[str, Any]:
    """RFC 9457 members, with `code` and `request_id` beside them."""
    body: dict[str, Any] = {
        "type": f"/docs/errors#{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
    }
    if request_id:
        body["request_id"] = request_id
    return body | error.extra


def render_problem(error: LaeliaError, *, request_id: str | None = None) -> Response:
    return Response(
        encode_json(problem(error, request_id=request_id)),
        status_code=error.status,
        media_type=PROBLEM,
        headers=error.headers,
    )


def json_response(
    content: Any, *, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    return Response(
        encode_json(content), status_code=status, media_type="application/json", headers=headers
    )


def request_id_of(request: Request) -> str | None:
    found = request.scope.get("laelia.request_id")
    return found if isinstance(found, str) else None


def pointer(location: Sequence[object]) -> str:
    """A JSON pointer (RFC 6901) from FastAPI's location; the leading `body` is not part of it."""
    parts = location[1:] if location and location[0] == "body" else location
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def install_problem_handlers(app: FastAPI) -> None:
    """Render every failure of this app as a problem; a bug says its request ID and no more."""

    @app.exception_handler(LaeliaError)
    async def ours(request: Request, error: LaeliaError) -> Response:
        return render_problem(error, request_id=request_id_of(request))

    @app.exception_handler(RequestValidationError)
    async def validation(request: Request, error: RequestValidationError) -> Response:
        faults = [
            {"pointer": pointer(fault["loc"]), "detail": fault["msg"]} for fault in error.errors()
        ]
        invalid = InvalidInput("The request is not valid; `errors` says where.", errors=faults)
        return render_problem(invalid, request_id=request_id_of(request))

    @app.exception_handler(HTTPException)
    async def starlette(request: Request, error: HTTPException) -> Response:
        code, title = STATUS_CODES.get(error.status_code, ("malformed_request", "Bad request"))
        body = {
            "type": f"/docs/errors#{code}",
            "title": title,
            "status": error.status_code,
            "detail": str(error.detail),
            "code": code,
            "request_id": request_id_of(request),
        }
        return Response(
            encode_json(body), error.status_code, headers=error.headers, media_type=PROBLEM
        )

    @app.exception_handler(Exception)
    async def bug(request: Request, _: Exception) -> Response:
        unknown = LaeliaError("This was recorded. Quote the request ID when you ask for help.")
        return render_problem(unknown, request_id=request_id_of(request))


Item = TypeVar("Item")
View = TypeVar("View", bound=BaseModel)


class Page(BaseModel, Generic[Item]):
    """One page of a list, newest first. `next_cursor` is null on the last page."""

    data: list[Item]
    next_cursor: str | None


class Paging(BaseModel):
    """`after` is the ID that the page starts behind, from the opaque cursor."""

    after: str | None
    limit: int


def paging(
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Paging:
    return Paging(after=_decode_cursor(cursor) if cursor else None, limit=limit)


def page(rows: Sequence[Item], asked: Paging, *, key: str = "id") -> dict[str, Any]:
    """The page's body, of `limit + 1` rows fetched: the one too many says that more follow."""
    shown = list(rows[: asked.limit])
    more = len(rows) > asked.limit
    last = getattr(shown[-1], key) if shown and more else None
    return {"data": shown, "next_cursor": _encode_cursor(str(last)) if last else None}


def page_of(view: type[View], rows: Sequence[Any], asked: Paging) -> Page[View]:
    """The same, of rows that are shown in this way."""
    found = page([view.model_validate(one) for one in rows], asked)
    return Page[View](data=found["data"], next_cursor=found["next_cursor"])


def whole(rows: list[Item]) -> Page[Item]:
    """A list that is never longer than one page."""
    return Page[Item](data=rows, next_cursor=None)


def cursor_behind(after: str) -> str:
    """The opaque cursor of what comes behind this."""
    return _encode_cursor(after)


def _encode_cursor(after: str) -> str:
    return base64.urlsafe_b64encode(after.encode()).decode().rstrip("=")


def _decode_cursor(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError) as error:
        raise InvalidInput.at("/cursor", "is not a cursor that we gave") from error


def decode_body(body: bytes, decoder: msgspec.json.Decoder[Item]) -> Item:
    """A request body as a struct.

    Raises:
        MalformedRequest: it is not JSON.
        InvalidInput: it is JSON of another shape; the pointer says where.
    """
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        text, _, place = str(error).partition(" - at `$")
        where = place.rstrip("`").replace("[", "/").replace("]", "").replace(".", "/")
        raise InvalidInput.at(where, f"is not valid: {text}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedRequest("The body is not valid JSON.") from error
