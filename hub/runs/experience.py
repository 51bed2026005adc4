"""What somebody's own runs of an agent say about it: what they may speak of, and no more."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_OWN: Final = """
    select count(*) filter (where r.mode = 'live'),
           count(*) filter (where r.mode = 'try'),
           count(distinct (r.finished_at at time zone 'UTC')::date) filter (where r.mode = 'live'),
           count(*) filter (where r.outcome = 'happy'),
           count(*) filter (where r.outcome = 'unhappy'),
           (array_agg(r.agent_version order by r.id desc))[1],
           (array_agg(r.model order by r.id desc))[1],
           coalesce(array_agg(r.id order by r.id desc) filter (where r.publisher_fee > 0), '{}')
    from runs r
    where r.org_id = :org and r.user_id = :person and r.agent_id = :agent
      and r.status = 'succeeded' and r.mode in ('live', 'try')
"""


@dataclass(frozen=True, slots=True)
class Experience:
    """Completed runs of one person in one organization, and completed `tries` beside them.
    `paid_runs` are IDs of those for which the agent's own price was paid."""

    runs: int
    tries: int
    days: int
    happy: int
    unhappy: int
    version: str | None
    model: str | None
    paid_runs: tuple[str, ...]

    @property
    def completed(self) -> int:
        """However they came about."""
        return self.runs + self.tries

    @property
    def happy_share(self) -> float | None:
        """Of those runs of which was said how they went."""
        said = self.happy + self.unhappy
        return self.happy / said if said else None


async def experience_of(
    session: AsyncSession, *, org_id: str, user_id: str, agent_id: str
) -> Experience:
    rows = await (await session.connection()).execute(
        text(_OWN), {"org": org_id, "person": user_id, "agent": agent_id}
    )
    runs, tries, days, happy, unhappy, version, model, paid = rows.one()
    return Experience(runs, tries, days, happy, unhappy, version, model, tuple(paid))
