"""Email domains and who may sign up, over HTTP: parse, call, render."""

import csv
import io
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from hub.identity import domains, schemas
from hub.identity.access import administers, identity_of
from hub.identity.domain import Identity
from hub.identity.principal import Principal
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.http import Page, Paging, at_hand, page, paging

router = APIRouter(prefix="/v1/admin/blocked-domains", tags=["admin"], responses=REFUSALS)

Hub = Annotated[Identity, at_hand(identity_of)]
_COLUMNS = ("domain", "effect", "reason")


class DomainRuleBody(schemas.Body):
    domain: str = Field(
        min_length=3,
        max_length=255,
        examples=["example.com", "*.example.com"],
        description="`*.` is for every domain below, and not for the domain itself.",
    )
    effect: domains.Effect = Field(
        default="block", description="`allow` is for exceptions, and for hubs with an allow-list."
    )
    reason: schemas.Name

    def parsed(self) -> domains.NewRule:
        return domains.NewRule(self.domain, self.effect, self.reason)


class DomainRules(schemas.Body):
    rules: list[DomainRuleBody] = Field(min_length=1, max_length=5000)


class DomainRuleView(schemas.View):
    id: str
    domain: str
    effect: domains.Effect
    reason: str
    created_by: str
    created_at: schemas.Time


class JudgmentView(schemas.View):
    """`by` says what decides: a `rule`, the list of `disposable` mailboxes, an `allow_list` that
    nothing here is on, or `nothing`, which lets it in."""

    allowed: bool
    by: Literal["rule", "disposable", "allow_list", "nothing"]
    rule: DomainRuleView | None


class Imported(BaseModel):
    imported: int = Field(description="How many domains have their rule from this list.")


Reads = Annotated[Principal, administers("domains.read")]
Writes = Annotated[Principal, administers("domains.write")]


@router.get("")
async def list_domain_rules(
    _: Reads,
    identity: Hub,
    asked: Annotated[Paging, at_hand(paging)],
    q: Annotated[str | None, Query(min_length=1, max_length=100, pattern=r"^[^\x00]*$")] = None,
) -> Page[DomainRuleView]:
    """Rules for email domains, the newest first; `q` is a part of the domain."""
    rows = await domains.list_rules(identity, after=asked.after, limit=asked.limit + 1, q=q)
    return Page[DomainRuleView].model_validate(page(rows, asked), from_attributes=True)


@router.get("/test")
async def judge_address(
    _: Reads,
    identity: Hub,
    address: Annotated[str, Query(min_length=3, max_length=320, pattern=r"^[^\x00]*$")],
) -> JudgmentView:
    """Whether an address, or any of a domain, would get in, and what says so."""
    return JudgmentView.model_validate(await domains.judge(identity, address))


@router.post("", status_code=201)
async def set_domain_rule(body: DomainRuleBody, who: Writes, identity: Hub) -> DomainRuleView:
    """Refuse addresses of a domain, or allow them. Holds for new accounts and seats."""
    return DomainRuleView.model_validate(await domains.set_rule(identity, who, body.parsed()))


@router.get(
    "/export",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
async def export_domain_rules(_: Reads, identity: Hub) -> Response:
    """All rules as CSV: domain, effect, reason."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for rule in await domains.all_rules(identity):
        # What a spreadsheet would run as a formula, it shows as a text.
        reason = f"'{rule.reason}" if rule.reason[0] in "=+-@" else rule.reason
        writer.writerow([rule.domain, rule.effect, reason])
    headers = {"content-disposition": 'attachment; filename="blocked-domains.csv"'}
    return Response(text.getvalue(), media_type="text/csv", headers=headers)


@router.post("/import")
async def import_domain_rules(body: DomainRules, who: Writes, identity: Hub) -> Imported:
    """A list of rules at once, all or none. Rules for other domains stay."""
    rules = [rule.parsed() for rule in body.rules]
    return Imported(imported=await domains.import_rules(identity, who, rules))


@router.delete("/{rule_id}", status_code=204)
async def remove_domain_rule(rule_id: str, _: Writes, identity: Hub) -> None:
    await domains.remove_rule(identity, rule_id)
