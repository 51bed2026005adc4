"""A copy of what the hub holds of one person, for that person."""

from datetime import datetime
from typing import Any, Final

from hub.identity import erasing_repository, repository
from hub.identity.confined import reach_of
from hub.identity.domain import Identity
from hub.identity.events import PersonExported
from hub.identity.principal import Principal
from hub.kit.clock import rfc3339
from hub.kit.db import Table
from hub.kit.errors import Unauthenticated

_MOST: Final = 500
# What opens something, and what only finds: no part of what is known of a person.
_KEPT_BACK: Final = frozenset(
    {
        *("password_hash", "wrapped_key", "sealed", "token_hash", "key_hash", "secret"),
        *("email_index", "domain_index", "device_index", "credential_id", "public_key"),
    }
)
_ELSEWHERE: Final = {
    "runs": "GET /v1/runs",
    "conversations": "GET /v1/conversations",
    "files": "GET /v1/files",
    "acts": "GET /v1/audit/export",
}
"""What is an organization's to hand out, and where."""


async def export(identity: Identity, principal: Principal) -> dict[str, Any]:
    """The account, where it belongs, what opens it, and what it was told.

    Of an organization that vouches for the session: what is in that organization alone.
    """
    orgs = await reach_of(identity, principal)
    user_id = principal.user_id
    async with identity.database.transaction(orgs, user_id=user_id) as session:
        user = await repository.get_user(session, user_id)
        if user is None:
            raise Unauthenticated("This account has ended.")
        seats = await repository.organizations_of(session, user_id, after=None, limit=_MOST)
        rows = await erasing_repository.rows_of(session, user_id)
        told = PersonExported(user_id)
        await identity.events.emit(session, told)
    return {
        "account": shown(user),
        "organizations": [
            {"id": one.id, "type": one.type, "name": one.name, "role": role} for one, role in seats
        ],
        **{name: [shown(row) for row in found] for name, found in rows.items()},
        **{name: [shown(row) for row in found] for name, found in told.found.items()},
        "elsewhere": _ELSEWHERE,
        "exported_at": rfc3339(identity.clock()),
    }


def shown(row: Table) -> dict[str, Any]:
    """A row without what opens something."""
    return {
        name: rfc3339(value) if isinstance(value, datetime) else value
        for name, value in row.model_dump().items()
        if name not in _KEPT_BACK and not isinstance(value, bytes)
    }
