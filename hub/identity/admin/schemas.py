"""Wire shapes of the platform's view of people and organizations."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from hub.identity import schemas
from hub.identity.models import Membership, Organization, User
from hub.identity.platform_roles import PlatformRole, may
from hub.identity.principal import Principal, Role

UserId = Annotated[str, Field(pattern=r"^usr_[0-9A-HJKMNP-TV-Z]{26}$")]
UserStatus = Literal["active", "suspended", "erased"]
OrganizationStatus = Literal["active", "suspended", "deleting", "deleted"]


class ReasonBody(schemas.Body):
    reason: schemas.Reason


class OwnerBody(schemas.Body):
    user_id: UserId
    reason: schemas.Reason


class Ended(schemas.View):
    ended: int = Field(description="How many sessions there were.")


class AdminUserView(schemas.View):
    """`email` is masked for roles that see no addresses."""

    id: str
    email: str
    name: str
    platform_role: PlatformRole | None
    status: UserStatus
    status_reason: str | None
    status_at: schemas.Time | None
    created_at: schemas.Time

    @classmethod
    def of(cls, user: User, seen_by: Principal) -> "AdminUserView":
        email = user.email if may(seen_by.platform_role, "users.contact") else masked(user.email)
        return cls.model_validate({**user.model_dump(), "email": email})


class SeatView(schemas.View):
    organization_id: str
    organization_name: str
    type: str
    status: OrganizationStatus
    role: Role


class AdminUserDetail(AdminUserView):
    organizations: list[SeatView]

    @classmethod
    def whole(
        cls, user: User, seats: Sequence[tuple[Organization, str]], seen_by: Principal
    ) -> "AdminUserDetail":
        shown = [
            {
                "organization_id": organization.id,
                "organization_name": organization.name,
                "type": organization.type,
                "status": organization.status,
                "role": role,
            }
            for organization, role in seats
        ]
        plain = AdminUserView.of(user, seen_by).model_dump()
        return cls.model_validate({**plain, "organizations": shown})


class AdminOrganizationView(schemas.View):
    id: str
    type: str
    name: str
    status: OrganizationStatus
    status_reason: str | None
    status_at: schemas.Time | None
    delete_at: schemas.Time | None
    owner_id: str | None
    created_at: schemas.Time


class CountedOrganizationView(AdminOrganizationView):
    members: int

    @classmethod
    def of(cls, organization: Organization, members: int) -> "CountedOrganizationView":
        return cls.model_validate({**organization.model_dump(), "members": members})


class SeatHolderView(schemas.View):
    user_id: str
    email: str
    name: str
    role: Role


class AdminOrganizationDetail(AdminOrganizationView):
    members: list[SeatHolderView] = Field(description="The first hundred.")

    @classmethod
    def whole(
        cls,
        organization: Organization,
        members: Sequence[tuple[User, Membership]],
        seen_by: Principal,
    ) -> "AdminOrganizationDetail":
        """Who may see no people sees none here either."""
        sees = may(seen_by.platform_role, "users.read")
        shown = [
            {
                "user_id": user.id,
                "email": AdminUserView.of(user, seen_by).email,
                "name": user.name,
                "role": membership.role,
            }
            for user, membership in members
            if sees
        ]
        return cls.model_validate({**organization.model_dump(), "members": shown})


def masked(email: str) -> str:
    """`p…@example.com`: enough to tell whether it is the one that somebody said."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"
