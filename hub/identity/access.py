"""Deny by default: every route says which scope it needs, or that it is public.

    async def show(who: Annotated[Principal, caller("agents:read")]) -> ...
    @router.post("/login", dependencies=[PUBLIC])

`undeclared` finds the routes that say neither; the hub does not start with one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Request, Response, Security
from fastapi.routing import iter_route_contexts
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPBearer
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute, Mount

from hub.audit import public as audit
from hub.identity.credentials import Presented, credential_of
from hub.identity.domain import Identity
from hub.identity.errors import CrossSiteRequest, SessionRequired, SupportReadsOnly
from hub.identity.oauth import proving
from hub.identity.oauth.proving import served_origin
from hub.identity.oauth.resources import covers
from hub.identity.platform_roles import Permission
from hub.identity.principal import PROVISIONING, Principal
from hub.identity.support import service as support
from hub.identity.verification import require_verified
from hub.kit import telemetry, tracing
from hub.kit.errors import Unauthenticated
from hub.kit.ratelimit import headers

ANY_SCOPE: Final = ""
_SCIM: Final = "/scim/v2/"
_MARK: Final = "__laelia_access__"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_GOES_ON: Final = "__laelia_goes_on__"
_bearer: Final = HTTPBearer(
    auto_error=False, scheme_name="bearer", description="An API key or a session token."
)
_api_key: Final = APIKeyHeader(name="x-api-key", auto_error=False, scheme_name="apiKey")
_cookie: Final = APIKeyCookie(name="__Host-laelia", auto_error=False, scheme_name="session")

Endpoint = TypeVar("Endpoint")


def identity_of(connection: HTTPConnection) -> Identity:
    found: Identity = connection.app.state.identity
    return found


async def authenticate(
    connection: HTTPConnection, *, method: str, enrolling: bool = False
) -> Principal:
    """The caller of this request, of any face. `enrolling`: may still lack a second factor.

    Raises:
        Unauthenticated: no credential, or one that does not hold.
        AddressNotAllowed, SecondFactorRequired: the organization asks for more.
        CrossSiteRequest: a cookie alone, on a request that another site may have made.
        OrganizationSuspended, OrganizationDeleting, AccountSuspended: it is closed, and why.
        SupportReadsOnly: support changes nothing.
    """
    return await authenticate_with(
        identity_of(connection), connection, method=method, enrolling=enrolling
    )


async def authenticate_with(
    identity: Identity, connection: HTTPConnection, *, method: str, enrolling: bool = False
) -> Principal:
    """The same for who has the identity at hand. Raises what `authenticate` does."""
    with tracing.span("authenticate"):
        given = credential_of(connection.scope["headers"], cookie=identity.cookie)
        if given is None:
            raise Unauthenticated("Send a session token or an API key.")
        client = connection.scope.get("client")
        principal = await identity.authenticator.authenticate(
            given.secret, address=client[0] if client else None, enrolling=enrolling
        )
        if principal.audience is not None:
            _refuse_misdirected(identity, connection, principal.audience)
        if given.proven or principal.proof_key is not None:
            await proving.require(identity, connection, given, principal)
        if PROVISIONING in principal.scopes and not connection.scope["path"].startswith(_SCIM):
            raise Unauthenticated("A directory's token opens SCIM alone.")
        _refuse_forged(identity, connection, given, principal, method)
        if principal.support_id is not None:
            await _look(identity, connection, principal, method)
    telemetry.org_id.set(principal.org_id)
    audit.acts(connection.scope, principal)
    return principal


async def _look(
    identity: Identity, connection: HTTPConnection, principal: Principal, method: str
) -> None:
    """Support reads, and every reading is on the record before it is answered.

    Raises:
        SupportReadsOnly: it is not a reading.
    """
    if method not in _SAFE:
        raise SupportReadsOnly("Support looks at an organization and changes nothing.")
    await support.note_read(identity, principal, method, connection.scope["path"])


def _refuse_misdirected(identity: Identity, connection: HTTPConnection, audience: str) -> None:
    """A token that was made for one address opens no other, though the same hub serves both."""
    if not covers(identity.issuer, audience, connection.scope["path"]):
        raise Unauthenticated("The token was made for another address of this hub.")


def _refuse_forged(
    identity: Identity,
    connection: HTTPConnection,
    given: Presented,
    principal: Principal,
    method: str,
) -> None:
    if not given.from_cookie:
        return
    if principal.session_id is None:
        raise Unauthenticated("A cookie carries a session, never an API key.")
    if method not in _SAFE and not _same_site(identity, connection):
        raise CrossSiteRequest(
            "A write with the session cookie must come from the hub's own pages."
        )


def _same_site(identity: Identity, connection: HTTPConnection) -> bool:
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = connection.headers.get("origin")
    return origin is not None and origin in (identity.origin, served_origin(connection))


def refuse_cross_site(request: Request) -> None:
    """For public writes that set the cookie: nobody signs a visitor in from another site."""
    site = request.headers.get("sec-fetch-site", "none")
    if site not in ("same-origin", "none"):
        raise CrossSiteRequest("Sign in on the hub's own pages.")
    origin = request.headers.get("origin")
    if origin is not None and origin not in (
        identity_of(request).origin,
        served_origin(request),
    ):
        raise CrossSiteRequest("Sign in on the hub's own pages.")


class _Caller:
    """A dependency that FastAPI resolves to the principal, and that says its scope."""

    def __init__(self, scope: str, *, enrolling: bool, verified: bool = False) -> None:
        self.scope = scope
        self.enrolling = enrolling
        self.verified = verified

    async def __call__(
        self,
        request: Request,
        response: Response,
        _bearer: Annotated[Any, Depends(_bearer)],
        _key: Annotated[Any, Depends(_api_key)],
        _session: Annotated[Any, Depends(_cookie)],
    ) -> Principal:
        principal = await authenticate(request, method=request.method, enrolling=self.enrolling)
        if request.method not in _SAFE and not _goes_on(request):
            identity_of(request).gate.refuse(principal.platform_role)
        limiter = identity_of(request).requests
        buckets = await limiter.admit(principal)
        response.headers.update(headers(buckets, identity_of(request).limiter.now))
        if self.scope != ANY_SCOPE:
            principal.require(self.scope)
        if self.verified:
            await require_verified(identity_of(request), principal)
        return principal


class _Administrator(_Caller):
    """The same, of whoever has a permission on the platform; it says which."""

    def __init__(self, permission: Permission, *, signed_in: bool) -> None:
        super().__init__("admin", enrolling=False)
        self.permission = permission
        self.signed_in = signed_in

    async def __call__(
        self,
        request: Request,
        response: Response,
        _bearer: Annotated[Any, Depends(_bearer)],
        _key: Annotated[Any, Depends(_api_key)],
        _session: Annotated[Any, Depends(_cookie)],
    ) -> Principal:
        principal = await super().__call__(request, response, None, None, None)
        principal.require_permission(self.permission)
        if self.signed_in:
            require_session(principal)
        return principal


def administers(permission: Permission, *, signed_in: bool = False) -> Any:
    """The authenticated administrator of the platform with this permission.

    `signed_in` is for what no key does.
    """
    return Security(_Administrator(permission, signed_in=signed_in), scopes=["admin"])


def permissions_of(routes: Sequence[BaseRoute]) -> dict[tuple[str, str], Permission]:
    """By method and path, the permission on the platform that a route declares."""
    found: dict[tuple[str, str], Permission] = {}
    for context in iter_route_contexts(routes):
        dependant = getattr(context, "dependant", None)
        for call in _calls(dependant.dependencies if dependant else ()):
            if isinstance(call, _Administrator):
                for method in context.methods or ():
                    found[method, context.path or ""] = call.permission
    return found


def caller(scope: str, *, enrolling: bool = False, verified: bool = False) -> Any:
    """The authenticated caller with this scope; `ANY_SCOPE` for what every caller may do.

    `enrolling` is for what one must reach to get the second factor that an organization asks for.
    `verified` is for what reaches other people or money: it takes a verified email address.
    """
    return Security(
        _Caller(scope, enrolling=enrolling, verified=verified), scopes=[scope] if scope else []
    )


def require_session(principal: Principal) -> str:
    """The session's ID.

    Raises:
        SessionRequired: the caller is an API key.
    """
    if principal.session_id is None:
        raise SessionRequired("Sign in to do this; an API key cannot.")
    return principal.session_id


async def _public() -> None:
    """Marks a route that anyone may call."""


PUBLIC: Final = Depends(_public)


def declares(access: str) -> Callable[[Endpoint], Endpoint]:
    """Marks a plain Starlette endpoint with its scope, or `public`; it authenticates itself."""

    def mark(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _MARK, access)
        return endpoint

    return mark


def goes_on(endpoint: Endpoint) -> Endpoint:
    """Marks an operation that is answered under maintenance though it is no GET.

    It only reads, or it signs in or out and is about the account alone, or it ends what has begun.
    """
    setattr(endpoint, _GOES_ON, True)
    return endpoint


def _goes_on(request: Request) -> bool:
    return getattr(request.scope["endpoint"], _GOES_ON, False)


def access_of(routes: Sequence[BaseRoute]) -> Iterator[tuple[str, str, str | None]]:
    """Method, path and declared access (a scope, `public`, or None) of every route."""
    for route in routes:
        if isinstance(route, Mount) and getattr(route.app, _MARK, None) is None:
            if not route.routes:
                yield "*", route.path, None
            for method, path, access in access_of(route.routes):
                yield method, route.path + path, access
            continue
        for context in iter_route_contexts([route]):
            access = _declared(context)
            for method in sorted(context.methods or {"*"}):
                yield method, context.path or "", access


def undeclared(routes: Sequence[BaseRoute]) -> list[str]:
    """`GET /path` of every route that declares no access. Empty, or the hub must not start."""
    return [f"{method} {path}" for method, path, access in access_of(routes) if access is None]


def _declared(route: Any) -> str | None:
    endpoint = getattr(route, "endpoint", None) or getattr(route, "app", None)
    marked: str | None = getattr(endpoint, _MARK, None)
    dependant = getattr(route, "dependant", None)
    if marked is not None or dependant is None:
        return marked
    for call in _calls(dependant.dependencies):
        if isinstance(call, _Caller):
            return call.scope or "any"
        if call is _public:
            return "public"
    return None


def _calls(dependants: Iterable[Any]) -> Iterator[Any]:
    for dependant in dependants:
        yield dependant.call
        yield from _calls(dependant.dependencies)
