"""A browser's way to an organization's identity provider and back.

The rules are identity's; these pages carry cookies, redirect, and say to a person what went wrong.
A SAML provider answers by a form that another site posts: the browser sends no cookie along, so
nothing is decided there but what the provider said, and the browser goes on by a redirect to
`finish`, where it shows that it is the one that began.
"""

import secrets
from collections.abc import Awaitable, Callable
from functools import wraps
from html import escape
from typing import Final
from urllib.parse import parse_qsl, urlencode

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from hub.gateway.pages import shell, template
from hub.gateway.wire import read_body
from hub.identity.public import (
    SignInFailed,
    declares,
    identity_of,
    refuse_cross_site,
    signed_in,
)
from hub.identity.sso.public import (
    Answered,
    CodeAsked,
    Connection,
    Report,
    Sso,
    begin,
    conclude,
    connection_of,
    failed,
    find_realm,
    path_within,
    receive_assertion,
    receive_code,
    refused,
    resume,
    sign_in,
    sp_metadata,
    sp_of,
    sso_of,
    start_path,
)
from hub.kit.errors import LaeliaError

log = structlog.get_logger()

_MOST_BODY: Final = 1024 * 1024
_MOST_FIELDS: Final = 20
_MOST_HINT: Final = 254
_LIFE_S: Final = 3600
_REFERRER: Final = '<meta name="referrer" content="same-origin">'
Page = Callable[[Request], Awaitable[Response]]


def _for_people(page: Page) -> Page:
    """Errors as a page, on record where the connection is; of a test, in its report."""

    @declares("public")
    @wraps(page)
    async def shown(request: Request) -> Response:
        try:
            return await page(request)
        except LaeliaError as error:
            return _refusal(request, error)

    return shown


@_for_people
async def start(request: Request) -> Response:
    """Off to the provider. The cookie makes the way back this browser's alone."""
    await identity_of(request).sign_ins.admit_address("sso", _peer(request))
    sso = sso_of(request)
    row = await _connection(request)
    browser = request.cookies.get(sso.cookie)
    if browser is None or len(browser) != _SECRET_LENGTH:
        browser = secrets.token_urlsafe(32)
    hint = request.query_params.get("login_hint")
    begun = await begin(
        sso,
        row,
        browser=browser,
        return_to=path_within(request.query_params.get("return_to")),
        login_hint=None if hint is None or len(hint) > _MOST_HINT else hint,
    )
    answer = _to(begun.url)
    answer.set_cookie(
        sso.cookie,
        browser,
        max_age=_LIFE_S,
        path="/",
        httponly=True,
        secure=sso.identity.secure,
        samesite="lax",
    )
    return answer


_SECRET_LENGTH: Final = len(secrets.token_urlsafe(32))


@_for_people
async def callback(request: Request) -> Response:
    """An OpenID provider sends the browser back."""
    sso = sso_of(request)
    row = await _connection(request, kind="oidc")
    fields = dict(_fields(request.url.query))
    state = fields.get("state", "")
    try:
        answered = await receive_code(sso, row, fields, browser=_browser(request, sso))
    except LaeliaError as error:
        return await _not_believed(request, sso, row, state, error)
    return await _conclude(request, sso, answered, state)


@_for_people
async def consume(request: Request) -> Response:
    """A SAML provider posts its answer through the browser."""
    sso = sso_of(request)
    row = await _connection(request, kind="saml")
    form = dict(_fields((await read_body(request.receive, limit=_MOST_BODY)).decode("latin-1")))
    state = form.get("RelayState", "")
    try:
        answered = await receive_assertion(sso, row, form.get("SAMLResponse", ""), state)
    except LaeliaError as error:
        return await _not_believed(request, sso, row, state, error)
    if answered.flow.purpose == "test":
        return _tested(await conclude(sso, answered))
    return _to(f"/sso/{row.id}/finish?{urlencode({'state': state})}")


@_for_people
async def finish(request: Request) -> Response:
    """The browser that began takes the session, with a code if one is asked for."""
    sso = sso_of(request)
    row = await _connection(request)
    form = {}
    if request.method == "POST":
        refuse_cross_site(request)
        form = dict(_fields((await read_body(request.receive, limit=_MOST_BODY)).decode("latin-1")))
    state = form.get("state") or request.query_params.get("state", "")
    answered = await resume(sso, row, state, browser=_browser(request, sso))
    return await _conclude(request, sso, answered, state, code=form.get("code"))


@declares("public")
async def metadata(request: Request) -> Response:
    """Our side, as SAML providers read it. Also of a connection that is not active yet."""
    await identity_of(request).sign_ins.admit_address("sso", _peer(request))
    sso = sso_of(request)
    row = await _connection(request, kind="saml", active=False)
    return Response(
        sp_metadata(sp_of(sso, row)),
        media_type="application/samlmetadata+xml",
        headers={"cache-control": "public, max-age=300"},
    )


async def at_provider(request: Request, email: str, onward: str) -> Response:
    """The way to the organization's provider, for people with such an address. It is a link: where
    a form leads to is bound to this hub.

    Raises:
        SignInFailed: such people sign in with a password.
    """
    await identity_of(request).sign_ins.admit_address("discover", _peer(request))
    realm = await find_realm(identity_of(request), email)
    if realm is None:
        raise SignInFailed("Enter your password.")
    fields = urlencode({"return_to": onward, "login_hint": email})
    body = template("sso_continue.html").substitute(
        name=escape(realm.name), url=escape(f"{start_path(realm.connection_id)}?{fields}")
    )
    page = shell("Sign in: Laelia", body, head=_REFERRER)
    page.headers["cache-control"] = "no-store"
    return page


def sso_pages() -> list[BaseRoute]:
    at = "/sso/{connection_id}"
    return [
        Route(f"{at}/start", start, methods=["GET"], include_in_schema=False),
        Route(f"{at}/callback", callback, methods=["GET"], include_in_schema=False),
        Route(f"{at}/acs", consume, methods=["POST"], include_in_schema=False),
        Route(f"{at}/finish", finish, methods=["GET", "POST"], include_in_schema=False),
        Route(f"{at}/metadata", metadata, methods=["GET"], include_in_schema=False),
    ]


async def _connection(
    request: Request, *, kind: str | None = None, active: bool | None = None
) -> Connection:
    """A provider's answer finds also one that is not active: it may be to a test."""
    wanted = (kind is None) if active is None else active
    named = request.path_params["connection_id"]
    return await connection_of(sso_of(request), named, kind=kind, active=wanted)


async def _conclude(
    request: Request, sso: Sso, answered: Answered, state: str, *, code: str | None = None
) -> Response:
    if answered.flow.purpose == "test":
        return _tested(await conclude(sso, answered))
    row = answered.connection
    try:
        who = await sign_in(sso, answered, code=code)
    except CodeAsked:
        return _code_page(row, state)
    except LaeliaError as error:
        if error.code == "code_incorrect":
            await refused(sso, row, error.code)
            page = _code_page(row, state, notice=error.detail)
            page.status_code = error.status
            return page
        return await _not_believed(request, sso, row, state, error)
    answer = _to(answered.return_to)
    signed_in(sso.identity, answer, who)
    return answer


async def _not_believed(
    request: Request, sso: Sso, row: Connection, state: str, error: LaeliaError
) -> Response:
    log.info("sso.refused", connection_id=row.id, code=error.code, step=error.extra.get("step"))
    if await failed(sso, row, state, error):
        return _tested(Report(), error)
    # Anybody can send an answer to nothing, as often as they like.
    if error.code != "sso_flow_invalid":
        step = error.extra.get("step") or error.extra.get("reason")
        await refused(sso, row, error.code if step is None else f"{error.code}: {step}")
    return _refusal(request, error)


def _refusal(request: Request, error: LaeliaError) -> Response:
    step = error.extra.get("step") or error.extra.get("reason")
    body = template("sso_refused.html").substitute(
        detail=escape(error.detail),
        code=escape(error.code),
        step="" if step is None else f" (<code>{escape(str(step))}</code>)",
        request=escape(str(request.scope.get("laelia.request_id", ""))),
    )
    page = shell("Not signed in: Laelia", body, head=_REFERRER)
    page.status_code = error.status
    page.headers.update({"cache-control": "no-store", **error.headers})
    return page


def _tested(report: Report, error: LaeliaError | None = None) -> Response:
    failure = report.failure.detail if report.failure is not None else None
    failure = failure or (None if error is None else error.detail)
    body = template("sso_tested.html").substitute(
        title="The test failed" if failure else "It works",
        kind="notice bad" if failure else "notice",
        detail=escape(failure or "The provider answers, and what it says can be used."),
    )
    page = shell("Test of a connection: Laelia", body, head=_REFERRER)
    page.headers["cache-control"] = "no-store"
    return page


def _code_page(row: Connection, state: str, *, notice: str = "") -> Response:
    body = template("sso_code.html").substitute(
        action=f"/sso/{row.id}/finish",
        state=escape(state),
        notice=f'<p class="notice bad" role="alert">{escape(notice)}</p>' if notice else "",
    )
    page = shell("One more step: Laelia", body, head=_REFERRER)
    page.headers["cache-control"] = "no-store"
    return page


def _browser(request: Request, sso: Sso) -> str | None:
    return request.cookies.get(sso.cookie)


def _to(location: str) -> Response:
    return RedirectResponse(location, status_code=303, headers={"cache-control": "no-store"})


def _fields(query: str) -> list[tuple[str, str]]:
    """Of a name that is there twice, nothing counts: two readers could take another each."""
    try:
        given = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []
    names = [name for name, _ in given]
    return [(name, value) for name, value in given if names.count(name) == 1]


def _peer(request: Request) -> str:
    return request.client.host if request.client is not None else ""
