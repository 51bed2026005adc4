"""What somebody may do now who asked earlier: runs that were queued, and schedules, start later."""

from typing import Final

from hub.identity.principal import Principal, scopes_of_key, scopes_of_session
from hub.kit.db import Connection

_STANDING: Final = """
    select m.role, u.platform_role, coalesce(k.scopes, g.scopes) as granted,
      case when k.id is null then g.agent_ids else k.agent_ids end as agent_ids,
      coalesce(k.mode, 'live') as mode, k.requests_per_minute
    from memberships m
    join organizations o on o.id = m.org_id and o.status = 'active'
    join users u on u.id = m.user_id and u.status = 'active'
    left join api_keys k on k.org_id = m.org_id and k.user_id = m.user_id and k.id = %(key)s
      and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
    left join oauth_grants g on g.org_id = m.org_id and g.user_id = m.user_id and g.id = %(key)s
      and g.revoked_at is null and g.expires_at > now()
    where m.org_id = %(org)s and m.user_id = %(user)s and m.status = 'active'
      and (%(key)s::text is null or k.id is not null or g.id is not null)
"""


async def find_standing(
    connection: Connection, *, org_id: str, user_id: str, key_id: str | None
) -> Principal | None:
    """The principal as it stands now, on a connection that sees the organization.

    Who asked with an API key, or through a client, needs that key or grant to hold still; who was
    signed in needs only to be a member still. None: they may do nothing any more.
    """
    cursor = await connection.execute(_STANDING, {"org": org_id, "user": user_id, "key": key_id})
    row = await cursor.fetchone()
    if row is None:
        return None
    role, platform_role, granted, agent_ids, mode, per_minute = row
    if key_id is None:
        return Principal(
            org_id=org_id,
            user_id=user_id,
            role=role,
            scopes=scopes_of_session(role),
            platform_role=platform_role,
        )
    scopes = scopes_of_key(granted, role)
    return Principal(
        org_id=org_id,
        user_id=user_id,
        role=role,
        scopes=scopes,
        key_id=key_id,
        agent_ids=None if agent_ids is None else frozenset(agent_ids),
        mode=mode,
        platform_role=platform_role if "admin" in scopes else None,
        requests_per_minute=per_minute,
    )
