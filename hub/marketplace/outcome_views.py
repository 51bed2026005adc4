"""What is shown of an agent's outcomes, from the cells that the worker made."""

from collections.abc import Sequence
from typing import Final, get_args

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.amounts import format_credits
from hub.marketplace.counting import ORGANIZATIONS, Cell, all_of
from hub.marketplace.outcome_models import OutcomeCell
from hub.marketplace.outcome_schemas import (
    ModelOutcomes,
    Outcomes,
    OutcomeView,
    Source,
    SourceOutcomes,
)

RANKED: Final[tuple[Source, ...]] = get_args(Source)
"""What is believed first: people, then rules, then judges."""
_KEEP: Final = """
    update listing_documents set
      happy_share = :share, happy_low = :low, happy_high = :high, happy_runs = :runs,
      standing = listing_standing(rating_score, cast(:low as real))
    where agent_id = :agent
"""


async def outcomes_of(
    session: AsyncSession, listing_id: str, agent_id: str, version: str | None
) -> Outcomes:
    """What is shown of an agent, or of one version of it; the most run model first."""
    query = select(OutcomeCell).where(OutcomeCell.agent_id == agent_id)
    every = (await session.exec(query)).all()
    rows = [row for row in every if version is None or row.version == version]
    sources = [_of_source(source, [r for r in rows if r.source == source]) for source in RANKED]
    best = next((one for one in sources if one.all is not None), None)
    return Outcomes(
        listing_id=listing_id,
        as_of=max((row.as_of for row in rows), default=None),
        minimum_organizations=ORGANIZATIONS,
        version=version,
        versions=sorted({row.version for row in every}, key=_numbers, reverse=True),
        source=best.source if best else None,
        all=best.all if best else None,
        models=best.models if best else [],
        sources=sources,
    )


def _of_source(source: Source, rows: Sequence[OutcomeCell]) -> SourceOutcomes:
    whole = all_of([_cell(row) for row in rows])
    by_model = {
        model: all_of([_cell(row) for row in rows if row.model == model])
        for model in {row.model for row in rows}
    }
    shown = sorted(
        ((model, cell) for model, cell in by_model.items() if cell is not None),
        key=lambda pair: (-pair[1].runs, pair[0]),
    )
    return SourceOutcomes(
        source=source,
        all=OutcomeView.model_validate(_view(whole)) if whole else None,
        models=[
            ModelOutcomes.model_validate(_view(cell) | {"model": model or None})
            for model, cell in shown
        ],
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


async def keep_on_document(session: AsyncSession, agent_id: str) -> None:
    """For a listing that is shown again: the numbers that are shown of its agent."""
    query = select(OutcomeCell).where(
        OutcomeCell.agent_id == agent_id, col(OutcomeCell.source) == RANKED[0]
    )
    whole = all_of([_cell(row) for row in (await session.exec(query)).all()])
    if whole is None:
        return
    values = {"share": whole.happy_share, "low": whole.low, "high": whole.high}
    await (await session.connection()).execute(
        text(_KEEP), values | {"runs": whole.runs, "agent": agent_id}
    )


def _cell(row: OutcomeCell) -> Cell:
    return Cell(
        row.happy_share, row.low, row.high, row.runs, row.median_seconds, row.cost_per_happy
    )


def _view(cell: Cell) -> dict[str, object]:
    cost = cell.cost_per_happy
    return {
        "happy_share": round(cell.happy_share, 2),
        "low": round(cell.low, 2),
        "high": round(cell.high, 2),
        "runs": cell.runs,
        "organizations": f"{ORGANIZATIONS}+",
        "median_seconds": None if cell.median_seconds is None else round(cell.median_seconds, 3),
        "credits_per_happy": None if cost is None else format_credits(cost),
    }
