"""The client's side of OpenID Connect: discovery, the code flow's two steps, and who it was.

    provider = await client.provider(issuer)
    send the browser to client.address(provider, registration, leg, hint)
    code = client.returned(provider, fields of the callback)
    claims = await client.claims(provider, registration, leg, code)

Whoever calls keeps the leg, binds its `state` to the browser, and looks at `state` first. The hub's
guarded client carries the requests. What a provider says of itself is kept for minutes, its keys
too; a token that names a key not seen yet has them read again, but not more than a few times a
minute, so that nobody makes the hub hammer a provider with invented names.
"""

import base64
import hashlib
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

import msgspec

from hub.identity import id_tokens
from hub.identity.errors import AssertionRefused, IdentityProviderFailed
from hub.kit.clock import Clock
from hub.kit.errors import LaeliaError

WELL_KNOWN: Final = "/.well-known/openid-configuration"
_KEPT_S: Final = 600.0
_REREADS_PER_MINUTE: Final = 5
_MOST_KEPT: Final = 2000
_MOST_KEYS: Final = 100
_MOST_CODE: Final = 4096


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """`authorization` goes to the origin of `url` and nowhere else."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None
    authorization: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    status: int
    body: bytes


# Follows no redirect. Raises a LaeliaError when there is no answer.
Send = Callable[[HttpRequest], Awaitable[HttpAnswer]]


class Provider(msgspec.Struct, frozen=True):
    """What a provider publishes about itself, as far as it is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    code_challenge_methods_supported: tuple[str, ...] = ()
    authorization_response_iss_parameter_supported: bool = False

    @property
    def algorithms(self) -> tuple[str, ...]:
        named = self.id_token_signing_alg_values_supported
        return tuple(one for one in id_tokens.ALGORITHMS if one in named)


@dataclass(frozen=True, slots=True)
class Registration:
    """How the provider knows us. Without a secret, as a public client."""

    client_id: str
    secret: str | None = field(repr=False)
    redirect_uri: str
    scopes: tuple[str, ...] = ("openid", "email", "profile")


@dataclass(frozen=True, slots=True)
class Leg:
    """One person's way to the provider and back: 256 random bits each."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> "Leg":
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Said:
    """`claims` of the ID token, with those of the userinfo endpoint that it lacks."""

    claims: dict[str, Any]
    algorithm: str


class _Tokens(msgspec.Struct):
    id_token: str
    token_type: str
    access_token: str


class _KeySet(msgspec.Struct):
    keys: list[dict[str, Any]]


@dataclass
class _Kept:
    provider: Provider
    until: float
    keys: Sequence[id_tokens.Jwk] | None = None
    reread: deque[float] = field(default_factory=deque)


class OidcClient:
    def __init__(self, send: Send, clock: Clock) -> None:
        self._send = send
        self._clock = clock
        self._kept: dict[str, _Kept] = {}

    async def provider(self, issuer: str, *, fresh: bool = False) -> Provider:
        """Raises:
        IdentityProviderFailed: it publishes nothing there, or something that cannot be used.
        """
        kept = self._kept.get(issuer)
        if kept is not None and not fresh and monotonic() < kept.until:
            return kept.provider
        body = await self._read(
            "discovery", HttpRequest("GET", issuer.rstrip("/") + WELL_KNOWN, {})
        )
        try:
            provider = msgspec.json.decode(body, type=Provider)
        except msgspec.DecodeError as error:
            raise IdentityProviderFailed(
                "What the provider publishes about itself cannot be used.", step="discovery"
            ) from error
        _check_metadata(provider, issuer)
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[issuer] = _Kept(provider, monotonic() + _KEPT_S)
        return provider

    async def keys(self, provider: Provider) -> Sequence[id_tokens.Jwk]:
        """Raises IdentityProviderFailed."""
        kept = self._known(provider)
        if kept.keys is None:
            kept.keys = await self._read_keys(provider)
        return kept.keys

    async def _read_keys(self, provider: Provider) -> Sequence[id_tokens.Jwk]:
        body = await self._read("keys", HttpRequest("GET", provider.jwks_uri, {}))
        try:
            return msgspec.json.decode(body, type=_KeySet).keys[:_MOST_KEYS]
        except msgspec.DecodeError as error:
            raise IdentityProviderFailed(
                "The provider's keys cannot be read.", step="keys"
            ) from error

    def address(
        self,
        provider: Provider,
        registration: Registration,
        leg: Leg,
        *,
        login_hint: str | None = None,
        **more: str,
    ) -> str:
        """Where the browser goes. `more` are further parameters, such as `prompt`."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(leg.verifier.encode()).digest())
        fields = {
            "response_type": "code",
            "client_id": registration.client_id,
            "redirect_uri": registration.redirect_uri,
            "scope": " ".join(registration.scopes),
            "state": leg.state,
            "nonce": leg.nonce,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        if login_hint is not None:
            fields["login_hint"] = login_hint
        joint = "&" if urlsplit(provider.authorization_endpoint).query else "?"
        return provider.authorization_endpoint + joint + urlencode(fields | more)

    def returned(self, provider: Provider, fields: Mapping[str, str]) -> str:
        """The code that the browser brought back.

        Raises:
            AssertionRefused: another provider sent it (RFC 9207), or this one says no.
        """
        issuer = fields.get("iss")
        if issuer is None and provider.authorization_response_iss_parameter_supported:
            raise AssertionRefused(
                "The answer does not say which provider it is of.", step="issuer"
            )
        if issuer is not None and issuer != provider.issuer:
            raise AssertionRefused("The answer is of another provider.", step="issuer")
        if "error" in fields:
            raise AssertionRefused(
                f"The provider refuses: {_word(fields['error'])}.", step="authorization"
            )
        code = fields.get("code", "")
        if not 0 < len(code) <= _MOST_CODE:
            raise AssertionRefused("The answer has no code.", step="authorization")
        return code

    async def claims(
        self, provider: Provider, registration: Registration, leg: Leg, code: str
    ) -> Said:
        """Who it was.

        Raises:
            IdentityProviderFailed: the provider does not answer as it should.
            AssertionRefused: it refuses the code, or what it says does not hold.
        """
        tokens = await self._redeem(provider, registration, leg, code)
        algorithm, key_id = id_tokens.header_of(tokens.id_token, provider.algorithms)
        key = await self._key(provider, algorithm, key_id)
        claims = id_tokens.verified(tokens.id_token, key, algorithm)
        id_tokens.check(
            claims,
            issuer=provider.issuer,
            client_id=registration.client_id,
            nonce=leg.nonce,
            now=self._clock(),
        )
        id_tokens.check_access_token(claims, tokens.access_token, algorithm)
        if "email" not in claims and provider.userinfo_endpoint is not None:
            claims = await self._userinfo(provider, tokens, claims) | claims
        return Said(claims, algorithm)

    async def _redeem(
        self, provider: Provider, registration: Registration, leg: Leg, code: str
    ) -> _Tokens:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": registration.redirect_uri,
            "code_verifier": leg.verifier,
        }
        authorization = None
        methods = provider.token_endpoint_auth_methods_supported
        if registration.secret is None:
            fields["client_id"] = registration.client_id
        elif "client_secret_basic" in methods or "client_secret_post" not in methods:
            pair = f"{quote_plus(registration.client_id)}:{quote_plus(registration.secret)}"
            authorization = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            fields |= {"client_id": registration.client_id, "client_secret": registration.secret}
        headers = {"content-type": "application/x-www-form-urlencoded"}
        body = urlencode(fields).encode()
        answer = await self._ask(
            "token", HttpRequest("POST", provider.token_endpoint, headers, body, authorization)
        )
        if answer.status != 200:
            raise AssertionRefused(
                f"The provider does not take the code: {_error_of(answer)}.", step="token"
            )
        try:
            tokens = msgspec.json.decode(answer.body, type=_Tokens)
        except msgspec.DecodeError as error:
            raise IdentityProviderFailed(
                "The provider's token endpoint gave no ID token.", step="token"
            ) from error
        if tokens.token_type.lower() != "bearer":
            raise IdentityProviderFailed("The token is of an unknown kind.", step="token")
        return tokens

    async def _key(self, provider: Provider, algorithm: str, key_id: str | None) -> id_tokens.Jwk:
        key = id_tokens.fitting(await self.keys(provider), algorithm, key_id)
        if key is None and self._may_reread(provider):
            keys = self._known(provider).keys = await self._read_keys(provider)
            key = id_tokens.fitting(keys, algorithm, key_id)
        if key is None:
            raise AssertionRefused(
                "None of the provider's keys has signed the ID token.", step="signature"
            )
        return key

    def _known(self, provider: Provider) -> _Kept:
        return self._kept.setdefault(provider.issuer, _Kept(provider, monotonic() + _KEPT_S))

    def _may_reread(self, provider: Provider) -> bool:
        reread = self._known(provider).reread
        now = monotonic()
        while reread and reread[0] <= now - 60:
            reread.popleft()
        if len(reread) >= _REREADS_PER_MINUTE:
            return False
        reread.append(now)
        return True

    async def _userinfo(
        self, provider: Provider, tokens: _Tokens, claims: Mapping[str, Any]
    ) -> dict[str, Any]:
        assert provider.userinfo_endpoint is not None
        body = await self._read(
            "userinfo",
            HttpRequest(
                "GET",
                provider.userinfo_endpoint,
                {},
                authorization=f"Bearer {tokens.access_token}",
            ),
        )
        try:
            more = msgspec.json.decode(body, type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise IdentityProviderFailed(
                "What the provider says of the person cannot be read.", step="userinfo"
            ) from error
        if more.get("sub") != claims["sub"]:
            raise AssertionRefused("The provider speaks of somebody else.", step="userinfo")
        return more

    async def _read(self, step: str, request: HttpRequest) -> bytes:
        answer = await self._ask(step, request)
        if answer.status != 200:
            raise IdentityProviderFailed(
                f"The provider answered {answer.status} instead of its {step}.", step=step
            )
        return answer.body

    async def _ask(self, step: str, request: HttpRequest) -> HttpAnswer:
        try:
            return await self._send(request)
        except LaeliaError as error:
            raise IdentityProviderFailed(
                f"The provider cannot be reached for its {step}: {error.detail}", step=step
            ) from error


def _check_metadata(provider: Provider, issuer: str) -> None:
    """Raises IdentityProviderFailed: it speaks for another, or not safely."""
    if provider.issuer != issuer:
        raise IdentityProviderFailed(
            f"The provider calls itself {provider.issuer[:200]}, not {issuer}; the two must be the"
            " same, letter by letter.",
            step="issuer",
        )
    if not provider.algorithms:
        raise IdentityProviderFailed(
            "The provider signs with none of the algorithms that are allowed.", step="discovery"
        )
    secure = urlsplit(issuer).scheme == "https"
    for endpoint in (
        *(provider.authorization_endpoint, provider.token_endpoint, provider.jwks_uri),
        *([provider.userinfo_endpoint] if provider.userinfo_endpoint is not None else []),
    ):
        parts = urlsplit(endpoint)
        if parts.scheme != "https" and (secure or parts.scheme != "http"):
            raise IdentityProviderFailed(
                "An endpoint of the provider is not https.", step="discovery"
            )
        if not parts.netloc or parts.fragment or "@" in parts.netloc:
            raise IdentityProviderFailed(
                "An endpoint of the provider is no address.", step="discovery"
            )


def _error_of(answer: HttpAnswer) -> str:
    try:
        found = msgspec.json.decode(answer.body)
    except msgspec.DecodeError:
        return str(answer.status)
    return _word(found.get("error")) if isinstance(found, dict) else str(answer.status)


def _word(error: Any) -> str:
    """An OAuth error as it may be shown: a word, whatever else was sent."""
    text = str(error)[:60]
    return text if text.replace("_", "").isalnum() and text.isascii() else "an unknown error"
