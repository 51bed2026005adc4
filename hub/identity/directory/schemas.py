"""Wire shapes of connecting an organization's directory."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field, SecretStr

from hub.identity.directory.connection import Connection
from hub.identity.directory.errors import Step
from hub.identity.principal import Role
from hub.identity.schemas import Body, Name, OrganizationId, Time, View

GroupName = Annotated[str, Field(min_length=1, max_length=1000)]
_MOST_ROLES = 500


class NewScimToken(Body):
    name: Name
    expires_at: AwareDatetime | None = None


class ScimTokenView(View):
    id: str
    name: str
    created_by: str
    created_at: Time
    expires_at: Time | None
    revoked_at: Time | None


class CreatedScimToken(ScimTokenView):
    token: str = Field(description="Shown once; for the directory.")
    base_url: str = Field(description="What the directory asks for as the tenant's URL.")


class GroupRole(Body):
    group: GroupName = Field(description="As the directory names it; case does not count.")
    role: Role


class GroupRoles(Body):
    roles: list[GroupRole] = Field(max_length=_MOST_ROLES)


class NewConnection(Connection):
    bind_password: SecretStr | None = Field(
        None,
        min_length=1,
        max_length=1000,
        description="Stored sealed and never shown. Unset: the one before, for the same URL.",
    )


class ConnectionView(Connection):
    has_bind_password: bool
    updated_at: Time
    updated_by: str


class Trial(Body):
    """With a name and a password a whole sign-in is tried; nothing is made or changed."""

    username: Annotated[str, Field(min_length=1, max_length=256)] | None = None
    password: SecretStr | None = Field(None, min_length=1, max_length=1000)


class TrialView(BaseModel):
    steps: list[Step] = Field(description="What was begun, in order.")
    failed: Step | None = Field(description="Which of them failed; null when none did.")
    detail: str | None
    groups: list[str] | None = Field(description="Of the person who was looked for.")
    role: Role | None = Field(description="What those groups make of them here.")


class LdapSignIn(Body):
    username: Annotated[str, Field(min_length=1, max_length=256)]
    password: SecretStr = Field(min_length=1, max_length=1000)
    organization_id: OrganizationId | None = Field(
        None, description="Unset: the one that the installation's own directory is for."
    )
