"""Enabling, prices and administrators' grants over HTTP: parse, call, render."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.responses import JSONResponse, Response

from hub.agents import consent, schemas, service
from hub.agents.enabling import Wanted, disable, enable, grant, revoke
from hub.agents.endpoints import Asked, AtDesk, Reads, Writes
from hub.agents.errors import NotPublished
from hub.audit import public as audit
from hub.billing import public as billing
from hub.entitlements import public as entitlements
from hub.entitlements.public import EntitlementView, view
from hub.identity.public import ANY_SCOPE, Principal, administers, caller
from hub.kit.amounts import format_credits, parse_credits
from hub.kit.errors import IdempotencyKeyRequired, InvalidInput
from hub.kit.http import Page, page
from hub.kit.ids import is_id

router = APIRouter(prefix="/v1")
Anyone = Annotated[Principal, caller(ANY_SCOPE)]
Invokes = Annotated[Principal, caller("agents:invoke")]
Grants = Annotated[Principal, administers("grants.write")]
SeesGrants = Annotated[Principal, administers("grants.read")]
OrganizationId = Annotated[str, Path(pattern=r"^org_[0-9A-HJKMNP-TV-Z]{26}$")]
Key = Annotated[str | None, Header(max_length=255)]


@router.post("/agents/{agent_id}/enable", status_code=201, tags=["entitlements"])
async def enable_agent(
    agent_id: str, who: Anyone, at: AtDesk, body: schemas.EnableBody | None = None
) -> EntitlementView:
    """Enable an agent. Free at once; priced once a call can be paid; else 402 with what to do.

    Needs `agents:write`. A signed-in member may enable a free agent for themselves (`for_me`),
    unless the organization forbids it. Where the agent sends what it is given to others, `consent`
    to that is asked for first (`consent_required`).
    """
    asked = body or schemas.EnableBody()
    wanted = Wanted(
        agent_id,
        for_me=asked.for_me,
        version=asked.version,
        channels=asked.channels,
        payment_mode=asked.payment_mode,
        consent=given(asked.consent),
    )
    async with at.open(who) as session:
        made = await enable(session, who, wanted, now=at.now, base_url=at.identity.base_url)
    return view(made, at.now)


def given(body: schemas.ConsentBody | None) -> consent.Given | None:
    return None if body is None else consent.Given(body.version, body.hosts)


@router.get("/agents/{agent_id}/consent", tags=["entitlements"])
async def get_consent(
    agent_id: str, who: Reads, at: AtDesk, *, for_all: bool = False
) -> schemas.ConsentView:
    """Where the agent sends what it is given, and whether that was agreed to; `for_all`, whether
    it was for the whole organization."""
    async with at.open(who) as session:
        return _view(await _question(session, who, agent_id, for_all=for_all))


@router.post("/agents/{agent_id}/consent", status_code=201, tags=["entitlements"])
async def give_consent(
    agent_id: str, body: schemas.ConsentingBody, who: Invokes, at: AtDesk
) -> schemas.ConsentView:
    """Agree to where it sends what it is given, for oneself or for all; recorded with the version.

    What was agreed to already is not recorded again.
    """
    if body.for_all:
        who.require("agents:write")
    async with at.open(who) as session:
        question = await _question(session, who, agent_id, for_all=body.for_all)
        await consent.require(session, who, question, given(body), for_all=body.for_all, now=at.now)
        return _view(await _question(session, who, agent_id))


async def _question(
    session: AsyncSession, who: Principal, agent_id: str, *, for_all: bool = False
) -> consent.Asked:
    agent = await service.visible(session, who.org_id, agent_id)
    version = await service.current_version(session, agent)
    if version is None:
        raise NotPublished("It has no version that could run.")
    return await consent.asked(session, who, agent, version, for_all=for_all)


def _view(question: consent.Asked) -> schemas.ConsentView:
    shown = question.shown() | {"required": bool(question.missing)}
    return schemas.ConsentView.model_validate(shown)


@router.post("/agents/{agent_id}/disable", status_code=204, tags=["entitlements"])
async def disable_agent(
    agent_id: str, who: Anyone, at: AtDesk, body: schemas.DisableBody | None = None
) -> None:
    """End the right to use it, everywhere within a second. `for_me`: one's own only."""
    asked = body or schemas.DisableBody()
    async with at.open(who) as session:
        await disable(session, who, agent_id, for_me=asked.for_me, now=at.now)


@router.put("/agents/{agent_id}/price", tags=["agents"])
async def set_price(
    agent_id: str, body: schemas.PriceBody, who: Writes, at: AtDesk
) -> schemas.PriceView:
    """What it costs from now on. Who has it enabled keeps the price they have."""
    amount = parse_credits(body.credits, pointer="/credits")
    if (body.model == "free") != (amount == 0):
        raise InvalidInput.at("/credits", "must be 0 for a free agent, and more for any other")
    rate = billing.Rate(None, body.model, amount, body.model_cost)
    async with at.open(who) as session:
        agent = await service.own(session, who.org_id, agent_id)
        before = await billing.current_price(session, agent.id)
        price = await billing.set_price(
            session,
            org_id=who.org_id,
            agent_id=agent.id,
            rate=rate,
            metered=body.metered,
            now=at.now,
        )
        if before is None or before.id != price.id:
            entry = audit.Entry(
                "price.set",
                agent.org_id,
                price.id,
                before={} if before is None else _recorded(before),
                after=_recorded(price),
            )
            await audit.record(session, entry)
    return schemas.price_view(price)


def _recorded(price: billing.Price) -> dict[str, Any]:
    return asdict(price) | {"credits": format_credits(price.unit_amount)}


@router.get("/agents/{agent_id}/prices", tags=["agents"])
async def list_prices(
    agent_id: str, who: Reads, at: AtDesk, asked: Asked
) -> Page[schemas.PriceView]:
    """The newest first. The owner sees all there ever were, others the current one."""
    if asked.after is not None and not is_id("prc", asked.after):
        raise InvalidInput.at("/cursor", "is not a cursor that we gave")
    async with at.open(who) as session:
        agent = await service.visible(session, who.org_id, agent_id)
        if agent.org_id == who.org_id:
            prices = await billing.list_prices(
                session, agent.id, after=asked.after, limit=asked.limit + 1
            )
        else:
            price = await billing.current_price(session, agent.id)
            prices = [price] if price else []
    shown = [schemas.price_view(price) for price in prices]
    return Page[schemas.PriceView].model_validate(page(shown, asked))


@router.post(
    "/admin/entitlements",
    status_code=201,
    tags=["admin"],
    response_model=schemas.Granted,
)
async def grant_entitlement(
    body: schemas.GrantBody, who: Grants, at: AtDesk, idempotency_key: Key = None
) -> Any:
    """Let an organization, or one person in it, use an agent; for administrators of the platform.

    Supersedes what they have. The agent's own fee is waived, up to `run_limit` runs and until
    `active_to`. The `Idempotency-Key` is required: the same request again answers the first.
    """
    if not idempotency_key:
        raise IdempotencyKeyRequired("Send one, so that a retry grants nothing twice.")
    terms = entitlements.Terms(
        org_id=body.organization_id,
        user_id=body.user_id,
        agent_id=body.agent_id,
        source="admin_grant",
        channels=(),
        run_limit=body.run_limit,
        active_to=body.active_to,
        reason=body.reason,
        created_by=who.user_id,
    )
    async with at.identity.database.transaction(body.organization_id) as session:
        made, replayed = await grant(
            session,
            terms,
            channels=body.channels,
            now=at.now,
            idempotency_key=idempotency_key,
        )
    shown = schemas.Granted(
        **view(made, at.now).model_dump(mode="python"), organization_id=made.org_id
    )
    return _replayed(shown) if replayed else shown


@router.get("/admin/organizations/{organization_id}/entitlements", tags=["admin"])
async def list_granted(
    organization_id: OrganizationId,
    _: SeesGrants,
    at: AtDesk,
    asked: Asked,
    agent_id: Annotated[str | None, Query(max_length=64)] = None,
) -> Page[EntitlementView]:
    """What an organization and the people in it may use, ended rights too, the newest first."""
    async with at.identity.database.transaction(organization_id) as session:
        rows = await entitlements.list_entitlements(
            session,
            org_id=organization_id,
            user_id=None,
            agent_id=agent_id,
            after=asked.after,
            limit=asked.limit + 1,
        )
    return Page[EntitlementView].model_validate(page([view(row, at.now) for row in rows], asked))


@router.post("/admin/entitlements/{entitlement_id}/revoke", tags=["admin"])
async def revoke_entitlement(
    entitlement_id: str, body: schemas.RevokeBody, _: Grants, at: AtDesk
) -> EntitlementView:
    """End a right to use an agent, everywhere within a second; for administrators of the
    platform."""
    async with at.identity.database.transaction(body.organization_id) as session:
        ended = await revoke(session, body.organization_id, entitlement_id, body.reason, now=at.now)
    return view(ended, at.now)


def _replayed(shown: schemas.Granted) -> Response:
    return JSONResponse(
        shown.model_dump(mode="json"),
        status_code=201,
        headers={"idempotent-replayed": "true"},
    )
