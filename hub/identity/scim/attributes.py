"""What a user and a group are made of (RFC 7643, sections 4 and 7).

The definitions here are what `/Schemas` shows, what bodies are read by, and what filters and paths
may name: nothing is declared that is not served.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final, Literal

Kind = Literal["string", "boolean", "dateTime", "reference", "complex", "binary"]

USER: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP: Final = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@dataclass(frozen=True)
class Attribute:
    """One attribute. Names are compared without regard to case, as the RFC has it."""

    name: str
    kind: Kind = "string"
    description: str = ""
    multi: bool = False
    required: bool = False
    exact: bool = False
    mutability: str = "readWrite"
    returned: str = "default"
    unique: str = "none"
    canonical: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    parts: tuple["Attribute", ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, "Attribute"]:
        return {part.name.lower(): part for part in self.parts}

    @property
    def read_only(self) -> bool:
        return self.mutability == "readOnly"

    def described(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "name": self.name,
            "type": self.kind,
            "multiValued": self.multi,
            "description": self.description,
            "required": self.required,
            "mutability": self.mutability,
            "returned": self.returned,
        }
        if self.kind not in ("boolean", "complex"):
            found |= {"caseExact": self.exact, "uniqueness": self.unique}
        if self.canonical:
            found["canonicalValues"] = list(self.canonical)
        if self.references:
            found["referenceTypes"] = list(self.references)
        if self.parts:
            found["subAttributes"] = [part.described() for part in self.parts]
        return found


@dataclass(frozen=True)
class Schema:
    id: str
    name: str
    description: str
    attributes: tuple[Attribute, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Attribute]:
        return {attribute.name.lower(): attribute for attribute in self.attributes}


@dataclass(frozen=True)
class ResourceType:
    """Beside those of its schemas a resource has the attributes that all have."""

    name: str
    endpoint: str
    description: str
    schema: Schema
    extensions: tuple[Schema, ...] = ()

    @cached_property
    def schemas(self) -> Mapping[str, Schema]:
        return {schema.id.lower(): schema for schema in (self.schema, *self.extensions)}

    def attribute(self, name: str) -> Attribute | None:
        lower = name.lower()
        return self.schema.by_name.get(lower) or _common().get(lower)


def _reference(*types: str, name: str = "$ref", **options: Any) -> Attribute:
    return Attribute(name, "reference", "Where it is.", exact=True, references=types, **options)


def _many(name: str, description: str, *types: str, value: Attribute | None = None) -> Attribute:
    """The usual form of a multi-valued attribute."""
    return Attribute(
        name,
        "complex",
        description,
        multi=True,
        parts=(
            value or Attribute("value", description="The value itself."),
            Attribute("display", description="How it is shown."),
            Attribute("type", description="What it is for.", canonical=types),
            Attribute("primary", "boolean", "Whether it is the preferred one."),
        ),
    )


_COMMON: Final[tuple[Attribute, ...]] = (
    Attribute("id", exact=True, mutability="readOnly", returned="always", unique="server"),
    Attribute("externalId", exact=True),
    Attribute(
        "meta",
        "complex",
        mutability="readOnly",
        parts=(
            Attribute("resourceType", exact=True, mutability="readOnly"),
            Attribute("created", "dateTime", mutability="readOnly"),
            Attribute("lastModified", "dateTime", mutability="readOnly"),
            Attribute("location", "reference", exact=True, mutability="readOnly"),
            Attribute("version", exact=True, mutability="readOnly"),
        ),
    ),
)


@cache
def _common() -> Mapping[str, Attribute]:
    return {one.name.lower(): one for one in _COMMON}


_NAME: Final = Attribute(
    "name",
    "complex",
    "The parts of the person's name.",
    parts=(
        Attribute("formatted", description="The whole name, as it is shown."),
        Attribute("familyName", description="The family name."),
        Attribute("givenName", description="The given name."),
        Attribute("middleName", description="The middle names."),
        Attribute("honorificPrefix", description="Titles before the name."),
        Attribute("honorificSuffix", description="Suffixes behind the name."),
    ),
)
_ADDRESSES: Final = Attribute(
    "addresses",
    "complex",
    "Postal addresses.",
    multi=True,
    parts=(
        Attribute("formatted", description="The whole address, as it is written."),
        Attribute("streetAddress", description="Street and house."),
        Attribute("locality", description="City."),
        Attribute("region", description="State or region."),
        Attribute("postalCode", description="Postal code."),
        Attribute("country", description="ISO 3166-1 code of the country."),
        Attribute("type", description="What it is for.", canonical=("work", "home", "other")),
        Attribute("primary", "boolean", "Whether it is the preferred one."),
    ),
)
_GROUPS: Final = Attribute(
    "groups",
    "complex",
    "The groups that the person is in.",
    multi=True,
    mutability="readOnly",
    parts=(
        Attribute("value", description="The group's ID.", exact=True, mutability="readOnly"),
        _reference("Group", mutability="readOnly"),
        Attribute("display", description="The group's name.", mutability="readOnly"),
        Attribute("type", canonical=("direct",), mutability="readOnly"),
    ),
)
_URL: Final = Attribute("value", "reference", "The address.", exact=True, references=("external",))
_CERTIFICATE: Final = Attribute("value", "binary", "The certificate.", exact=True)

USER_SCHEMA: Final = Schema(
    USER,
    "User",
    "A person.",
    (
        Attribute(
            "userName",
            description="The name by which the directory knows the person; often their address.",
            required=True,
            unique="server",
        ),
        _NAME,
        Attribute("displayName", description="The name that is shown."),
        Attribute("nickName", description="What they are called."),
        Attribute(
            "profileUrl",
            "reference",
            "Their page.",
            exact=True,
            references=("external",),
        ),
        Attribute("title", description="Such as Vice President."),
        Attribute("userType", description="Such as Employee or Contractor."),
        Attribute("preferredLanguage", description="As in Accept-Language."),
        Attribute("locale", description="Such as en-US."),
        Attribute("timezone", description="Such as Europe/Berlin."),
        Attribute("active", "boolean", "Whether they have a seat; without it everything ends."),
        _many("emails", "Email addresses; the primary one is the account's.", "work", "home"),
        _many("phoneNumbers", "Telephone numbers.", "work", "home", "mobile", "fax", "pager"),
        _many("ims", "Addresses for instant messages."),
        _many("photos", "Pictures of the person.", "photo", "thumbnail", value=_URL),
        _ADDRESSES,
        _GROUPS,
        _many("entitlements", "What they are entitled to elsewhere."),
        _many("roles", "Their roles elsewhere; groups give roles here."),
        _many("x509Certificates", "Certificates.", value=_CERTIFICATE),
    ),
)
_MANAGER: Final = Attribute(
    "manager",
    "complex",
    "Whom they report to.",
    parts=(
        Attribute("value", description="Their ID.", exact=True),
        _reference("User"),
        Attribute("displayName", description="Their name.", mutability="readOnly"),
    ),
)
ENTERPRISE_SCHEMA: Final = Schema(
    ENTERPRISE,
    "EnterpriseUser",
    "What a company knows of a person.",
    (
        Attribute("employeeNumber", description="Number or code within the company."),
        Attribute("costCenter", description="The cost center."),
        Attribute("organization", description="The organization."),
        Attribute("division", description="The division."),
        Attribute("department", description="The department."),
        _MANAGER,
    ),
)
GROUP_SCHEMA: Final = Schema(
    GROUP,
    "Group",
    "People together; a group can give its people a role.",
    (
        Attribute("displayName", description="Its name.", required=True, unique="server"),
        Attribute(
            "members",
            "complex",
            "Who is in it.",
            multi=True,
            parts=(
                Attribute("value", description="Their ID.", exact=True, mutability="immutable"),
                _reference("User", mutability="immutable"),
                Attribute("type", canonical=("User",), mutability="immutable"),
            ),
        ),
    ),
)
USERS: Final = ResourceType("User", "/Users", "People.", USER_SCHEMA, (ENTERPRISE_SCHEMA,))
GROUPS: Final = ResourceType("Group", "/Groups", "Groups.", GROUP_SCHEMA)
RESOURCE_TYPES: Final = {kind.name: kind for kind in (USERS, GROUPS)}
SCHEMAS: Final = {schema.id: schema for schema in (USER_SCHEMA, ENTERPRISE_SCHEMA, GROUP_SCHEMA)}
