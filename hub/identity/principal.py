"""Who calls, and what they may do.

The table of roles is here and nowhere else. A session has the scopes of its member's role; a key
has those it was given, as far as its creator still has them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from hub.identity.errors import PlatformAdminRequired
from hub.identity.platform_roles import Permission, may
from hub.kit.errors import ScopeMissing

Role = Literal["admin", "staff", "member"]
Mode = Literal["live", "test"]
Scope = Literal[
    "agents:read",
    "agents:write",
    "agents:invoke",
    "runs:read",
    "keys:write",
    "usage:read",
    "billing:write",
    "admin",
]

_MEMBER: Final = frozenset({"agents:read", "agents:invoke", "runs:read", "usage:read"})
_STAFF: Final = _MEMBER | {"agents:write", "keys:write"}
_ADMIN: Final = _STAFF | {"billing:write", "admin"}
SCOPES_OF_ROLE: Final[dict[str, frozenset[str]]] = {
    "admin": _ADMIN,
    "staff": _STAFF,
    "member": _MEMBER,
}
ALL_SCOPES: Final = _ADMIN
# Of an organization's directory alone: no role and no key has it, and it goes with no other.
PROVISIONING: Final = "scim"
_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller, acting in one organization.

    `agent_ids` None means every agent that the organization has enabled. One of `key_id`
    and `session_id` is set while they call; neither when what a signed-in person asked for starts
    later. `key_id` names the API key, or the OAuth grant under which a client acts for a person.
    `audience` is the address that an OAuth token was made for. `second_factor` says whether the
    session began with more than a password. `support_id` names the consent under which somebody of
    the platform looks at the organization; they change nothing, and all they read is on its record.
    `proof_key` is the thumbprint of the key that an OAuth token is bound to.
    A `member` reads only their own runs and usage.
    """

    org_id: str
    user_id: str
    role: str
    scopes: frozenset[str]
    key_id: str | None = None
    session_id: str | None = None
    agent_ids: frozenset[str] | None = None
    mode: str = "live"
    platform_role: str | None = None
    requests_per_minute: int | None = None
    audience: str | None = None
    second_factor: bool = False
    support_id: str | None = None
    proof_key: str | None = None

    def require(self, scope: str) -> None:
        """Raises ScopeMissing unless this caller has the scope."""
        if scope not in self.scopes:
            raise ScopeMissing(
                f"This needs the scope {scope}, which your credential does not have.", scope=scope
            )

    def require_platform_role(self, *roles: str) -> None:
        """Raises PlatformAdminRequired. Being admin of some organization is not enough."""
        if self.platform_role != "superadmin" and self.platform_role not in roles:
            raise PlatformAdminRequired("This is for administrators of the platform.")

    def require_permission(self, permission: Permission) -> None:
        """Raises PlatformAdminRequired unless their role on the platform has it."""
        if not may(self.platform_role, permission):
            raise PlatformAdminRequired("This is for administrators of the platform.")

    @property
    def sees_everyone(self) -> bool:
        """Whether the runs, usage and keys of the whole organization are theirs to see."""
        return "admin" in self.scopes

    @property
    def reads_everyone(self) -> bool:
        """Whether what their scopes let them read is that of everybody in the organization."""
        return self.sees_everyone or self.support_id is not None


def scopes_of_session(role: str) -> frozenset[str]:
    return SCOPES_OF_ROLE.get(role, _NONE)


def scopes_of_key(granted: Iterable[str], role: str) -> frozenset[str]:
    """What was granted at issue, as far as the creator's role still allows it."""
    return SCOPES_OF_ROLE.get(role, _NONE).intersection(granted)
