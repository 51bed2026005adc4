"""Pages of the authorization server: who asks, for what, and a person's yes or no.

No script, nothing inline, in nobody's frame. A yes counts only from the page that showed the
question: it carries a proof that only the session in which it was shown can have. Whoever is not
signed in does that first (`sign_in_pages.py`).
"""

import hashlib
import hmac
from html import escape
from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hub.gateway.forms import REFERRER, fields_of, form_of, peer_of, to
from hub.gateway.pages import shell, template
from hub.gateway.signing_in import Way, sign_in_page
from hub.identity.external.public import houses
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
    whoami,
)
from hub.kit.errors import Forbidden, Unauthenticated

AUTHORIZE: Final = "/oauth/authorize"


@declares("public")
async def show(request: Request) -> Response:
    """What a client asks, to whoever is signed in; a way to sign in for whoever is not."""
    oauth, query = oauth_of(request), request.url.query
    await identity_of(request).sign_ins.admit_address("oauth-page", peer_of(request))
    try:
        asked = await read(oauth, fields_of(query))
        who = await _signed_in(request, "GET")
        if who is None:
            return _sign_in_first(request, asked, query)
        return await _consent_page(request, oauth, asked, who)
    except AuthorizationRefused as refused:
        return refused_page(refused)


@declares("public")
async def decide(request: Request) -> Response:
    """The answer to what was shown."""
    form = await form_of(request)
    oauth, query = oauth_of(request), form.get("request", "")
    who = await _signed_in(request, "POST")
    try:
        asked = await read(oauth, fields_of(query))
        if who is None:
            return _sign_in_first(request, asked, query)
        if not hmac.compare_digest(_proof(request, query), form.get("proof", "")):
            raise Forbidden("The answer does not belong to the question. Begin again.")
        if form.get("decision") != "approve":
            return to(deny(oauth, asked))
        return to(await approve(oauth, asked, who))
    except AuthorizationRefused as refused:
        return refused_page(refused)


def oauth_pages() -> list[BaseRoute]:
    return [
        Route(AUTHORIZE, show, methods=["GET"], include_in_schema=False),
        Route(AUTHORIZE, decide, methods=["POST"], include_in_schema=False),
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
    page = shell("Let it act for you? Laelia", body, head=REFERRER, forms=_origin(asked))
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


def _sign_in_first(request: Request, asked: Asked, query: str) -> Response:
    onward = f"{AUTHORIZE}?{urlencode(fields_of(query))}"
    ways = [Way(house.name, house.label) for house in houses(request)]
    return sign_in_page(onward, asked.client.name, ways=ways)


async def who_asks(request: Request, address: str) -> str | None:
    """The client that a person is on their way to, when this is the address of its question.

    Raises:
        AuthorizationRefused: the question cannot be asked.
    """
    path, _, query = address.partition("?")
    if path != AUTHORIZE:
        return None
    return (await read(oauth_of(request), fields_of(query))).client.name


def refused_page(refused: AuthorizationRefused) -> Response:
    if refused.location is not None:
        return to(refused.location)
    body = template("refused.html").substitute(
        description=escape(refused.description), error=escape(refused.error)
    )
    page = shell("This cannot be asked: Laelia", body, head=REFERRER)
    page.status_code = 400
    page.headers["cache-control"] = "no-store"
    return page
