"""Products, prices and discounts over HTTP: parse, call, render."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from hub.billing import catalog, schemas
from hub.billing.domain import Billing, billing_of
from hub.billing.events import AgentsOffered
from hub.identity.public import Principal, caller
from hub.kit.errors import InvalidInput
from hub.kit.http import Page, Paging, at_hand, page, paging
from hub.kit.ids import PLATFORM_ORG, is_id

router = APIRouter(prefix="/v1", tags=["products"])
At = Annotated[Billing, at_hand(billing_of)]
Reads = Annotated[Principal, caller("agents:read")]
Sells = Annotated[Principal, caller("agents:write")]
Asked = Annotated[Paging, at_hand(paging)]


def cursor(asked: Paging, prefix: str) -> str | None:
    """Where the page starts; what we did not give is refused."""
    if asked.after is not None and not is_id(prefix, asked.after):
        raise InvalidInput.at("/cursor", "is not a cursor that we gave")
    return asked.after


def _sellers(who: Principal) -> list[str]:
    """Whose products are theirs; the platform's administrators of money sell its credits."""
    if who.platform_role in ("superadmin", "finance"):
        return [who.org_id, PLATFORM_ORG]
    return [who.org_id]


@router.get("/products")
async def list_products(
    who: Reads,
    at: At,
    asked: Asked,
    *,
    agent_id: Annotated[str | None, Query(pattern=schemas.id_of("agt"))] = None,
    kind: Literal["agents", "credits"] | None = None,
    mine: bool = False,
) -> Page[schemas.ProductView]:
    """What the organization can buy, newest first; `mine`: what it sells, archived ones too."""
    sellers = _sellers(who)
    async with at.database.transaction(sellers) as session:
        rows = await catalog.list_products(
            session,
            sellers,
            mine=mine,
            agent_id=agent_id,
            kind=kind,
            after=cursor(asked, "prd"),
            limit=asked.limit + 1,
            now=await at.now_of(session, who.org_id),
        )
        prices = await catalog.prices_of(session, [row.id for row in rows])
    shown = [schemas.product_view(row, prices[row.id]) for row in rows]
    return Page[schemas.ProductView].model_validate(page(shown, asked))


@router.get("/products/{product_id}")
async def get_product(product_id: str, who: Reads, at: At) -> schemas.ProductView:
    async with at.database.transaction(_sellers(who)) as session:
        row = await catalog.get_product(session, product_id)
        prices = await catalog.prices_of(session, [row.id])
    return schemas.product_view(row, prices[row.id])


@router.post("/products", status_code=201)
async def create_product(body: schemas.ProductBody, who: Sells, at: At) -> schemas.ProductView:
    """Offer agents of your own, one or several, at one or several prices.

    Packs of credits are offered by the platform's administrators.
    """
    if body.kind == "credits":
        who.require_permission("billing.administer")
    catalog.refuse_generosity(body.trial, at.settings.trial_credits)
    async with at.database.transaction(_sellers(who)) as session:
        await at.events.emit(session, AgentsOffered(who.org_id, body.agent_ids))
        product, prices = await catalog.create_product(session, who.org_id, body, now=at.clock())
    return schemas.product_view(product, prices)


@router.patch("/products/{product_id}")
async def change_product(
    product_id: str, body: schemas.ProductChange, who: Sells, at: At
) -> schemas.ProductView:
    """Words, trial and grace; archived, it is sold no more, and those who have it keep it."""
    catalog.refuse_generosity(body.trial, at.settings.trial_credits)
    async with at.database.transaction(_sellers(who)) as session:
        row = await catalog.change_product(session, _sellers(who), product_id, body, now=at.clock())
        prices = await catalog.prices_of(session, [row.id])
    return schemas.product_view(row, prices[row.id])


@router.post("/products/{product_id}/prices", status_code=201)
async def add_price(
    product_id: str, body: schemas.ReplacingPriceBody, who: Sells, at: At
) -> schemas.PriceView:
    """A further price, or one in the place of another.

    Who subscribes already pays a lower one from the next renewal, and a higher one from the first
    renewal that is two weeks away, after a notice.
    """
    async with at.database.transaction(_sellers(who)) as session:
        row = await catalog.add_price(
            session, _sellers(who), product_id, body, replaces=body.replaces, now=at.clock()
        )
    return schemas.price_view(row)


@router.get("/discounts")
async def list_discounts(who: Sells, at: At, asked: Asked) -> Page[schemas.DiscountView]:
    """Your own, newest first."""
    async with at.database.transaction(who.org_id) as session:
        rows = await catalog.list_discounts(
            session, who.org_id, after=cursor(asked, "dsc"), limit=asked.limit + 1
        )
    shown = [schemas.discount_view(row) for row in rows]
    return Page[schemas.DiscountView].model_validate(page(shown, asked))


@router.post("/discounts", status_code=201)
async def create_discount(body: schemas.DiscountBody, who: Sells, at: At) -> schemas.DiscountView:
    """A code that buyers of your products enter."""
    async with at.database.transaction(who.org_id) as session:
        row = await catalog.create_discount(session, who.org_id, body, now=at.clock())
    return schemas.discount_view(row)


@router.delete("/discounts/{discount_id}", status_code=204)
async def archive_discount(discount_id: str, who: Sells, at: At) -> None:
    """The code works no more; subscriptions that have it keep it."""
    async with at.database.transaction(who.org_id) as session:
        await catalog.archive_discount(session, who.org_id, discount_id)
