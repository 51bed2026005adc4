"""When an organization wants to hear of what it spends."""

from datetime import datetime

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, integers_field, texts_field, time_field


class SpendAlerts(Table, table=True):
    """In micro-credits. `percents` are of `monthly_spend` and of each budget; `told` names what was
    said in the periods that go on, so that each is said once."""

    __tablename__ = "spend_alerts"

    org_id: str = id_field()
    low_balance: int | None = integer_field(default=None, nullable=True)
    monthly_spend: int | None = integer_field(default=None, nullable=True)
    percents: list[int] = integers_field()
    told: list[str] = texts_field()
    updated_at: datetime = time_field()
