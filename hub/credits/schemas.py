"""Wire shapes of credits. Amounts are decimal strings; bodies refuse members they do not name."""

import unicodedata
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

from hub.credits.service import BudgetPeriod, BudgetScope, GrantKind
from hub.kit.amounts import format_credits
from hub.kit.clock import rfc3339


def _printable(value: str) -> str:
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in value) or not value.strip():
        raise ValueError("must be text without control characters")
    return value.strip()


Time = Annotated[datetime, PlainSerializer(rfc3339, return_type=str)]
Amount = Annotated[
    int,
    PlainSerializer(format_credits, return_type=str),
    Field(description="Credits, as a decimal string with at most 6 decimals."),
]
AskedCredits = Annotated[str, Field(pattern=r"^[0-9]{1,9}(\.[0-9]{1,6})?$", examples=["12.5"])]
OrganizationId = Annotated[str, Field(pattern=r"^org_[0-9A-HJKMNP-TV-Z]{26}$")]
Reason = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_printable)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class GrantView(View):
    """`credits` were granted; `remaining` can still be drawn on."""

    id: str
    kind: GrantKind
    credits: Amount = Field(validation_alias="amount")
    remaining: Amount
    reason: str
    created_at: Time
    expires_at: Time | None


class BalanceView(View):
    """`available` can be spent now; `held` is set aside for the `running` runs under way."""

    available: Amount
    held: Amount
    running: int
    grants: list[GrantView]


class TrialLine(BaseModel):
    """`asset` is credit (in micro-credits) or a currency (in minor units)."""

    asset: str
    account: str
    amount: int


class LedgerDifference(BaseModel):
    """`kept` is the figure beside the entries, `booked` what they say."""

    check: str
    what: str
    kept: str
    booked: str


class LedgerView(View):
    """What `laelia ledger verify` said last. Null and empty where the books were not proved yet."""

    checked_at: Time | None
    differences: int | None
    found: list[LedgerDifference] = Field(description="The first hundred.")
    trial: list[TrialLine]


class EntryView(BaseModel):
    """`change` and `balance` are of the credits that are not set aside."""

    id: str
    type: Literal[
        "granted",
        "held",
        "settled",
        "expired",
        "voided",
        "try_funded",
        "tries_returned",
        "line_paid",
    ]
    description: str
    run_id: str | None
    change: Amount
    held_change: Amount
    charged: Amount
    balance: Amount
    created_at: Time


class BudgetBody(Body):
    """`scope_id` is the user's, key's or agent's ID; an organization's budget needs none."""

    scope: BudgetScope
    scope_id: str | None = Field(
        None, pattern=r"^((org|usr|key|agt)_[0-9A-HJKMNP-TV-Z]{26}|laelia)$"
    )
    period: BudgetPeriod
    amount: AskedCredits


class BudgetView(View):
    """`used` was charged in the current period; `held` is set aside for runs under way."""

    id: str
    scope: BudgetScope
    scope_id: str
    period: BudgetPeriod
    amount: Amount
    used: Amount
    held: Amount


class GrantBody(Body):
    organization_id: OrganizationId
    credits: AskedCredits
    kind: GrantKind = "promotional"
    reason: Reason
    expires_at: AwareDatetime | None = None


class GrantedView(View):
    """What was granted; a replay answers the same."""

    id: str
    organization_id: str = Field(validation_alias="org_id")
    kind: GrantKind
    credits: Amount = Field(validation_alias="amount")
    reason: str
    created_at: Time
    expires_at: Time | None
