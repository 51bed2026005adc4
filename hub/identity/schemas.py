"""Wire shapes of identity. Bodies refuse members that they do not name."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    PlainSerializer,
    SecretStr,
)

from hub.identity.events import Period
from hub.identity.password_policy import MAX_LENGTH, MIN_LENGTH
from hub.identity.principal import Mode, Role, Scope
from hub.kit.clock import rfc3339

Time = Annotated[datetime, PlainSerializer(rfc3339, return_type=str)]


def normalize_email(value: Any) -> Any:
    """One spelling per mailbox: compatibility forms, case and outer space make no second one."""
    if not isinstance(value, str):
        return value
    return unicodedata.normalize("NFKC", value).strip().casefold()


def _printable(value: str) -> str:
    """No control or format characters: none belongs in a name, and a NUL breaks the database."""
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in value):
        raise ValueError("must not hold control characters")
    if not value.strip():
        raise ValueError("must not be blank")
    return value.strip()


def _mailbox(value: str) -> str:
    return value.casefold()


Email = Annotated[
    EmailStr,
    Field(max_length=254),
    BeforeValidator(normalize_email),
    AfterValidator(_mailbox),
]
Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_printable)]
Reason = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_printable)]
NewPassword = Annotated[SecretStr, Field(min_length=MIN_LENGTH, max_length=MAX_LENGTH)]
Password = Annotated[SecretStr, Field(min_length=1, max_length=MAX_LENGTH)]
# Of an account that has one; others have signed in within ten minutes.
OwnPassword = Annotated[
    Password | None,
    Field(
        description="Yours. An account without one has signed in itself within the last ten"
        " minutes, by a mailed link, a passkey or an account elsewhere."
    ),
]
Token = Annotated[SecretStr, Field(min_length=1, max_length=100)]
AgentId = Annotated[str, Field(pattern=r"^(agt_[0-9A-HJKMNP-TV-Z]{26}|laelia)$")]
OrganizationId = Annotated[str, Field(pattern=r"^org_[0-9A-HJKMNP-TV-Z]{26}$")]
Credits = Annotated[str, Field(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$", examples=["12.5"])]


def said(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False)


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class SignUp(Body):
    email: Email
    password: NewPassword
    name: Name | None = None
    organization_name: Name | None = None


class LogIn(Body):
    email: Email
    password: Password
    organization_id: OrganizationId | None = None


class SetUp(Body):
    token: Token
    email: Email
    password: NewPassword


class Switch(Body):
    organization_id: OrganizationId


class UserView(View):
    """`email_verified_at` null: some acts wait for the link that was mailed."""

    id: str
    email: str
    name: str
    platform_role: str | None
    created_at: Time
    email_verified_at: Time | None


class OrganizationView(View):
    """`type` personal: the organization of a user without one; interfaces do not show it.

    `status` suspended (by the platform, for `status_reason`) or deleting (gone at `delete_at`):
    it is closed, but for who sees that and takes it back.
    """

    id: str
    type: Literal["team", "personal"]
    name: str
    created_at: Time
    owner_id: str | None = None
    status: Literal["active", "suspended", "deleting"] = "active"
    status_reason: str | None = None
    delete_at: Time | None = None


class OwnOrganization(OrganizationView):
    role: Role


class LinkSent(BaseModel):
    """What happens next is in a mail, if there is anybody to get one."""

    status: Literal["link_sent"] = "link_sent"


class SignedIn(BaseModel):
    user: UserView
    organization: OrganizationView
    role: Role
    token: str = Field(description="A session token; also set as a cookie for browsers.")
    expires_at: Time


class MaintenanceView(BaseModel):
    """Nothing changes and no run starts meanwhile, but for people with a role on the platform."""

    message: str
    until: Time | None = Field(description="When it is expected to end, where that is said.")


class MaintenanceState(BaseModel):
    maintenance: MaintenanceView | None = Field(description="Null where none is under way.")


class Me(BaseModel):
    """`has_password` false: what takes the password otherwise takes a sign-in of just now.
    `platform_permissions` is what the person's role on the platform may do; mostly nothing."""

    user: UserView
    has_password: bool
    organization: OrganizationView
    role: Role | Literal["support"]
    scopes: list[str]
    platform_permissions: list[str]
    key_id: str | None
    session_id: str | None
    mode: Mode
    maintenance: MaintenanceView | None = Field(
        description="There while the installation is under maintenance."
    )


class Budget(Body):
    amount: Credits
    period: Period


class NewKey(Body):
    name: Name
    mode: Mode = "live"
    scopes: list[Scope] | None = Field(
        default=None,
        min_length=1,
        max_length=8,
        description="Unset: agents:read, agents:invoke and runs:read.",
    )
    agent_ids: list[AgentId] | None = Field(
        default=None, min_length=1, max_length=200, description="Unset: every enabled agent."
    )
    requests_per_minute: int | None = Field(default=None, ge=1, le=1_000_000)
    expires_at: AwareDatetime | None = None
    budget: Budget | None = None


class KeyView(View):
    id: str
    name: str
    mode: Mode
    display: str = Field(description="The beginning and end of the key, to recognize it by.")
    user_id: str
    scopes: list[str]
    agent_ids: list[str] | None
    requests_per_minute: int | None
    created_at: Time
    expires_at: Time | None
    revoked_at: Time | None
    budgets: list[Budget] = Field(
        description="What it may spend; empty: what its organization may."
    )


class CreatedKey(KeyView):
    key: str = Field(description="Shown once.")
    budget: Budget | None


class NewOrganization(Body):
    name: Name


class MemberView(BaseModel):
    user_id: str
    email: str
    name: str
    role: Role
    created_at: Time
    last_signed_in_at: Time | None = Field(
        default=None, description="The last sign-in here; null: none that is still on record."
    )


class ChangeRole(Body):
    role: Role


Days = Annotated[int, Field(ge=1, le=30, description="How many days the offer stands.")]


class NewInvitation(Body):
    email: Email
    role: Role = "member"
    expires_in_days: Days = 7


class Resend(Body):
    expires_in_days: Days = 7


class InvitationView(View):
    id: str
    email: str
    role: Role
    invited_by: str
    created_at: Time
    expires_at: Time
    accepted_at: Time | None
    revoked_at: Time | None


class CreatedInvitation(InvitationView):
    token: str = Field(description="Shown once; hand it to the person.")


class Accept(Body):
    token: Token


class OfferView(View):
    """What an invitation offers, for whoever holds its secret."""

    organization: str
    inviter: str
    email: str
    role: Role
    expires_at: Time


class RoleView(BaseModel):
    role: Role
    scopes: list[Scope] = Field(description="What a session of somebody in this role may do.")


class Accepted(BaseModel):
    organization: OrganizationView
    role: Role


def scopes_in_order(scopes: Sequence[str] | frozenset[str]) -> list[str]:
    return sorted(scopes)
