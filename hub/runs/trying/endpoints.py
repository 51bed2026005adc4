"""Tries over HTTP, but for the trying itself, which is a face (`hub/gateway/trying.py`)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response

from hub.agents.public import ConsentView
from hub.identity.public import PUBLIC, Principal, caller, visitor
from hub.kit.amounts import format_credits, parse_credits
from hub.kit.http import at_hand, problems
from hub.runs.trying.errors import VisitorInvalid
from hub.runs.trying.schemas import (
    FundingBody,
    OfferBody,
    OfferView,
    TakingBackBody,
    TriesView,
    TryDayView,
    VisitView,
)
from hub.runs.trying.service import Offer, Tries
from hub.runs.trying.visitors import HEADER, visitors_of

router = APIRouter(prefix="/v1", tags=["tries"])
Anybody = Annotated[Principal | None, Depends(visitor)]
Writes = Annotated[Principal, caller("agents:write")]
Pays = Annotated[Principal, caller("billing:write")]
Key = Annotated[str | None, Header(max_length=255)]
Token = Annotated[str | None, Header(alias=HEADER, max_length=600)]


def tries_of(request: Request) -> Tries:
    found: Tries = request.app.state.tries
    return found


At = Annotated[Tries, at_hand(tries_of)]


@router.get(
    "/agents/{agent_id}/tries", dependencies=[PUBLIC], responses=problems(401, 404, 422, 429)
)
async def get_tries(
    agent_id: str, request: Request, who: Anybody, at: At, laelia_visitor: Token = None
) -> TriesView:
    """How many free tries of the agent you have left, and where it sends what you give it.

    Visitors without an account send the token of their visit, if they have begun one.
    """
    found = await at.left(who, _visitor_id(request, laelia_visitor), agent_id)
    question = found.consent.shown() | {"required": bool(found.consent.missing)}
    return TriesView(
        agent_id=agent_id,
        available=found.reason is None,
        reason=found.reason,
        detail=found.detail,
        anonymous=found.anonymous,
        limit=found.limit,
        left=found.left,
        resets_at=found.resets_at,
        consent=ConsentView.model_validate(question),
    )


def _visitor_id(request: Request, token: str | None) -> str:
    """Of a visit that goes on; else of nobody."""
    try:
        return visitors_of(request.app).principal(token).user_id
    except VisitorInvalid:
        return ""


@router.get("/agents/{agent_id}/tries/offer")
async def get_try_offer(agent_id: str, who: Writes, at: At) -> OfferView:
    """What you let others try of your agent, what you set aside for it, and how often it was tried.

    Who tried it, and with what, is not shown to anybody but them.
    """
    return _view(await at.offer(who, agent_id))


@router.put("/agents/{agent_id}/tries/offer")
async def set_try_offer(agent_id: str, body: OfferBody, who: Writes, at: At) -> OfferView:
    """Say how often others may try your agent, and whether visitors without an account may."""
    return _view(await at.set_offer(who, agent_id, body))


@router.post("/agents/{agent_id}/tries/budget", status_code=201)
async def fund_tries(  # noqa: PLR0917 - each is injected by name
    agent_id: str,
    body: FundingBody,
    who: Pays,
    at: At,
    response: Response,
    idempotency_key: Key = None,
) -> OfferView:
    """Set credits or earnings aside that pay for the models of tries. `Idempotency-Key` needed.

    Without any the platform's promotional budget pays, while it lasts.
    """
    amount = parse_credits(body.credits, pointer="/credits")
    made, again = await at.fund(who, agent_id, body, amount, key=idempotency_key)
    if again:
        response.headers["idempotent-replayed"] = "true"
    return _view(made)


@router.post("/agents/{agent_id}/tries/budget/return")
async def take_tries_back(  # noqa: PLR0917 - each is injected by name
    agent_id: str,
    body: TakingBackBody,
    who: Pays,
    at: At,
    response: Response,
    idempotency_key: Key = None,
) -> OfferView:
    """Take back what you set aside and no try has used. `Idempotency-Key` needed.

    It goes back where it came from: credits to your balance, earnings to what can be paid out, in
    whole cents. What was paid in last comes back first.
    """
    amount = None
    if body.credits is not None:
        amount = parse_credits(body.credits, pointer="/credits")
    made, again = await at.take_back(who, agent_id, amount, key=idempotency_key)
    if again:
        response.headers["idempotent-replayed"] = "true"
    return _view(made)


@router.post("/visitors", status_code=201, dependencies=[PUBLIC], responses=problems(401, 422, 429))
async def begin_visit(request: Request, _: Anybody) -> VisitView:
    """Begin a visit without an account: its token opens a few tries of agents that allow it, and
    nothing else."""
    visit = visitors_of(request.app).begin()
    return VisitView(token=visit.token, expires_at=visit.expires_at)


def _view(offer: Offer) -> OfferView:
    terms = offer.terms
    return OfferView(
        agent_id=terms.agent_id,
        offered=terms.offered,
        anonymous=terms.anonymous,
        per_person=terms.per_person,
        per_organization=terms.per_organization,
        funded=format_credits(terms.funded),
        spent=format_credits(terms.spent),
        left=format_credits(terms.funded - terms.spent - terms.held),
        days=[
            TryDayView(
                day=one.day,
                tries=one.tries,
                completed=one.completed,
                credits=format_credits(one.credits),
            )
            for one in offer.counts
        ],
    )
