"""OAuth's own rules, kept by Authlib: authenticating clients, grants, PKCE, the words of errors.

Authlib asks its questions synchronously, and the answers are in a database. So they are looked up
before, given to it as `Known`, and what it decides comes back as `Decided`, to be written in the
same transaction. It never touches a row.
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    ClientMixin,
    InvalidRequestError,
    InvalidScopeError,
    OAuth2Payload,
    OAuth2Request,
    grants,
)
from authlib.oauth2.rfc7636 import CodeChallenge

from hub.identity.credentials import ACCESS, REFRESH, digest, mint
from hub.identity.oauth import redirects
from hub.identity.oauth.errors import InvalidTargetError

ACCESS_S: Final = 900
PRIVATE_KEY_JWT: Final = "private_key_jwt"
_BY_SECRET: Final = ("client_secret_basic", "client_secret_post")
AUTH_METHODS: Final = ("none", *_BY_SECRET, PRIVATE_KEY_JWT)
JWT_BEARER: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GRANT_TYPES: Final = ("authorization_code", "refresh_token", "client_credentials")
ANY_SECRET: Final = "client_secret"  # noqa: S105 - the name of a method
_METHODS: Final = {ANY_SECRET: _BY_SECRET}
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Client(ClientMixin):
    """A program that asks. `host` is where its document is, and None when it only says its name.

    `asserted`: it has signed who it is, which was looked at before.
    """

    id: str
    name: str
    redirect_uris: tuple[str, ...]
    grant_types: tuple[str, ...]
    auth_method: str
    secret_hash: bytes | None = None
    host: str | None = None
    jwks: tuple[Mapping[str, Any], ...] = ()
    jwks_uri: str | None = None
    proof_required: bool = False
    asserted: bool = False

    def get_client_id(self) -> str:
        return self.id

    def get_default_redirect_uri(self) -> str | None:
        return self.redirect_uris[0] if len(self.redirect_uris) == 1 else None

    def get_allowed_scope(self, scope: str | None) -> str:
        return scope or ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return any(redirects.matches(one, redirect_uri) for one in self.redirect_uris)

    def check_client_secret(self, client_secret: str) -> bool:
        known = self.secret_hash
        return known is not None and hmac.compare_digest(known, digest(client_secret))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint == "token" and method in _METHODS.get(self.auth_method, (self.auth_method,))

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and "authorization_code" in self.grant_types

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self.grant_types


@dataclass(frozen=True)
class Held:
    """A code or a refresh token that was presented, as it stands in the database."""

    client_id: str
    user_id: str
    scopes: tuple[str, ...]
    resource: str
    used: bool
    over: bool
    redirect_uri: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str = "S256"

    def get_redirect_uri(self) -> str | None:
        return self.redirect_uri

    def get_scope(self) -> str:
        return " ".join(self.scopes)

    def check_client(self, client: Client) -> bool:
        return self.client_id == client.id


@dataclass(frozen=True)
class Known:
    """All that a decision needs. `bound`: the tokens will be bound to a key of the client's."""

    client: Client | None
    held: Held | None = None
    resource: str | None = None
    scopes: tuple[str, ...] = ()
    bound: bool = False


@dataclass
class Decided:
    """The answer. `replayed`: what was presented had been used, so its whole family must end."""

    status: int = 500
    body: dict[str, Any] = field(default_factory=dict)
    headers: list[tuple[str, str]] = field(default_factory=list)
    tokens: dict[str, Any] | None = None
    replayed: bool = False


class _Payload(OAuth2Payload):
    def __init__(self, fields: Fields) -> None:
        self._data: dict[str, str] = {}
        self._datalist: dict[str, list[str]] = {}
        for name, value in fields:
            self._data.setdefault(name, value)
            self._datalist.setdefault(name, []).append(value)

    @property
    def data(self) -> dict[str, str]:
        return self._data

    @property
    def datalist(self) -> dict[str, list[str]]:
        return self._datalist


class Request(OAuth2Request):
    """`url` is where the hub is reached from outside, as it was configured; `address` is the
    peer's. `proof_key` is the key of which the request is proven to be (DPoP)."""

    def __init__(
        self,
        method: str,
        url: str,
        fields: Fields,
        headers: Mapping[str, str],
        address: str | None = None,
        *,
        proof_key: str | None = None,
    ) -> None:
        super().__init__(method, url, headers=dict(headers))
        self.address = address
        self.proof_key = proof_key
        self.payload = _Payload(fields)

    @property
    def args(self) -> dict[str, str]:
        return self.payload.data

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data


class _S256Only(CodeChallenge):
    SUPPORTED_CODE_CHALLENGE_METHOD: Final = ["S256"]

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Raises InvalidRequestError without a challenge too, or with one to compare plainly."""
        data = grant.request.payload.data
        if data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("Send a code_challenge with code_challenge_method=S256.")
        if len(data.get("code_challenge", "")) != 43:
            raise InvalidRequestError("A code_challenge of S256 has 43 characters.")
        super().validate_code_challenge(grant, redirect_uri)


class _Code(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS: Final = list(AUTH_METHODS)
    server: "Server"

    def query_authorization_code(self, code: str, client: Client) -> Held | None:
        del code  # looked up before
        return self.server.presented(client)

    def authenticate_user(self, held: Held) -> str:
        return held.user_id

    def delete_authorization_code(self, held: Held) -> None:
        """It stays, marked as used, so that a second use is seen."""


class _Refresh(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS: Final = list(AUTH_METHODS)
    INCLUDE_NEW_REFRESH_TOKEN: Final = True
    server: "Server"

    def authenticate_refresh_token(self, refresh_token: str) -> Held | None:
        del refresh_token
        return self.server.presented(self.request.client)

    def authenticate_user(self, held: Held) -> str:
        return held.user_id

    def revoke_old_credential(self, held: Held) -> None:
        """It stays, marked as used."""


class _Machine(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = list(_BY_SECRET)


class _Assertion(_Machine):
    """What the assertion says is looked at before (`assertions.py`); the rest is the same."""

    GRANT_TYPE: Final = JWT_BEARER
    TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = [*_BY_SECRET, PRIVATE_KEY_JWT]


class Server(AuthorizationServer):
    """One decision."""

    def __init__(self, known: Known) -> None:
        super().__init__()
        self._known = known
        self.decided = Decided()
        self.register_token_generator("default", self._tokens)
        self.register_client_auth_method(PRIVATE_KEY_JWT, self._asserted)
        self.register_grant(_Code, [_S256Only(required=True)])
        self.register_grant(_Refresh)
        self.register_grant(_Machine)
        self.register_grant(_Assertion)

    def presented(self, client: Client) -> Held | None:
        """What was presented, if it is this client's, not used before, and not over."""
        held = self._known.held
        if held is None or not held.check_client(client):
            return None
        self.decided.replayed = held.used
        if held.used or held.over:
            return None
        if self._known.resource not in (None, held.resource):
            raise InvalidTargetError("This was granted for another resource.")
        return held

    def _asserted(self, query_client: Any, request: Request) -> Client | None:
        """Looked at before (`client_assertions.py`)."""
        del query_client, request
        client = self._known.client
        return client if client is not None and client.asserted else None

    def validate_requested_scope(self, scope: str | None) -> None:
        """Raises InvalidScopeError for one that is not to be had."""
        known = set(self._known.scopes)
        if not known or not known.issuperset((scope or "").split()):
            raise InvalidScopeError

    def query_client(self, client_id: str) -> Client | None:
        client = self._known.client
        return client if client is not None and client.id == client_id else None

    def save_token(self, token: dict[str, Any], request: Request) -> None:
        del request
        self.decided.tokens = token

    def create_oauth2_request(self, request: Request) -> Request:
        return request

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> None:
        self.decided.status, self.decided.headers = status, headers
        self.decided.body = body if isinstance(body, dict) else {}

    def _tokens(self, *, include_refresh_token: bool, **asked: Any) -> dict[str, Any]:
        kind = "DPoP" if self._known.bound else "Bearer"
        made = {"token_type": kind, "access_token": mint(ACCESS), "expires_in": ACCESS_S}
        if include_refresh_token:
            made["refresh_token"] = mint(REFRESH)
        return made | {"scope": asked["scope"] or " ".join(self._known.scopes)}


def decide(request: Request, known: Known) -> Decided:
    """What the token endpoint answers."""
    server = Server(known)
    server.create_token_response(request)
    return server.decided


def authenticate(request: Request, client: Client | None) -> Client:
    """The client of a request, by the method it registered.

    Raises:
        OAuth2Error: it is unknown, or is not who it says.
    """
    found: Client = Server(Known(client)).authenticate_client(request, list(AUTH_METHODS))
    return found


def check_authorization(request: Request, known: Known) -> str:
    """Where the answer to an authorization request goes.

    Raises:
        OAuth2Error: the request is not one to ask a person about; its `redirect_uri` is set when
            the client may hear of it.
    """
    grant = Server(known).get_consent_grant(request)
    address: str = grant.redirect_uri
    return address
