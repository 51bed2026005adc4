"""Notices of what is spent: so much of a budget or of a month, or few credits left. Once each."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.billing import dues
from hub.billing.alert_models import SpendAlerts
from hub.billing.alert_schemas import AlertsBody
from hub.billing.domain import Billing
from hub.billing.notices import tell
from hub.billing.payments import Step
from hub.billing.subscription_models import Due
from hub.credits import public as credits_
from hub.credits.public import period_start
from hub.kit.amounts import format_credits, parse_credits

_EVERY: Final = timedelta(minutes=5)
_EVERY_TEST: Final = timedelta(days=1)  # a test organization's months pass in a moment
_OF: Final = {
    "organization": "Your limit",
    "user": "A person's limit",
    "key": "A key's limit",
    "agent": "An agent's limit",
}
_PERIODS: Final = {"day": "today", "month": "this month", "total": "all time"}


class Alert(NamedTuple):
    """`subject` is what it is about, in its period; `key` is said once in that."""

    subject: str
    key: str
    template: str
    values: dict[str, str]


async def get(session: AsyncSession, org_id: str) -> SpendAlerts | None:
    return await session.get(SpendAlerts, org_id)


async def put(
    session: AsyncSession, billing: Billing, org_id: str, body: AlertsBody
) -> SpendAlerts:
    """From now on; what was said already is not said again."""
    row = await session.get(SpendAlerts, org_id, with_for_update=True) or SpendAlerts(
        org_id=org_id, percents=[], told=[], updated_at=billing.clock()
    )
    before = _recorded(row)
    row.low_balance = _micro(body.low_balance, "/low_balance")
    row.monthly_spend = _micro(body.monthly_spend, "/monthly_spend")
    row.percents, row.updated_at = sorted(set(body.percents)), billing.clock()
    session.add(row)
    await session.flush()
    if row.low_balance is None and not row.percents:
        await dues.drop(session, "alerts", org_id)
    else:
        now = await billing.now_of(session, org_id)
        await dues.put(session, "alerts", org_id, org_id=org_id, at=now)
    entry = audit.Entry("spend_alerts.set", org_id, org_id, before, _recorded(row))
    await audit.record(session, entry)
    return row


def _micro(amount: str | None, pointer: str) -> int | None:
    return parse_credits(amount, pointer=pointer) if amount is not None else None


def _recorded(row: SpendAlerts) -> dict[str, object]:
    return row.model_dump(include={"low_balance", "monthly_spend", "percents"})


async def due(billing: Billing, due: Due, now: datetime) -> Step | None:
    """Looks, says what is new, and looks again later."""
    async with billing.database.transaction(due.org_id) as session:
        row = await session.get(SpendAlerts, due.org_id, with_for_update=True)
        if row is None:
            await dues.drop(session, "alerts", due.object_id)
            return None
        await _look(session, billing, row, billing.clock())
        every = _EVERY_TEST if await billing.is_test(session, due.org_id) else _EVERY
        await dues.put(session, "alerts", due.object_id, org_id=due.org_id, at=now + every)
    return None


async def _look(session: AsyncSession, billing: Billing, row: SpendAlerts, now: datetime) -> None:
    """Of what grew by several steps at once the last is said, and the others are taken for said."""
    found = [*await _low(session, row, now), *await _spent(session, row, now)]
    told = set(row.told)
    news = {alert.subject: alert for alert in found if alert.key not in told}
    for alert in news.values():
        key = f"{row.org_id}:{alert.key}"
        await tell(
            session, billing, row.org_id, key=key, template=alert.template, values=alert.values
        )
    row.told = sorted(alert.key for alert in found)
    session.add(row)


async def _low(session: AsyncSession, row: SpendAlerts, now: datetime) -> list[Alert]:
    """Credits that are paid for; once a day, where they rise and fall."""
    if row.low_balance is None:
        return []
    balance = await credits_.get_balance(session, row.org_id, now)
    left = sum(grant.remaining for grant in balance.grants if grant.kind != "metered")
    if left >= row.low_balance:
        return []
    values = {"left": format_credits(left), "below": format_credits(row.low_balance)}
    said = [key for key in row.told if key.startswith("low:")]
    key = said[0] if said else f"low:{now:%Y-%m-%d}"
    return [Alert("low", key, "low_balance", values)]


async def _spent(session: AsyncSession, row: SpendAlerts, now: datetime) -> list[Alert]:
    found: list[Alert] = []
    for budget in await credits_.list_budgets(session, row.org_id, now=now):
        start = period_start(budget.period, now)
        what = f"{_OF[budget.scope]} for {_PERIODS[budget.period]}"
        subject = f"{budget.id}:{start:%Y-%m-%d}"
        found += _steps(row, subject, what, budget.used, budget.amount)
    if row.monthly_spend:
        start = period_start("month", now)
        used = await credits_.spent_since(session, row.org_id, start)
        what = "What you want to spend this month"
        found += _steps(row, f"month:{start:%Y-%m}", what, used, row.monthly_spend)
    return found


def _steps(row: SpendAlerts, subject: str, what: str, used: int, amount: int) -> Iterator[Alert]:
    for percent in row.percents:
        if amount and used * 100 >= percent * amount:
            values = {
                "what": what,
                "percent": str(percent),
                "used": format_credits(used),
                "amount": format_credits(amount),
            }
            yield Alert(subject, f"{subject}:{amount}:{percent}", "spend_alert", values)
