"""Wire shapes of sign-in through providers. Secrets go in and are in no answer."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, SecretStr, model_validator

from hub.identity.principal import Role
from hub.identity.schemas import Body, Name, Time

Domain = Annotated[str, Field(min_length=3, max_length=253, examples=["example.com"])]
Url = Annotated[str, Field(min_length=8, max_length=2000, pattern=r"^https?://[!-~]+$")]
Word = Annotated[str, Field(min_length=1, max_length=500)]
Hours = Annotated[int, Field(ge=1, le=14 * 24)]
UserId = Annotated[str, Field(pattern=r"^usr_[0-9A-HJKMNP-TV-Z]{26}$")]
Mfa = Literal["never", "claimed", "always"]


def _scopes(given: list[str]) -> list[str]:
    return given if "openid" in given else ["openid", *given]


Scopes = Annotated[
    list[Annotated[str, Field(pattern=r"^[!#-\[\]-~]{1,100}$")]],
    Field(max_length=20),
    AfterValidator(_scopes),
]


class NewDomain(Body):
    domain: Domain


Joining = Literal["off", "ask", "join"]


class ChangeDomain(Body):
    joining: Joining = Field(
        description="What people with a verified address of it may do by themselves: nothing, ask"
        " an admin for a seat, or take one as a member."
    )


class DomainView(BaseModel):
    id: str
    domain: str
    created_at: Time
    verified_at: Time | None
    joining: Joining
    record_name: str = Field(description="Where the TXT record goes.")
    record_text: str = Field(description="What it holds.")


class NewOidc(Body):
    issuer: Url = Field(description="Letter by letter as the provider writes it in its tokens.")
    client_id: Word
    client_secret: SecretStr | None = Field(default=None, min_length=1, max_length=2000)
    scopes: Scopes = Field(default=["openid", "email", "profile"])


class ChangeOidc(Body):
    issuer: Url | None = None
    client_id: Word | None = None
    client_secret: SecretStr | None = Field(default=None, min_length=1, max_length=2000)
    scopes: Scopes | None = None


class Saml(Body):
    """The provider's metadata, or the three things in it that count."""

    metadata: str | None = Field(default=None, min_length=50, max_length=200_000)
    entity_id: Word | None = None
    sso_url: Url | None = None
    certificates: list[Annotated[str, Field(min_length=100, max_length=20_000)]] | None = Field(
        default=None, min_length=1, max_length=10
    )


class NewSaml(Saml):
    @model_validator(mode="after")
    def _whole(self) -> "NewSaml":
        if self.metadata is None and None in (self.entity_id, self.sso_url, self.certificates):
            raise ValueError("send `metadata`, or `entity_id`, `sso_url` and `certificates`")
        return self


class Attributes(Body):
    """Names of what the provider says, where they are not the usual ones."""

    email: Word | None = None
    name: Word | None = None
    groups: Word | None = None


class GroupRole(Body):
    group: Word
    role: Role


Roles = Annotated[list[GroupRole], Field(max_length=200)]


class NewConnection(Body):
    name: Name
    kind: Literal["oidc", "saml"]
    domains: list[Domain] = Field(
        default=[], max_length=50, description="Verified ones, whose people use it."
    )
    oidc: NewOidc | None = None
    saml: NewSaml | None = None
    provisioning: bool = Field(
        default=True, description="Whether who comes for the first time gets an account and a seat."
    )
    default_role: Role | None = Field(
        default="member", description="Of whom no group gives one; null: they get no seat."
    )
    attributes: Attributes = Attributes()
    group_roles: Roles = Field(default=[])
    session_hours: Hours | None = None
    mfa: Mfa = Field(
        default="claimed",
        description="Whether its sign-ins count as done with a second factor: never, when the"
        " provider says so, or always.",
    )

    @model_validator(mode="after")
    def _of_its_kind(self) -> "NewConnection":
        given = [name for name in ("oidc", "saml") if getattr(self, name) is not None]
        if given != [self.kind]:
            raise ValueError(f"send `{self.kind}`, and nothing of another kind")
        return self


class ChangeConnection(Body):
    """What is left out stays as it is."""

    name: Name | None = None
    status: Literal["active", "disabled"] | None = None
    domains: list[Domain] | None = Field(default=None, max_length=50)
    oidc: ChangeOidc | None = None
    saml: Saml | None = None
    provisioning: bool | None = None
    default_role: Role | None = None
    attributes: Attributes | None = None
    group_roles: Roles | None = None
    session_hours: Hours | None = None
    mfa: Mfa | None = None
    enforced: bool | None = Field(
        default=None, description="Whether the domains' people enter in this way alone."
    )
    break_glass_user_ids: list[UserId] | None = Field(
        default=None,
        max_length=5,
        description="Admins who may still enter otherwise, with a second factor.",
    )


class OidcView(BaseModel):
    issuer: str
    client_id: str
    scopes: list[str]
    redirect_uri: str = Field(description="Register it at the provider.")


class SamlView(BaseModel):
    entity_id: str
    sso_url: str
    certificates: list[str]
    sp_entity_id: str
    acs_url: str
    metadata_url: str = Field(description="Our side's metadata; the provider can read them there.")


class ConnectionView(BaseModel):
    id: str
    name: str
    kind: Literal["oidc", "saml"]
    status: Literal["active", "disabled"]
    domains: list[str]
    oidc: OidcView | None
    saml: SamlView | None
    provisioning: bool
    default_role: Role | None
    attributes: Attributes
    group_roles: list[GroupRole]
    session_hours: int | None
    mfa: Mfa
    enforced: bool
    break_glass_user_ids: list[str]
    start_url: str = Field(description="Where a browser begins to sign in.")
    created_at: Time
    updated_at: Time
    proven_at: Time | None = Field(description="When somebody first came through, as it is now.")


class FailureView(BaseModel):
    code: str
    step: str | None
    detail: str


class TestView(BaseModel):
    """Open `url` in a browser, sign in there, and ask again for what came of it."""

    id: str | None
    status: Literal["begun", "passed", "failed"]
    url: str | None = None
    failure: FailureView | None = None
    claims: dict[str, Any] | None = Field(default=None, description="As the provider said them.")
    person: dict[str, Any] | None = Field(
        default=None, description="As the mapping reads them, and whom the hub would take it for."
    )
