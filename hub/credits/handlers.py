"""What a new organization and a new key cause in the ledger, in their own transaction."""

from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.credits import public as credits_
from hub.identity.public import ApiKeyCreated, KeyBudget, KeyBudgetsAsked, OrganizationCreated
from hub.kit.amounts import to_micro
from hub.kit.clock import Clock
from hub.kit.events import Events
from hub.kit.settings import Credits


def register(events: Events, settings: Credits, clock: Clock) -> None:
    """A wallet for every organization, the welcome grant for a person's first, a key's budget."""

    async def organization(session: AsyncSession, event: OrganizationCreated) -> None:
        await credits_.open_wallet(session, event.org_id)
        amount = to_micro(settings.welcome_grant)
        if not event.first or not amount:
            return
        now = clock()
        await credits_.grant_credits(
            session,
            credits_.GrantTerms(
                org_id=event.org_id,
                amount=amount,
                kind="promotional",
                reason="Welcome to Laelia",
                idempotency_key=f"welcome:{event.org_id}",
                expires_at=now + timedelta(days=settings.welcome_grant_days),
            ),
            now=now,
        )

    async def key(session: AsyncSession, event: ApiKeyCreated) -> None:
        if event.budget is None:
            return
        terms = credits_.BudgetTerms(
            org_id=event.org_id,
            scope="key",
            scope_id=event.key_id,
            period=event.budget.period,
            amount=event.budget.amount,
        )
        await credits_.set_budget(session, terms, now=clock())

    async def budgets(session: AsyncSession, asked: KeyBudgetsAsked) -> None:
        for one in await credits_.budgets_of_keys(session, asked.org_id, asked.key_ids):
            shown = KeyBudget(one.amount, one.period)
            asked.found.setdefault(one.scope_id, []).append(shown)

    events.on(OrganizationCreated, organization)
    events.on(KeyBudgetsAsked, budgets)
    events.on(ApiKeyCreated, key)
