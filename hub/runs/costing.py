"""What a run may cost, and did: the agent's fee and the model's tokens, in micro-credits."""

from datetime import date
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache

from msgspec import Struct

from hub.billing import public as billing
from hub.runs.errors import MaxCreditsRequired
from providers.contract import ModelInfo, ModelPrice, Usage


class TokenRate(Struct, frozen=True):
    """Micro-credits per token. Exact, so that sums are rounded once."""

    input: Decimal
    cached_input: Decimal
    output: Decimal

    def cost(self, usage: Usage) -> int:
        cached = usage.cached_input_tokens
        exact = (
            self.input * (usage.input_tokens - cached)
            + self.cached_input * cached
            + self.output * usage.output_tokens
        )
        return int(exact.to_integral_value(ROUND_CEILING))

    def output_for(self, credits_left: int, input_tokens: int) -> int | None:
        """How many output tokens `credits_left` pays for after the input; None: any number."""
        left = Decimal(credits_left) - self.input * input_tokens
        if left < 0:
            return 0
        return int(left / self.output) if self.output else None


NOTHING = TokenRate(Decimal(0), Decimal(0), Decimal(0))


def price_on(model: ModelInfo, day: date) -> ModelPrice | None:
    """The price in force on a day; prices are effective-dated."""
    in_force = [p for p in model.prices if p.effective_from <= day]
    return max(in_force, key=lambda p: p.effective_from, default=None)


@lru_cache(maxsize=4096)
def token_rate(price: ModelPrice, usd_per_credit: Decimal) -> TokenRate:
    """US dollars per million tokens → micro-credits per token: the millions cancel out."""
    cached = price.cached_input_usd_per_million
    full = Decimal(str(price.input_usd_per_million))
    return TokenRate(
        input=full / usd_per_credit,
        cached_input=(full if cached is None else Decimal(str(cached))) / usd_per_credit,
        output=Decimal(str(price.output_usd_per_million)) / usd_per_credit,
    )


class Worst(Struct, frozen=True):
    """The most that a run can use: the agent's own limits, and the dearest model it may take.
    `children` is what its child runs may cost, in micro-credits, and `models_most` the bound that
    the agent itself sets to what its models cost. `events` null means that nothing bounds them."""

    input_tokens: int
    output_tokens: int
    calls: int
    seconds: float
    rate: TokenRate
    children: int = 0
    models_most: int | None = None
    events: int | None = 0

    def models(self, rate: TokenRate) -> int:
        """What all model calls together cost at most, at this rate of theirs."""
        usage = Usage(input_tokens=self.input_tokens, output_tokens=self.output_tokens)
        most = self.calls * rate.cost(usage)
        return most if self.models_most is None else min(most, self.models_most)


def is_bounded(rate: billing.Rate, worst: Worst | None) -> bool:
    """Whether there is a most that a run can cost. Without a worst case there is none."""
    return worst is not None and (worst.events is not None or not rate.event_amount)


def quote(rate: billing.Rate, worst: Worst | None) -> int:
    """The most that a run can cost.

    Raises:
        MaxCreditsRequired: the price depends on usage that nothing bounds.
    """
    if worst is None or not is_bounded(rate, worst):
        raise MaxCreditsRequired("The price depends on usage, and this agent sets no limit.")
    tokens = worst.calls * (worst.input_tokens + worst.output_tokens)
    milliseconds = int(worst.seconds * 1000)
    most = billing.fee(rate, tokens=tokens, milliseconds=milliseconds, events=worst.events or 0)
    if rate.model_cost == "passed_through":
        most += worst.models(worst.rate)
    return most + worst.children


def fixed_fee(rate: billing.Rate) -> int:
    """What the agent's own fee takes for certain, however little is used."""
    return rate.unit_amount if rate.model == "per_call" else 0


@lru_cache(maxsize=4096)
def charged(rate: billing.Rate, tokens: TokenRate) -> TokenRate:
    """What a token adds to the cost of a run: the model's price, and the agent's own per token."""
    passed = tokens if rate.model_cost == "passed_through" else NOTHING
    if rate.model != "per_token":
        return passed
    own = Decimal(rate.unit_amount) / 1000
    return TokenRate(passed.input + own, passed.cached_input + own, passed.output + own)


def seconds_for(rate: billing.Rate, most: int, seconds: float) -> float:
    """As long as the credits last, where time is what is paid for."""
    if rate.model != "per_second" or not rate.unit_amount:
        return seconds
    return min(seconds, most / rate.unit_amount)


def input_bound(text: str) -> int:
    """No tokenizer in use makes more tokens than bytes; a few more frame the messages."""
    return (len(text) if text.isascii() else len(text.encode())) + 64
