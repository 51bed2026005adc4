"""What a provider says of somebody, read by an organization's mapping, whatever the protocol."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from pydantic import TypeAdapter, ValidationError

from hub.identity.principal import SCOPES_OF_ROLE
from hub.identity.schemas import Email
from hub.identity.sso.models import Connection
from hub.identity.sso.saml.responses import EMAIL as EMAIL_FORMAT
from hub.identity.sso.saml.responses import TRANSIENT, Assertion

_ADDRESS: Final[TypeAdapter[str]] = TypeAdapter(Email)
_MOST_GROUPS: Final = 1000
_MOST_TEXT: Final = 254
# RFC 8176, and what Entra ID, Okta and Google write into `amr` or `acr`. A code or a key alone is
# one factor: it takes the provider's word for two, or methods of two kinds.
_TWO: Final = frozenset({"mfa", "ngcmfa"})
_KINDS: Final = (
    frozenset({"pwd", "pin", "kba"}),
    frozenset({"otp", "hwk", "swk", "sc", "pop", "sms", "tel"}),
    frozenset({"fpt", "face", "iris", "retina", "vbm"}),
)
_CONTEXTS: Final = frozenset(
    {
        "http://schemas.microsoft.com/claims/multipleauthn",
        "https://refeds.org/profile/mfa",
        "phr",
        "phrh",
        *(
            f"urn:oasis:names:tc:SAML:2.0:ac:classes:{name}"
            for name in ("MobileTwoFactorContract", "MobileTwoFactorUnregistered", "SmartcardPKI")
        ),
    }
)
_CLAIMS: Final = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
_MICROSOFT: Final = "http://schemas.microsoft.com/ws/2008/06/identity/claims/"
# The usual names, the most particular first.
_EMAIL_NAMES: Final = (
    *("email", "mail", "urn:oid:0.9.2342.19200300.100.1.3"),
    *(_CLAIMS + "emailaddress", "emailAddress", "Email"),
)
_NAME_NAMES: Final = (
    *("name", "displayName", "urn:oid:2.16.840.1.113730.3.1.241"),
    *("http://schemas.microsoft.com/identity/claims/displayname", "cn", "urn:oid:2.5.4.3"),
)
_GROUP_NAMES: Final = (
    *("groups", "memberOf", "urn:oid:1.3.6.1.4.1.5923.1.5.1.1"),
    *(_MICROSOFT + "groups", _MICROSOFT + "role", "roles"),
)


class Person(msgspec.Struct, frozen=True):
    """Who came, as the provider knows them. `raw` is what it said, for a test's report."""

    subject: str
    email: str | None
    email_verified: bool | None
    name: str | None
    groups: tuple[str, ...]
    second_factor: bool
    until: datetime | None
    raw: dict[str, Any]


def of_id_token(connection: Connection, claims: Mapping[str, Any]) -> Person:
    mapping = connection.attributes
    verified = claims.get("email_verified")
    methods = claims.get("amr")
    shown = {str(one) for one in methods} if isinstance(methods, list) else set()
    context = str(claims.get("acr", ""))
    values = {name: _texts(value) for name, value in claims.items()}
    return Person(
        subject=claims["sub"],
        email=_email(_first(values, mapping.get("email"), _EMAIL_NAMES)),
        email_verified=None if verified is None else str(verified).lower() == "true",
        name=_first(values, mapping.get("name"), _NAME_NAMES),
        groups=_all(values, mapping.get("groups"), _GROUP_NAMES),
        second_factor=_shows_two(shown) or context in _CONTEXTS,
        until=None,
        raw=dict(claims),
    )


def _shows_two(methods: set[str]) -> bool:
    return bool(methods & _TWO) or sum(bool(methods & kind) for kind in _KINDS) > 1


def of_assertion(connection: Connection, said: Assertion) -> Person | None:
    """None when the subject's name is for one time only, and would be another at the next."""
    mapping, values = connection.attributes, said.attributes
    if said.name_id_format == TRANSIENT:
        return None
    email = _first(values, mapping.get("email"), _EMAIL_NAMES)
    if email is None and (said.name_id_format == EMAIL_FORMAT or "@" in said.name_id):
        email = said.name_id
    methods = {
        value
        for name, found in values.items()
        if name.endswith("authnmethodsreferences")
        for value in found
    }
    return Person(
        subject=said.name_id,
        email=_email(email),
        email_verified=None,
        name=_first(values, mapping.get("name"), _NAME_NAMES),
        groups=_all(values, mapping.get("groups"), _GROUP_NAMES),
        second_factor=bool((methods | {said.context}) & _CONTEXTS),
        until=said.session_until,
        raw={
            "name_id": said.name_id,
            "name_id_format": said.name_id_format,
            "authn_context": said.context,
            **{name: list(found) for name, found in values.items()},
        },
    )


def role_of(connection: Connection, groups: Sequence[str]) -> str | None:
    """The most that one of the groups gives, else the usual role; None: none."""
    given = {one["role"] for one in connection.roles if one["group"] in groups}
    return next((role for role in SCOPES_OF_ROLE if role in given), connection.default_role)


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(one for one in value if isinstance(one, str))
    return ()


def _first(
    values: Mapping[str, Sequence[str]], mapped: str | None, usual: Sequence[str]
) -> str | None:
    names = usual if mapped is None else (mapped,)
    found = next((values[name][0].strip() for name in names if values.get(name)), "")
    return found[:_MOST_TEXT] or None


def _all(
    values: Mapping[str, Sequence[str]], mapped: str | None, usual: Sequence[str]
) -> tuple[str, ...]:
    names = usual if mapped is None else (mapped,)
    found = next((values[name] for name in names if values.get(name)), ())
    return tuple(found[:_MOST_GROUPS])


def _email(given: str | None) -> str | None:
    """As accounts have them. What is no address is none."""
    try:
        return None if given is None else _ADDRESS.validate_python(given)
    except ValidationError:
        return None
