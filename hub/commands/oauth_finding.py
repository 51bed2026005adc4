"""What a client finds out before it asks anybody: where to log in, and how (RFC 9728, RFC 8414)."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import aiohttp
import msgspec

from hub.commands.callback import Callback
from hub.commands.challenges import parameters_of

_MOST: Final = 1024 * 1024
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
PING: Final = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "laelia-doctor", "version": "1"},
    },
}
MCP: Final = {"accept": "application/json, text/event-stream"}
_RESOURCE_DOCUMENT: Final = "/.well-known/oauth-protected-resource"
_SERVER_DOCUMENTS: Final = ("oauth-authorization-server", "openid-configuration")


class StepFailedError(Exception):
    """`advice` says what to do on the server."""

    def __init__(self, text: str, advice: str) -> None:
        super().__init__(text)
        self.advice = advice


@dataclass(frozen=True)
class Wishes:
    client_id: str | None = None
    login: bool = True
    browser: bool = False
    port: int = 0
    wait_s: float = 300


@dataclass
class Login:
    """What has been learned so far."""

    url: str
    wishes: Wishes
    http: aiohttp.ClientSession
    say: Callable[[str], None]
    challenge: dict[str, str] = field(default_factory=dict)
    resource: dict[str, Any] = field(default_factory=dict)
    server: dict[str, Any] = field(default_factory=dict)
    client: dict[str, Any] = field(default_factory=dict)
    callback: Callback | None = None
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    code: str = ""
    tokens: dict[str, Any] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """What tokens are asked for (RFC 8707)."""
        return str(self.resource["resource"])

    async def get(self, url: str) -> tuple[int, Any]:
        async with self.http.get(url, allow_redirects=False) as answer:
            return answer.status, await _json(answer)

    async def post(self, url: str, **sent: Any) -> tuple[int, Any, Any]:
        async with self.http.post(url, allow_redirects=False, **sent) as answer:
            return answer.status, await _json(answer), answer.headers


Step = Callable[[Login], Awaitable[str]]


async def _json(answer: aiohttp.ClientResponse) -> Any:
    """The body as JSON; None when it is none."""
    body = await answer.content.read(_MOST)
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def need(condition: object, text: str, advice: str) -> None:
    if not condition:
        raise StepFailedError(text, advice)


async def challenge(login: Login) -> str:
    parts = urlsplit(login.url)
    local = parts.hostname in _LOOPBACK
    need(parts.scheme == "https" or local, "the address is not https", "put TLS in front of it")
    status, _, headers = await login.post(login.url, json=PING, headers=MCP)
    need(
        status == 401,
        f"a request without a token was answered with {status}",
        "answer 401, so that clients know to log in",
    )
    login.challenge = parameters_of(headers.getall("www-authenticate", []))
    need(
        "resource_metadata" in login.challenge,
        "the 401 has no WWW-Authenticate: Bearer resource_metadata=…",
        "add it; without it only clients that guess find the way (RFC 9728, section 5.1)",
    )
    scope = login.challenge.get("scope")
    return f"401 leads to {login.challenge['resource_metadata']}" + (
        f" and asks for {scope}" if scope else ""
    )


async def protected_resource(login: Login) -> str:
    parts = urlsplit(login.url)
    origin = f"{parts.scheme}://{parts.netloc}"
    place = login.challenge["resource_metadata"]
    status, said = await login.get(place)
    need(
        status == 200 and isinstance(said, dict),
        f"{place} answered {status}" + ("" if isinstance(said, dict) else ", not a JSON object"),
        "serve the document of RFC 9728 there",
    )
    wanted = (login.url.rstrip("/"), origin)
    resource = str(said.get("resource"))
    need(
        resource.rstrip("/") in wanted,
        f"it describes {resource}, not {login.url}",
        "say in `resource` exactly the address that clients use; a proxy often changes it "
        "(here: LAELIA_PUBLIC_URL)",
    )
    servers = said.get("authorization_servers")
    need(
        isinstance(servers, list) and servers and isinstance(servers[0], str),
        "it names no authorization server",
        "list one in `authorization_servers`",
    )
    known = await login.get(origin + _RESOURCE_DOCUMENT + parts.path.rstrip("/"))
    login.resource = said
    note = "" if known[0] == 200 else "; note: not at the well-known address, which clients guess"
    return f"tokens are for {resource}, from {said['authorization_servers'][0]}{note}"


async def authorization_server(login: Login) -> str:
    issuer = str(login.resource["authorization_servers"][0])
    found = [one async for one in _server_documents(login, issuer)]
    need(
        found,
        f"there is no metadata document of {issuer}",
        "serve /.well-known/oauth-authorization-server (RFC 8414)",
    )
    said = found[0]
    need(
        said.get("issuer") == issuer,
        f"it calls itself {said.get('issuer')}, the resource calls it {issuer}",
        "use one spelling, letter by letter, also of a slash at the end",
    )
    for name in ("authorization_endpoint", "token_endpoint"):
        need(is_safe(said.get(name)), f"its {name} is {said.get(name)}", "name an https address")
    need(
        "S256" in said.get("code_challenge_methods_supported", []),
        "it does not say that it takes PKCE with S256",
        "list S256 in `code_challenge_methods_supported`; clients refuse to go on without",
    )
    login.server = said
    return f"{issuer} takes {', '.join(said.get('grant_types_supported', ['authorization_code']))}"


async def _server_documents(login: Login, issuer: str) -> AsyncIterator[dict[str, Any]]:
    """At the places where clients look, in their order."""
    parts = urlsplit(issuer)
    path = parts.path.rstrip("/")
    places = [f"/.well-known/{name}{path}" for name in _SERVER_DOCUMENTS]
    if path:
        places.append(f"{path}/.well-known/openid-configuration")
    for place in places:
        status, said = await login.get(f"{parts.scheme}://{parts.netloc}{place}")
        if status == 200 and isinstance(said, dict):
            yield said


def is_safe(url: object) -> bool:
    """Whether a browser may be sent there: no other scheme than these is ever opened."""
    if not isinstance(url, str) or not url.isascii() or not url.isprintable():
        return False
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def why(said: Any) -> str:
    """The error of an answer, in OAuth's words or those of problem details."""
    if not isinstance(said, dict):
        return ""
    words = [said.get("error"), said.get("error_description") or said.get("detail")]
    return "".join(f": {word}" for word in words if isinstance(word, str))
