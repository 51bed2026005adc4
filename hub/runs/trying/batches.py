"""Tries on the group committer's connection: set aside before a run, paid for after it.

The database's own functions do both, because what they count is not the visitor's to see: what a
creator paid in, what a day has cost, and how often an agent was tried.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from hub.credits import public as credits_
from hub.kit.amounts import to_micro
from hub.kit.db import Connection
from hub.kit.errors import LaeliaError, RateLimited
from hub.kit.settings import Tries
from hub.runs.record import TRY, Finished, NewRun
from hub.runs.trying.errors import SignInToTry, TriesUsedUp, TryBudgetSpent, TryNotOffered

MODE: Final = TRY
_RESERVE: Final = """
    select reserve_try(%(org)s, %(run)s, %(person)s, %(agent)s, %(owner)s, %(models)s, %(fee)s,
                       %(now)s, %(limits)s::jsonb)
"""
_SETTLE: Final = """
    select org_id, run_id, owner_id, paid_by, amount
    from settle_try(%(org)s, %(run)s, %(models)s, %(fee)s, %(good)s)
"""
_DAY_S: Final = 86_400
_WORDS: Final = {
    "person": "You have used all free tries of this agent. Enable it to go on.",
    "organization": "Together you have used all free tries of this agent. Enable it to go on.",
    "person_day": "You have tried as much as one person may in a day. Enable it, or come back.",
    "organization_day": "Together you have tried enough for one day. Enable it, or come back.",
    "visitor": "You have used the tries of a visit. Sign up to go on.",
    "visitors_day": "Visitors have tried as much as they may today. Sign up to go on.",
}


def limits_of(settings: Tries) -> dict[str, int]:
    """What the database counts against."""
    return {
        "days": settings.days,
        "per_person": settings.per_person,
        "per_organization": settings.per_organization,
        "person_per_day": settings.person_per_day,
        "organization_per_day": settings.organization_per_day,
        "at_once": settings.at_once,
        "daily": to_micro(settings.daily_credits),
        "per_visitor": settings.per_visitor,
        "visitors_per_day": settings.visitors_per_day,
    }


async def reserve(
    connection: Connection, runs: Sequence[NewRun], settings: Tries, *, now: datetime
) -> dict[str, NewRun | LaeliaError]:
    """Sets aside what each try may cost, in order; a refused one changes nothing.

    Call it after the wallets were locked: everybody takes these locks in this order.
    """
    limits = msgspec.json.encode(limits_of(settings)).decode()
    answers: dict[str, NewRun | LaeliaError] = {}
    for run in runs:
        assert run.trying is not None
        values: dict[str, Any] = {
            "org": run.org_id,
            "run": run.id,
            "person": run.user_id,
            "agent": run.agent_id,
            "owner": run.agent_owner_id,
            "models": run.trying.models,
            "fee": run.trying.fee,
            "now": now,
            "limits": limits,
        }
        cursor = await connection.execute(_RESERVE, values)
        (said,) = await cursor.fetchone() or ("",)
        answers[run.id] = _answer(run, said, now)
    return answers


def _answer(run: NewRun, said: str, now: datetime) -> NewRun | LaeliaError:
    if said in ("creator", "platform"):
        return replace(run, paid_by=said)
    if said == "not_offered":
        return TryNotOffered("Its creator does not let it be tried. Enable it to use it.")
    if said == "sign_in":
        return SignInToTry("Its creator lets only people with an account try it. Sign up, or in.")
    if said == "at_once":
        return RateLimited("Let the tries that run come to their end first.", retry_after_s=2)
    if said == "budget":
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return TryBudgetSpent(
            "Today's budget for free tries is spent. Enable the agent, or come back tomorrow.",
            retry_after_s=(midnight - now).total_seconds(),
        )
    return TriesUsedUp(_WORDS[said], limit=said, enable=f"/v1/agents/{run.agent_id}/enable")


async def settle(connection: Connection, done: Sequence[Finished], *, now: datetime) -> None:
    """Books what each of these tries cost to whoever pays for it, once."""
    bookings: list[credits_.BatchBooking] = []
    for one in done:
        values = {
            "org": one.run.org_id,
            "run": one.run.id,
            "models": one.try_models,
            "fee": one.try_fee,
            "good": one.status == "succeeded",
        }
        cursor = await connection.execute(_SETTLE, values)
        row = await cursor.fetchone()
        if row is not None and row[4]:
            org_id, run_id, owner_id, paid_by, amount = row
            legs = credits_.try_legs(owner_id if paid_by == "creator" else None, amount)
            bookings.append((org_id, "tried", run_id, legs))
    if bookings:
        await credits_.book_batch(connection, bookings, now=now)
