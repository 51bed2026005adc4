"""How an organization's LDAP server is reached and read, as an admin says it."""

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import fields, is_dataclass, replace
from socket import socket
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Protocol, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from hub.kit.lazy import lazy

if TYPE_CHECKING:
    import sansldap
else:  # a start without it is shorter by a sixtieth
    sansldap = lazy("sansldap")

USERNAME: Final = "{username}"
DN: Final = "{dn}"
IN_CHAIN: Final = "1.2.840.113556.1.4.1941"
_MOST_PARTS: Final = 50
_PORTS: Final = {"ldap": 389, "ldaps": 636}
_AD_USERS: Final = (
    "(&(objectCategory=person)(objectClass=user)"
    "(|(sAMAccountName={username})(userPrincipalName={username})))"
)
_DistinguishedName = Annotated[str, Field(min_length=1, max_length=1000)]
_AttributeName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,60}$")]
_Filter = Annotated[str, Field(min_length=3, max_length=2000)]


class Dial(Protocol):
    """A connected socket to a vetted address; `encrypted` says whether TLS follows on it."""

    def __call__(self, host: str, port: int, /, *, encrypted: bool) -> Awaitable[socket]: ...


class Connection(BaseModel):
    """`kind` sets what is usual; every part can be said otherwise."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["ldap", "active_directory"] = "ldap"
    url: str = Field(max_length=300, examples=["ldaps://ldap.example.com"])
    start_tls: bool = Field(True, description="On ldap:// URLs; without it nothing is encrypted.")
    ca_certificate: str | None = Field(
        None, max_length=100_000, description="PEM of the authority to trust. Unset: the system's."
    )
    bind_dn: _DistinguishedName | None = Field(
        None, description="Who searches; in Active Directory also name@domain. Unset: nobody."
    )
    user_base: _DistinguishedName
    user_filter: _Filter | None = Field(None, description="With {username} where the name goes.")
    group_base: _DistinguishedName | None = Field(None, description="Unset: the users' base.")
    group_filter: _Filter | None = Field(None, description="With {dn} where the member goes.")
    nested: Literal["in_chain", "search", "none"] | None = Field(
        None, description="How groups in groups are found. Unset: as is usual for the kind."
    )
    email_attribute: _AttributeName = "mail"
    name_attribute: _AttributeName | None = None
    subject_attribute: _AttributeName | None = Field(
        None, description="What stays when an entry is renamed or moved."
    )
    group_name_attribute: _AttributeName = "cn"

    @field_validator("url")
    @classmethod
    def _reachable(cls, url: str) -> str:
        parts = urlsplit(url)
        port = parts.port  # raises ValueError when it is none
        if parts.scheme not in _PORTS or not parts.hostname or port == 0:
            raise ValueError("is ldap:// or ldaps:// with a host")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("has a host and a port, and nothing else")
        if parts.path not in ("", "/"):
            raise ValueError("has no path: the bases say where to look")
        return url

    @field_validator("ca_certificate")
    @classmethod
    def _readable(cls, pem: str | None) -> str | None:
        if pem is not None:
            try:
                ssl.create_default_context(cadata=pem)
            except (ssl.SSLError, ValueError, TypeError) as error:
                raise ValueError("is no certificate in PEM") from error
        return pem

    @field_validator("bind_dn", "user_base", "group_base", "user_filter", "group_filter")
    @classmethod
    def _printable(cls, text: str | None) -> str | None:
        if text is not None and not text.isprintable():
            raise ValueError("must not hold control characters")
        return text

    @model_validator(mode="after")
    def _filters(self) -> Self:
        for text, place in ((self.users, USERNAME), (self.groups, DN)):
            if place not in text:
                raise ValueError(f"a filter has {place} where the name goes")
            if text.count("(") > _MOST_PARTS:
                raise ValueError(f"a filter has at most {_MOST_PARTS} parts")
            filled(text, place, "x")
        return self

    @property
    def host(self) -> str:
        return str(urlsplit(self.url).hostname)

    @property
    def port(self) -> int:
        parts = urlsplit(self.url)
        return parts.port or _PORTS[parts.scheme]

    @property
    def over_tls(self) -> bool:
        return urlsplit(self.url).scheme == "ldaps"

    @property
    def encrypted(self) -> bool:
        return self.over_tls or self.start_tls

    @property
    def is_ad(self) -> bool:
        return self.kind == "active_directory"

    @property
    def users(self) -> str:
        return self.user_filter or (_AD_USERS if self.is_ad else "(uid={username})")

    @property
    def groups(self) -> str:
        chain = f"(member:{IN_CHAIN}:={{dn}})"
        usual = chain if self.nesting == "in_chain" else "(member={dn})"
        return self.group_filter or usual

    @property
    def nesting(self) -> str:
        return self.nested or ("in_chain" if self.is_ad else "search")

    @property
    def subject(self) -> str:
        return self.subject_attribute or ("objectGUID" if self.is_ad else "entryUUID")

    @property
    def name(self) -> str:
        return self.name_attribute or ("displayName" if self.is_ad else "cn")

    def context(self) -> ssl.SSLContext:
        """Certificates are verified, with the name, always."""
        return ssl.create_default_context(cadata=self.ca_certificate)


def filled(text: str, place: str, value: str) -> "sansldap.LDAPFilter":
    """The filter with a value in its place. The value is put into the read filter, byte for byte:
    whatever it holds, it stays a value.

    Raises:
        ValueError: the text is no filter.
    """
    sought, given = place.encode(), value.encode("utf-8", "surrogatepass")
    try:
        read_ = sansldap.LDAPFilter.from_string(text)
    except IndexError as error:
        raise ValueError("the filter ends too early") from error
    return _changed(read_, lambda part: part.replace(sought, given))


def _changed(
    node: "sansldap.LDAPFilter", change: Callable[[bytes], bytes]
) -> "sansldap.LDAPFilter":
    if isinstance(node, sansldap.FilterAnd | sansldap.FilterOr):
        return replace(node, filters=[_changed(one, change) for one in node.filters])
    if isinstance(node, sansldap.FilterNot):
        return replace(node, filter=_changed(node.filter, change))
    assert is_dataclass(node)
    found: dict[str, Any] = {}
    for part in fields(node):
        value = getattr(node, part.name)
        if isinstance(value, bytes):
            found[part.name] = change(value)
        elif isinstance(value, list):
            found[part.name] = [change(one) for one in value]
    return replace(node, **found)


def read(settings: Any) -> Connection:
    """What was stored.

    Raises:
        ValueError: it is of an earlier form that means nothing any more.
    """
    try:
        return Connection.model_validate(settings)
    except ValidationError as error:
        raise ValueError("the stored settings of the LDAP server cannot be used") from error
