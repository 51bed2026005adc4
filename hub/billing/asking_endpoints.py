"""What members ask to be bought, over HTTP."""

from typing import Annotated, Literal

from fastapi import APIRouter

from hub.billing import asking
from hub.billing import asking_schemas as schemas
from hub.billing.domain import Billing, billing_of
from hub.billing.selling_endpoints import Asked, cursor
from hub.identity.public import Principal, caller
from hub.kit.http import Page, at_hand, page

router = APIRouter(prefix="/v1", tags=["billing"])
At = Annotated[Billing, at_hand(billing_of)]
Reads = Annotated[Principal, caller("agents:read")]
Pays = Annotated[Principal, caller("billing:write")]


@router.get("/purchase-requests")
async def list_requests(
    who: Reads,
    at: At,
    asked: Asked,
    *,
    status: Literal["open", "approved", "declined", "withdrawn"] | None = None,
) -> Page[schemas.RequestView]:
    """Newest first: your own, and everybody's for whoever may buy."""
    async with at.database.transaction(who.org_id) as session:
        rows = await asking.list_requests(
            session, who, status=status, after=cursor(asked, "prq"), limit=asked.limit + 1
        )
        shown = await asking.shown(session, who.org_id, rows)
    return Page[schemas.RequestView].model_validate(page(shown, asked))


@router.post("/purchase-requests", status_code=201)
async def make_request(body: schemas.RequestBody, who: Reads, at: At) -> schemas.RequestView:
    """Ask those who may buy to buy something. They are told, and see it until it is decided."""
    async with at.database.transaction(who.org_id) as session:
        row = await asking.ask(session, at, who, body)
        return (await asking.shown(session, who.org_id, [row]))[0]


@router.get("/purchase-requests/{purchase_request_id}")
async def get_request(purchase_request_id: str, who: Reads, at: At) -> schemas.RequestView:
    async with at.database.transaction(who.org_id) as session:
        row = await asking.find(session, who, purchase_request_id)
        return (await asking.shown(session, who.org_id, [row]))[0]


@router.post("/purchase-requests/{purchase_request_id}/decide")
async def decide_request(
    purchase_request_id: str, body: schemas.DecisionBody, who: Pays, at: At
) -> schemas.RequestView:
    """Approve or decline; whoever asked is told. Then order it: `POST /v1/checkouts` takes
    `purchase_request_id`, and approves what is still open.
    """
    async with at.database.transaction(who.org_id) as session:
        row = await asking.decide(session, at, who, purchase_request_id, body)
        return (await asking.shown(session, who.org_id, [row]))[0]


@router.delete("/purchase-requests/{purchase_request_id}", status_code=204)
async def withdraw_request(purchase_request_id: str, who: Reads, at: At) -> None:
    """Take back your own, as long as nobody has decided."""
    async with at.database.transaction(who.org_id) as session:
        await asking.withdraw(session, at, who, purchase_request_id)
