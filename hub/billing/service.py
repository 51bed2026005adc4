"""What a run costs under a price: pure arithmetic over micro-credits, rounded up."""

from typing import Literal

from msgspec import Struct

PriceModel = Literal["free", "per_call", "per_token", "per_second", "per_event"]
ModelCost = Literal["included", "passed_through"]


class Rate(Struct, frozen=True):
    """A price as arithmetic. `unit_amount`: per call, per thousand tokens, per second or event."""

    id: str | None
    model: PriceModel
    unit_amount: int
    model_cost: ModelCost

    @property
    def terms(self) -> tuple[str, int, str]:
        """Everything but its ID."""
        return self.model, self.unit_amount, self.model_cost

    @property
    def needs_usage(self) -> bool:
        return self.model in ("per_token", "per_second", "per_event")

    @property
    def event_amount(self) -> int:
        """What one event takes; zero under any other price."""
        return self.unit_amount if self.model == "per_event" else 0


FREE = Rate(id=None, model="free", unit_amount=0, model_cost="passed_through")


def fee(rate: Rate, *, tokens: int, milliseconds: int, events: int) -> int:
    """The agent's own fee, without the model's cost."""
    match rate.model:
        case "free":
            return 0
        case "per_call":
            return rate.unit_amount
        case "per_token":
            return -(-rate.unit_amount * tokens // 1000)
        case "per_second":
            return -(-rate.unit_amount * milliseconds // 1000)
        case "per_event":
            return rate.unit_amount * events
