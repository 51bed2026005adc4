"""Wire shapes of spend alerts."""

from typing import Annotated

from pydantic import BaseModel, Field

from hub.billing.schemas import AskedCredits, Body

Percent = Annotated[int, Field(ge=1, le=100)]


class AlertsBody(Body):
    """`low_balance`: a notice when fewer credits are left. `percents`: a notice when so much of a
    limit, or of `monthly_spend`, is used. Null and none: no notice."""

    low_balance: AskedCredits | None = None
    monthly_spend: AskedCredits | None = None
    percents: list[Percent] = Field(default_factory=list, max_length=5, examples=[[50, 80, 100]])


class AlertsView(BaseModel):
    low_balance: str | None
    monthly_spend: str | None
    percents: list[int]
    spent_this_month: str
