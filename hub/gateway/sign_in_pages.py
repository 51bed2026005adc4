"""Signing in with a browser: password, code, passkey, and on from there.

A page takes the password, the next one a code where the account has a second factor; a passkey is
both and needs the page's script. Nobody is sent anywhere but to this hub, and no other site can
sign a visitor in.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hub.gateway.forms import form_of, ours, to
from hub.gateway.oauth_pages import refused_page, who_asks
from hub.gateway.signing_in import Way, code_page, sign_in_page
from hub.gateway.sso_pages import at_provider
from hub.identity.external.public import houses
from hub.identity.oauth.public import AuthorizationRefused
from hub.identity.public import (
    ChallengeInvalid,
    MfaRequired,
    declares,
    refuse_cross_site,
    sign_in,
    sign_in_with_code,
)
from hub.identity.sso.public import SsoRequired
from hub.kit.errors import LaeliaError


@declares("public")
async def show(request: Request) -> Response:
    return await _page(request, ours(request.query_params.get("next", "/")))


@declares("public")
async def with_password(request: Request) -> Response:
    refuse_cross_site(request)
    form = await form_of(request)
    onward = ours(form.get("next", "/"))
    answer = to(onward)
    email, password = form.get("email", ""), form.get("password", "")
    try:
        if not password:
            return await at_provider(request, email, onward)
        await sign_in(request, answer, email, password)
    except MfaRequired as asked:
        return code_page(onward, asked.challenge)
    except SsoRequired:
        return await at_provider(request, email, onward)
    except LaeliaError as error:
        return _with(await _page(request, onward, notice=error.detail), error)
    return answer


@declares("public")
async def with_code(request: Request) -> Response:
    refuse_cross_site(request)
    form = await form_of(request)
    onward, challenge = ours(form.get("next", "/")), form.get("challenge", "")
    answer = to(onward)
    try:
        await sign_in_with_code(request, answer, challenge, form.get("code", ""))
    except ChallengeInvalid as error:
        return _with(await _page(request, onward, notice=error.detail), error)
    except LaeliaError as error:
        return _with(code_page(onward, challenge, notice=error.detail), error)
    return answer


def sign_in_pages() -> list[BaseRoute]:
    return [
        Route("/sign-in", show, methods=["GET"], include_in_schema=False),
        Route("/sign-in", with_password, methods=["POST"], include_in_schema=False),
        Route("/sign-in/code", with_code, methods=["POST"], include_in_schema=False),
    ]


async def _page(request: Request, onward: str, *, notice: str = "") -> Response:
    try:
        client = await who_asks(request, onward)
    except AuthorizationRefused as refused:
        return refused_page(refused)
    ways = [Way(house.name, house.label) for house in houses(request)]
    return sign_in_page(onward, client, ways=ways, notice=notice)


def _with(page: Response, error: LaeliaError) -> Response:
    page.status_code = error.status
    page.headers.update(error.headers)
    return page
