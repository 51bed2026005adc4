"""What each role on the platform may do, as data: the only table of it.

superadmin   everything, and alone says who administers
operator     runs the installation: records, settings, domains, people and organizations
moderator    what is listed, who may sign up, and who is suspended
finance      credits and grants
support      reads; and what a tenant lets them read of itself

A permission names the roles that have it beside superadmin, who has every one.
"""

from typing import Final, Literal

PlatformRole = Literal["superadmin", "operator", "moderator", "finance", "support"]
Permission = Literal[
    "administrators.read",
    "administrators.write",
    "agents.list",
    "audit.read",
    "billing.administer",
    "domains.read",
    "domains.write",
    "grants.read",
    "grants.write",
    "jobs.run",
    "marketplace.moderate",
    "metrics.read",
    "organizations.erase",
    "organizations.read",
    "organizations.suspend",
    "outbox.read",
    "settings.read",
    "settings.write",
    "support.enter",
    "support.read",
    "users.contact",
    "users.end_sessions",
    "users.erase",
    "users.read",
    "users.suspend",
]

PERMISSIONS: Final[dict[Permission, frozenset[str]]] = {
    "administrators.read": frozenset({"operator", "support"}),
    "administrators.write": frozenset(),
    "agents.list": frozenset({"moderator"}),
    "audit.read": frozenset({"operator", "support"}),
    "billing.administer": frozenset({"finance"}),
    "domains.read": frozenset({"operator", "moderator", "support"}),
    "domains.write": frozenset({"operator", "moderator"}),
    "grants.read": frozenset({"operator", "finance", "support"}),
    "grants.write": frozenset({"finance"}),
    "jobs.run": frozenset({"operator"}),
    "marketplace.moderate": frozenset({"moderator"}),
    "metrics.read": frozenset({"operator", "support"}),
    "organizations.erase": frozenset(),
    "organizations.read": frozenset({"operator", "moderator", "finance", "support"}),
    "organizations.suspend": frozenset({"operator", "moderator"}),
    "outbox.read": frozenset(),
    "settings.read": frozenset({"operator", "support"}),
    "settings.write": frozenset({"operator"}),
    "support.enter": frozenset({"support"}),
    "support.read": frozenset({"operator", "support"}),
    # Whole email addresses; who lacks it sees them masked, and finds people by the whole address.
    "users.contact": frozenset({"operator", "moderator"}),
    "users.end_sessions": frozenset({"operator", "moderator"}),
    "users.erase": frozenset(),
    "users.read": frozenset({"operator", "moderator", "support"}),
    "users.suspend": frozenset({"operator", "moderator"}),
}


def may(role: str | None, permission: Permission) -> bool:
    """Whether a role on the platform (None: none) has the permission."""
    return role == "superadmin" or role in PERMISSIONS[permission]
