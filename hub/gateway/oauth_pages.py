"""Pages of the authorization server: who asks, for what, and a person's yes or no.

No script, nothing inline, in nobody's frame. A yes counts only from the page that showed the
question: it carries a proof that only the session in which it was shown can have.
"""

import hashlib
import hmac
from html import escape
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from hub.gateway.pages import shell, template
from hub.gateway.wire import read_body
from hub.identity.oauth.public import (
    MEANINGS,
    Asked,
    AuthorizationRefused,
    OAuth,
    approve,
    deny,
    grantable,
    oauth_of,
    read,
    shown_host,
)
from hub.identity.public import (
    Principal,
    authenticate,
    credential_of,
    declares,
    identity_of,
    refuse_cross_site,
    sign_in,
    whoami,
)
from hub.kit.errors import Forbidden, LaeliaError, Unauthenticated

_MOST_BODY: Final = 64 * 1024
_MOST_FIELDS: Final = 40
# The form's Origin must not become null, and no address with a code in it may be told on.
_REFERRER: Final = '<meta name="referrer" content="same-origin">'
Fields = list[tuple[str, str]]


@declares("public")
async def show(request: Request) -> Response:
    """What a client asks, to whoever is signed in; a way to sign in for whoever is not."""
    oauth, query = oauth_of(request), request.url.query
    await identity_of(request).sign_ins.admit_address("oauth-page", _peer(request))
    try:
        asked = await read(oauth, _fields(query))
        who = await _signed_in(request, "GET")
        if who is None:
            return _sign_in_page(asked, query)
        return await _consent_page(request, oauth, asked, who)
    except AuthorizationRefused as refused:
        return _refused(refused)


@declares("public")
async def decide(request: Request) -> Response:
    """The answer to what was shown."""
    form = dict(await _form(request))
    oauth, query = oauth_of(request), form.get("request", "")
    who = await _signed_in(request, "POST")
    try:
        asked = await read(oauth, _fields(query))
        if who is None:
            return _sign_in_page(asked, query)
        if not hmac.compare_digest(_proof(request, query), form.get("proof", "")):
            raise Forbidden("The answer does not belong to the question. Begin again.")
        if form.get("decision") != "approve":
            return _to(deny(oauth, asked))
        return _to(await approve(oauth, asked, who))
    except AuthorizationRefused as refused:
        return _refused(refused)


@declares("public")
async def sign_in_first(request: Request) -> Response:
    """Sign in on the way to a question; the question itself comes after."""
    refuse_cross_site(request)
    form = dict(await _form(request))
    query = form.get("request", "")
    try:
        asked = await read(oauth_of(request), _fields(query))
    except AuthorizationRefused as refused:
        return _refused(refused)
    answer = _to("/oauth/authorize?" + urlencode(_fields(query)))
    try:
        await sign_in(request, answer, form.get("email", ""), form.get("password", ""))
    except LaeliaError as error:
        page = _sign_in_page(asked, query, notice=error.detail)
        page.status_code = error.status
        page.headers.update(error.headers)
        return page
    return answer


def oauth_pages() -> list[BaseRoute]:
    return [
        Route("/oauth/authorize", show, methods=["GET"], include_in_schema=False),
        Route("/oauth/authorize", decide, methods=["POST"], include_in_schema=False),
        Route("/oauth/sign-in", sign_in_first, methods=["POST"], include_in_schema=False),
    ]


async def _signed_in(request: Request, method: str) -> Principal | None:
    """Whom the browser's cookie stands for. No other credential answers for a person.

    Raises:
        CrossSiteRequest: a write that another site may have caused.
    """
    given = credential_of(request.scope["headers"], cookie=identity_of(request).cookie)
    if given is None or not given.from_cookie:
        return None
    try:
        return await authenticate(request, method=method)
    except Unauthenticated:
        return None


def _proof(request: Request, query: str) -> str:
    """Of this question, to this session, whose secret no script and no other site can read."""
    given = credential_of(request.scope["headers"], cookie=identity_of(request).cookie)
    secret = given.secret.encode("utf-8", "surrogatepass") if given is not None else b""
    return hmac.new(secret, b"oauth-consent:" + query.encode(), hashlib.sha256).hexdigest()


async def _consent_page(request: Request, oauth: OAuth, asked: Asked, who: Principal) -> Response:
    scopes = grantable(asked, who)
    user, organization = await whoami(oauth.identity, who)
    query, target = request.url.query, shown_host(asked.redirect_uri)
    agent = asked.resource.agent_id
    body = template("consent.html").substitute(
        client=escape(asked.client.name),
        origin=escape(f"({asked.client.host})" if asked.client.host else "(a name it gave itself)"),
        resource=escape(f"the agent {agent}" if agent else "this hub"),
        person=escape(user.email),
        organization=escape(
            "your account" if organization.type == "personal" else organization.name
        ),
        warning=_warning(asked),
        scopes="\n".join(f"<li>{escape(MEANINGS.get(one, one))}</li>" for one in scopes),
        target=escape(target),
        request=escape(query),
        proof=_proof(request, query),
    )
    page = shell("Let it act for you? Laelia", body, head=_REFERRER, forms=_origin(asked))
    page.headers["cache-control"] = "no-store"
    return page


def _warning(asked: Asked) -> str:
    """Any program on the computer can listen there and say that it is this one."""
    if urlsplit(asked.redirect_uri).scheme == "https":
        return ""
    return (
        '<p class="notice">Go on only if you have just started this yourself, in a program on this'
        " computer.</p>"
    )


def _origin(asked: Asked) -> str:
    """Browsers hold a form's redirects to the policy too. It has no way to write IPv6."""
    parts = urlsplit(asked.redirect_uri)
    return f"{parts.scheme}:" if "[" in parts.netloc else f"{parts.scheme}://{parts.netloc}"


def _sign_in_page(asked: Asked, query: str, *, notice: str = "") -> Response:
    body = template("sign_in.html").substitute(
        client=escape(asked.client.name),
        notice=f'<p class="notice bad" role="alert">{escape(notice)}</p>' if notice else "",
        request=escape(query),
    )
    page = shell("Sign in: Laelia", body, head=_REFERRER)
    page.headers["cache-control"] = "no-store"
    return page


def _refused(refused: AuthorizationRefused) -> Response:
    if refused.location is not None:
        return _to(refused.location)
    body = template("refused.html").substitute(
        description=escape(refused.description), error=escape(refused.error)
    )
    page = shell("This cannot be asked: Laelia", body, head=_REFERRER)
    page.status_code = 400
    page.headers["cache-control"] = "no-store"
    return page


def _to(location: str) -> Response:
    return RedirectResponse(location, status_code=303, headers={"cache-control": "no-store"})


def _fields(query: str) -> Fields:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


async def _form(request: Request) -> Fields:
    body = await read_body(request.receive, limit=_MOST_BODY)
    return _fields(body.decode("ascii", "replace"))


def _peer(request: Request) -> str:
    return request.client.host if request.client is not None else ""
