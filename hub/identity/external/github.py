"""GitHub, which says who somebody is by its API and not by an ID token.

https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlencode

import msgspec

from hub.identity.errors import AssertionRefused, IdentityProviderFailed
from hub.identity.external.domain import House, Person
from hub.identity.oidc_client import HttpAnswer, HttpRequest, Leg, Send
from hub.kit.errors import LaeliaError

Shape = TypeVar("Shape")
_MOST_CODE = 4096


class _Token(msgspec.Struct):
    access_token: str = ""
    error: str = ""


class _User(msgspec.Struct):
    id: int
    login: str
    name: str | None = None


class _Email(msgspec.Struct):
    email: str
    primary: bool
    verified: bool


def address(house: House, leg: Leg) -> str:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(leg.verifier.encode()).digest())
    fields = {
        "client_id": house.registration.client_id,
        "redirect_uri": house.registration.redirect_uri,
        "scope": " ".join(house.registration.scopes),
        "state": leg.state,
        "code_challenge": challenge.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{house.issuer}/login/oauth/authorize?{urlencode(fields)}"


async def person(send: Send, house: House, leg: Leg, fields: Mapping[str, str]) -> Person:
    """Raises AssertionRefused, IdentityProviderFailed."""
    if fields.get("iss", house.issuer) not in (house.issuer, f"{house.issuer}/login/oauth"):
        raise AssertionRefused("The answer is of another provider.", step="issuer")
    code = fields.get("code", "")
    if "error" in fields or not 0 < len(code) <= _MOST_CODE:
        raise AssertionRefused("The provider gives no code.", step="authorization")
    token = await _redeem(send, house, leg, code)
    user = await _read(send, house, "/user", token, _User)
    emails = await _read(send, house, "/user/emails", token, list[_Email])
    primary = next((one for one in emails if one.primary), None)
    return Person(
        issuer=house.issuer,
        subject=str(user.id),
        email=None if primary is None else primary.email,
        email_verified=primary is not None and primary.verified,
        name=user.name or user.login,
    )


async def _redeem(send: Send, house: House, leg: Leg, code: str) -> str:
    known = house.registration
    fields = {
        "client_id": known.client_id,
        "client_secret": known.secret or "",
        "code": code,
        "redirect_uri": known.redirect_uri,
        "code_verifier": leg.verifier,
    }
    headers = {"content-type": "application/x-www-form-urlencoded"}
    url = f"{house.issuer}/login/oauth/access_token"
    request = HttpRequest("POST", url, headers, urlencode(fields).encode())
    answer = await _ask(send, "token", request)
    token = _decoded("token", answer, _Token)
    if answer.status != 200 or not token.access_token:  # a refusal has the status of a success
        raise AssertionRefused("The provider does not take the code.", step="token")
    return token.access_token


async def _read(send: Send, house: House, path: str, token: str, shape: type[Shape]) -> Shape:
    request = HttpRequest("GET", f"{house.api}{path}", {}, authorization=f"Bearer {token}")
    answer = await _ask(send, "userinfo", request)
    if answer.status != 200:
        raise IdentityProviderFailed(
            f"The provider answered {answer.status} instead of who it was.", step="userinfo"
        )
    return _decoded("userinfo", answer, shape)


async def _ask(send: Send, step: str, request: HttpRequest) -> HttpAnswer:
    try:
        return await send(request)
    except LaeliaError as error:
        raise IdentityProviderFailed(
            f"The provider cannot be reached for its {step}: {error.detail}", step=step
        ) from error


def _decoded(step: str, answer: HttpAnswer, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(answer.body, type=shape)
    except msgspec.DecodeError as error:
        raise IdentityProviderFailed(f"The provider's {step} cannot be read.", step=step) from error
