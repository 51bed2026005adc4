"""Credits and budgets over HTTP: parse, call, render."""

import re
from collections.abc import AsyncIterator
from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Query, Request, Response

from hub.audit import public as audit
from hub.credits import public as credits_
from hub.credits import schemas
from hub.credits.checking import last_check
from hub.identity.public import Identity, Principal, administers, caller, identity_of
from hub.kit.amounts import format_credits, parse_credits
from hub.kit.errors import IdempotencyKeyRequired, InvalidInput
from hub.kit.http import Page, Paging, at_hand, page, paging
from hub.kit.ids import PLATFORM_ORG
from hub.kit.spreadsheet import Format, Row, as_csv, tables, wants_csv

router = APIRouter(prefix="/v1", tags=["credits"])
Hub = Annotated[Identity, at_hand(identity_of)]
Reads = Annotated[Principal, caller("usage:read")]
Pays = Annotated[Principal, caller("billing:write")]
Administers = Annotated[Principal, administers("grants.write")]
SeesGrants = Annotated[Principal, administers("grants.read")]
SeesBooks = Annotated[Principal, administers("billing.administer")]
OrganizationId = Annotated[str, Path(pattern=r"^org_[0-9A-HJKMNP-TV-Z]{26}$")]

_PLACE: Final = re.compile(r"(ldg_[0-9A-Z]{26}):(-?\d{1,18})", re.ASCII)
_BATCH: Final = 500
_SUBJECTS: Final = {"user": "usr_", "key": "key_", "agent": "agt_"}


@router.get("/credits")
async def get_credits(who: Reads, hub: Hub) -> schemas.BalanceView:
    """What the organization can spend, what runs have set aside, and grants in draw-down order."""
    async with hub.database.transaction(who.org_id) as session:
        balance = await credits_.get_balance(session, who.org_id, hub.clock())
    return schemas.BalanceView.model_validate(balance)


@router.get("/credits/entries", response_model=Page[schemas.EntryView], responses=tables)
async def list_entries(
    request: Request,
    who: Reads,
    hub: Hub,
    asked: Annotated[Paging, at_hand(paging)],
    *,
    chosen: Annotated[Format | None, Query(alias="format")] = None,
) -> Any:
    """Everything that changed the balance, newest first. Members do not see whose run it was.

    As a table (`?format=csv`, or `Accept: text/csv`) all of it, for a spreadsheet.
    """
    if wants_csv(request, chosen):
        return as_csv(_statement(hub, who), "credits")
    before, balance = _place(asked.after)
    async with hub.database.transaction(who.org_id) as session:
        entries = await credits_.list_entries(
            session, who.org_id, before=before, balance=balance, limit=asked.limit + 1
        )
    listed = page(entries, asked, key="place")
    shown = [_entry(entry, show_run=who.role != "member") for entry in listed["data"]]
    return Page[schemas.EntryView](data=shown, next_cursor=listed["next_cursor"])


async def _statement(hub: Identity, who: Principal) -> AsyncIterator[Row]:
    """A batch a transaction: a long history holds no snapshot while somebody downloads it."""
    before, balance = None, None
    while True:
        async with hub.database.transaction(who.org_id) as session:
            entries = await credits_.list_entries(
                session, who.org_id, before=before, balance=balance, limit=_BATCH
            )
        for entry in entries:
            yield _entry(entry, show_run=who.role != "member").model_dump(mode="json")
        if len(entries) < _BATCH:
            return
        before, balance = _place(entries[-1].place)


def _place(after: str | None) -> tuple[str | None, int | None]:
    if after is None:
        return None, None
    found = _PLACE.fullmatch(after)
    if found is None:
        raise InvalidInput.at("/cursor", "is not a cursor that we gave")
    return found[1], int(found[2])


def _entry(entry: credits_.Entry, *, show_run: bool) -> schemas.EntryView:
    return schemas.EntryView.model_validate(
        {
            "id": entry.id,
            "type": entry.code,
            "description": _in_words(entry),
            "run_id": entry.run_id if show_run else None,
            "change": entry.change,
            "held_change": entry.held_change,
            "charged": entry.charged,
            "balance": entry.balance,
            "created_at": entry.booked_at,
        }
    )


def _in_words(entry: credits_.Entry) -> str:
    more, less = _credits(entry.change), _credits(-entry.change)
    simple = {
        "granted": _given(entry),
        "held": f"{_credits(entry.held_change)} set aside for a run",
        "try_funded": f"{less} set aside for tries of your agent",
        "tries_returned": f"{more} taken back from tries of your agent",
        "line_paid": f"{more} of your credit line can be used again, as they are paid",
        "voided": f"{less} taken back with their payment",
        "expired": f"{less} expired: {entry.grant_reason}",
    }
    if entry.code in simple:
        return simple[entry.code]
    charged = f"{_credits(entry.charged)} charged for a run"
    returned = f", {_grouped(entry.change)} returned" if entry.change else ""
    expired = f", {_grouped(entry.expired)} expired" if entry.expired else ""
    return f"{charged}{returned}{expired}"


def _given(entry: credits_.Entry) -> str:
    """With its reason, unless that is the name of a pack and says the same once more."""
    amount = _credits(entry.change)
    number, noun = amount.split()
    given = {"paid": f"{amount} bought", "metered": f"{amount} to use before they are paid"}
    words = given.get(entry.grant_kind or "", f"{number} {entry.grant_kind} {noun}")
    return words if entry.grant_reason == amount else f"{words}: {entry.grant_reason}"


def _credits(micro: int) -> str:
    number = _grouped(micro)
    return f"{number} credit" if number == "1" else f"{number} credits"


def _grouped(micro: int) -> str:
    """As people read it: 5,000.5."""
    return f"{Decimal(format_credits(micro)):,f}"


@router.get("/budgets", tags=["budgets"])
async def list_budgets(who: Reads, hub: Hub) -> Page[schemas.BudgetView]:
    """Every budget of the organization, on one page; a member sees those that bind them."""
    async with hub.database.transaction(who.org_id) as session:
        budgets = await credits_.list_budgets(session, who.org_id, now=hub.clock())
    shown = [schemas.BudgetView.model_validate(b) for b in budgets if _binds_or_rules(who, b)]
    return Page(data=shown, next_cursor=None)


def _binds_or_rules(who: Principal, budget: credits_.Budget) -> bool:
    shared = budget.scope in ("organization", "agent")
    return who.role != "member" or shared or budget.scope_id in (who.user_id, who.key_id)


@router.put("/budgets", tags=["budgets"])
async def set_budget(body: schemas.BudgetBody, who: Pays, hub: Hub) -> schemas.BudgetView:
    """Make the budget of this scope and period, or change its amount. Holds enforce it."""
    terms = credits_.BudgetTerms(
        org_id=who.org_id,
        scope=body.scope,
        scope_id=_subject(body, who),
        period=body.period,
        amount=parse_credits(body.amount, pointer="/amount"),
    )
    async with hub.database.transaction(who.org_id) as session:
        known = await credits_.list_budgets(session, who.org_id, now=hub.clock())
        budget = await credits_.set_budget(session, terms, now=hub.clock())
        entry = audit.Entry(
            "budget.set",
            who.org_id,
            budget.id,
            before=next((_recorded(b) for b in known if b.id == budget.id), {}),
            after=_recorded(budget),
        )
        await audit.record(session, entry)
    return schemas.BudgetView.model_validate(budget)


def _recorded(budget: credits_.Budget) -> dict[str, Any]:
    return asdict(budget) | {"credits": format_credits(budget.amount)}


def _subject(body: schemas.BudgetBody, who: Principal) -> str:
    if body.scope == "organization":
        if body.scope_id not in (None, who.org_id):
            raise InvalidInput.at("/scope_id", "must be your own organization's ID, or absent")
        return who.org_id
    prefix, subject = _SUBJECTS[body.scope], body.scope_id or ""
    if not subject.startswith(prefix) and not (body.scope == "agent" and subject == "laelia"):
        raise InvalidInput.at("/scope_id", f"must be the ID of the {body.scope}: {prefix}…")
    return subject


@router.delete("/budgets/{budget_id}", status_code=204, tags=["budgets"])
async def remove_budget(budget_id: str, who: Pays, hub: Hub) -> None:
    async with hub.database.transaction(who.org_id) as session:
        removed = await credits_.remove_budget(session, who.org_id, budget_id, now=hub.clock())
        entry = audit.Entry("budget.removed", who.org_id, removed.id, before=_recorded(removed))
        await audit.record(session, entry)


@router.post("/admin/grants", status_code=201, tags=["admin"])
async def grant(
    body: schemas.GrantBody,
    who: Administers,
    hub: Hub,
    response: Response,
    idempotency_key: Annotated[str | None, Header(max_length=255)] = None,
) -> schemas.GrantedView:
    """Give an organization credits. For the platform's administrators."""
    if not idempotency_key:
        raise IdempotencyKeyRequired("A grant that is sent twice must be made once.")
    amount = parse_credits(body.credits, pointer="/credits")
    if amount == 0:
        raise InvalidInput.at("/credits", "must be more than zero")
    terms = credits_.GrantTerms(
        org_id=body.organization_id,
        amount=amount,
        kind=body.kind,
        reason=body.reason,
        # Keys are the caller's: another administrator's organization may use the same one
        idempotency_key=f"admin:{who.org_id}:{idempotency_key}",
        expires_at=body.expires_at,
        granted_by=who.user_id,
    )
    async with hub.database.transaction(body.organization_id) as session:
        granted = await credits_.grant_credits(session, terms, now=hub.clock())
        if not granted.replayed:
            entry = audit.Entry(
                "credit_grant.made",
                granted.org_id,
                granted.id,
                after=asdict(granted) | {"credits": format_credits(granted.amount)},
                as_platform=True,
            )
            await audit.record(session, entry)
            if granted.kind == "metered":
                await hub.events.emit(session, credits_.LineOpened(granted.org_id))
    if granted.replayed:
        response.headers["idempotent-replayed"] = "true"
    return schemas.GrantedView.model_validate(granted)


@router.get("/admin/organizations/{organization_id}/credits", tags=["admin"])
async def get_credits_of(
    organization_id: OrganizationId, _: SeesGrants, hub: Hub
) -> schemas.BalanceView:
    """What an organization can spend, and its grants. For the platform's administrators."""
    async with hub.database.transaction(organization_id) as session:
        balance = await credits_.get_balance(session, organization_id, hub.clock())
    return schemas.BalanceView.model_validate(balance)


@router.get("/admin/ledger", tags=["admin"])
async def get_ledger(_: SeesBooks, hub: Hub) -> schemas.LedgerView:
    """Whether the books balance, as the worker proved it last. The job `books` proves it anew."""
    async with hub.database.transaction(PLATFORM_ORG) as session:
        found = await last_check(session)
    if found is None:
        return schemas.LedgerView(checked_at=None, differences=None, found=[], trial=[])
    return schemas.LedgerView.model_validate(found)
