"""The roles that the schema knows, and whether one is bound by row-level security.

PostgreSQL lets a superuser, a role with BYPASSRLS and a table's owner past every policy without a
word. With such a URL the hub would work, and no organization would be apart from another.
"""

from typing import Final, LiteralString

import psycopg
import structlog

OWNER, APP, WORKER = "laelia_owner", "laelia_app", "laelia_worker"

log = structlog.get_logger()

_CONNECT_S: Final = 5
# Membership counts as well: SET ROLE makes of a member what it is a member of.
_FAULTS: Final[LiteralString] = """
with mine as (
    select oid, rolname, rolsuper, rolbypassrls from pg_roles
    where pg_has_role(session_user, oid, 'MEMBER')
), me as (
    select rolsuper from pg_roles where rolname = session_user
), owned as (
    select 1 from pg_class c join mine on c.relowner = mine.oid
    where c.relkind in ('r', 'p') and c.relrowsecurity
    limit 1
)
select session_user,
       (select rolsuper from me),
       exists (select from mine where rolsuper),
       exists (select from mine where rolbypassrls),
       exists (select from owned),
       exists (select from mine where rolname = %s)
"""


class DatabaseRoleUnsafeError(RuntimeError):
    """The hub does not start with this role."""

    code = "database_role_unsafe"

    def __init__(self, setting: str, role: str, faults: list[str]) -> None:
        super().__init__(
            f"{setting} connects as {role!r}, which {' and '.join(faults)}: organizations would "
            f"not be kept apart. {advice(setting)}"
        )


def advice(setting: str) -> str:
    return (
        f"Connect {setting} as a role of its own (create role … login nosuperuser nobypassrls) "
        "that owns no table and is a member of no such role; docs/operations.md has the roles"
    )


async def require_bound(url: str, setting: str, *, foreign: str | None = None) -> None:
    """Nothing, when row-level security binds the role of this URL.

    `foreign` is a role whose policies see more than this one's may.

    Raises:
        DatabaseRoleUnsafeError: it does not.
        psycopg.Error: the database cannot be asked.
    """
    role, faults = await faults_of(url, foreign=foreign)
    if faults:
        refusal = DatabaseRoleUnsafeError(setting, role, faults)
        log.error("start.refused", code=refusal.code, reason=str(refusal))
        raise refusal


async def faults_of(url: str, *, foreign: str | None = None) -> tuple[str, list[str]]:
    """The role of a URL, and why row-level security would not bind it.

    Raises:
        psycopg.Error: the database cannot be asked.
    """
    async with await psycopg.AsyncConnection.connect(
        url, autocommit=True, connect_timeout=_CONNECT_S
    ) as connection:
        found = await connection.execute(_FAULTS, [foreign])
        row = await found.fetchone()
    assert row is not None
    role, is_super, becomes_super, bypasses, owns, crosses = row
    if is_super:
        # It is a member of everything, so the rest says nothing more.
        return role, ["is a superuser"]
    said = {
        "may become a superuser": becomes_super,
        "has, or may take, BYPASSRLS": bypasses,
        "owns, or may act as the owner of, the hub's tables": owns,
        f"is a member of {foreign!r}, which sees every organization": crosses,
    }
    return role, [fault for fault, holds in said.items() if holds]
