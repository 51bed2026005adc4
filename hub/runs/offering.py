"""What a prompt agent runs on: its models and what they cost today, found once and remembered.

Which models fit depends on the agent's version, on what the call brings, on the catalog and on the
day (prices are effective-dated). None of it changes from one call to the next.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from time import time
from typing import Final

from hub.agents.public import PromptAgent
from hub.runs.costing import NOTHING, TokenRate, price_on, token_rate
from hub.runs.errors import CapabilityNotSupported, ModelNotAllowed
from hub.runs.executor import Asked
from hub.runs.model_catalog import Model
from hub.runs.regions import Regions
from hub.runs.routing import Choice, ModelRouter
from hub.runs.talk import Talk
from providers.contract import Capability, ModelInfo

_DAY_S: Final = 86_400
_MOST_KEPT: Final = 10_000

_Key = tuple[int, str | None, tuple[str, ...], Regions, bool, bool, bool]


class Tariff:
    """What a token of each model costs today, in credits of this installation."""

    def __init__(self, usd_per_credit: Decimal) -> None:
        self._usd_per_credit = usd_per_credit
        self._known: dict[str, tuple[ModelInfo, TokenRate | None]] = {}
        self.day = 0

    def roll_over(self) -> int:
        """The number of the day; what was known of an earlier one is forgotten."""
        today = int(time() // _DAY_S)
        if today != self.day:
            self.day = today
            self._known.clear()
        return today

    def find(self, model: Model) -> TokenRate | None:
        """None: the price is not known, which is not the same as zero."""
        known = self._known.get(model.name)
        if known is not None and known[0] is model.info:
            return known[1]
        price = price_on(model.info, datetime.now(UTC).date())
        rate = None if price is None else token_rate(price, self._usd_per_credit)
        self._known[model.name] = (model.info, rate)
        return rate

    def rate(self, model: Model, asked: Asked) -> TokenRate:
        """Nothing where the organization's own key pays.

        Raises:
            ModelNotAllowed: the model has no known price, and unknown is not zero.
        """
        if model.provider in asked.own_keys:
            return NOTHING
        rate = self.find(model)
        if rate is None:
            raise ModelNotAllowed(
                f"The price of {model.name} is not known, so it cannot be sold. The operator "
                f"states it in LAELIA_PROVIDERS__{model.provider.upper()}__USD_PER_MILLION "
                '("input,output") or …__MODELS; zero is a price.'
            )
        return rate


@dataclass(frozen=True, slots=True)
class Offer:
    """The models that may answer, and the dearest of their prices."""

    agent: PromptAgent
    choice: Choice
    dearest: TokenRate


class Offers:
    def __init__(self, router: ModelRouter, tariff: Tariff) -> None:
        self._router = router
        self._tariff = tariff
        self._known: dict[_Key, Offer] = {}
        self._of = (0, 0)

    def of(self, agent: PromptAgent, asked: Asked) -> Offer:
        """Raises:
        ModelNotAllowed: the caller's model is unknown or not allowed; or no price is known.
        ModelTooWeak: models are configured, but none reaches the agent's tier.
        CapabilityNotSupported: none of them offers what this call needs.
        RegionNotAllowed: the organization allows none of the regions that they are in.
        """
        now = (self._tariff.roll_over(), self._router.catalog.revision)
        if now != self._of or len(self._known) > _MOST_KEPT:
            self._of = now
            self._known.clear()
        talk = asked.talk
        own = tuple(asked.own_keys) if asked.own_keys else ()
        wants = (bool(talk.response_schema), bool(talk.tools), bool(talk.images))
        key = (id(agent), asked.model, own, asked.regions, *wants)
        known = self._known.get(key)
        if known is None or known.agent is not agent:
            known = self._known[key] = self._find(agent, asked)
        return known

    def _find(self, agent: PromptAgent, asked: Asked) -> Offer:
        chosen = self._router.choose(
            agent.model,
            override=asked.model,
            min_tier=agent.min_tier,
            needed=_needed(agent, asked.talk),
            own=asked.own_keys,
            regions=asked.regions,
        )
        sold = [d for d in chosen.models if all(self._is_sold(model, asked) for model, _ in d)]
        if not sold:
            self._tariff.rate(chosen.all()[0], asked)  # says why
        choice = Choice(tuple(sold))
        rates = [self._tariff.rate(model, asked) for model in choice.all()]
        dearest = TokenRate(
            max(r.input for r in rates),
            max(r.cached_input for r in rates),
            max(r.output for r in rates),
        )
        return Offer(agent, choice, dearest)

    def _is_sold(self, model: Model, asked: Asked) -> bool:
        """A model whose price is not known is passed over, as long as another remains."""
        return model.provider in asked.own_keys or self._tariff.find(model) is not None


def _needed(agent: PromptAgent, talk: Talk) -> frozenset[Capability]:
    if talk.tools and (agent.tools or agent.agents or agent.answers_json):
        raise CapabilityNotSupported("This agent takes no tools of its caller.")
    needed: set[Capability] = {"chat"}
    if agent.answers_json or talk.response_schema:
        needed.add("json_schema")
    if agent.tools or agent.agents or talk.tools:
        needed.add("tools")
    if talk.images:
        needed.add("images")
    return frozenset(needed)
