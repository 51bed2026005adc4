"""A browser's way to where somebody has an account, and back from there."""

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hub.gateway.forms import ours, to
from hub.gateway.signing_in import code_page, failed_page
from hub.identity.external.public import come_back, leave
from hub.identity.public import declares
from hub.kit.errors import LaeliaError

log = structlog.get_logger()


@declares("public")
async def begin(request: Request) -> Response:
    name = request.path_params["provider"]
    onward = ours(request.query_params.get("next", "/"))
    answer = to("/")
    try:
        answer.headers["location"] = await leave(request, answer, name, onward)
    except LaeliaError as error:
        return _failed(error, onward)
    return answer


@declares("public")
async def callback(request: Request) -> Response:
    answer = to("/")
    try:
        back = await come_back(request, answer, request.path_params["provider"])
    except LaeliaError as error:
        log.info("sign_in.external_refused", code=error.code)
        return _with_cookies(_failed(error, "/"), answer)
    if back.challenge is not None:
        return _with_cookies(code_page(back.onward, back.challenge), answer)
    answer.headers["location"] = ours(back.onward)
    return answer


def external_pages() -> list[BaseRoute]:
    place = "/sign-in/with/{provider}"
    return [
        Route(place, begin, methods=["GET"], include_in_schema=False),
        Route(f"{place}/callback", callback, methods=["GET"], include_in_schema=False),
    ]


def _failed(error: LaeliaError, onward: str) -> Response:
    page = failed_page(error.title, error.detail, onward, status=error.status)
    page.headers.update(error.headers)
    return page


def _with_cookies(page: Response, answer: Response) -> Response:
    for name, value in answer.raw_headers:
        if name == b"set-cookie":
            page.raw_headers.append((name, value))
    return page
