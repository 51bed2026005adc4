"""Whether something was paid for with money, or with credits that were given away."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_PAID: Final = """
    select exists (
      select from holds h join credit_grants g on g.org_id = h.org_id and g.id = any(h.grant_ids)
      where h.org_id = :org and h.run_id = any(:runs) and h.captured > 0
        and g.kind <> 'promotional'
    )
"""


async def paid_for(session: AsyncSession, org_id: str, run_ids: Sequence[str]) -> bool:
    """Whether any of these runs drew on credits that the organization paid for, or will."""
    if not run_ids:
        return False
    rows = await (await session.connection()).execute(
        text(_PAID), {"org": org_id, "runs": list(run_ids)}
    )
    found: bool = rows.scalar_one()
    return found
