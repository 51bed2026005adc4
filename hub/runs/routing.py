"""Which model answers: the policy's order, deployments by weight, fallback, cooldown, breaker.

A deployment that fails retryably cools down: for as long as it asked (`Retry-After`), else twice
as long with each trial that fails. While it cools, others go before it. If it asked for the pause,
or has failed a few times in a row, its breaker opens: nobody calls it until it has cooled, and then
one call at a time tries whether it answers again. Where no other is left, a call waits for that, if
its own time allows, else it fails at once. Nothing is retried once text has reached the caller.
"""

import asyncio
import math
import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

import msgspec

from hub.agents.public import ModelPolicy
from hub.kit import tracing
from hub.runs.errors import (
    CapabilityNotSupported,
    DeadlineExceeded,
    ModelNotAllowed,
    ModelTooWeak,
    ProviderFailed,
)
from hub.runs.model_catalog import Model, ModelCatalog, OnDelta
from hub.runs.model_tracing import answered, calling
from hub.runs.regions import Regions, refuse_models, within
from providers.contract import Capability, ChatRequest, ChatResult, ModelTier, ProviderError

_COOLDOWN_S: Final = 1.0
_LONGEST_COOLDOWN_S: Final = 60.0
_LONGEST_ASKED_S: Final = 300.0
_BACKOFF_S: Final = 0.25
_LONGEST_WAIT_S: Final = 20.0
_JITTER_S: Final = 0.1
_OPENS_AFTER: Final = 3
# What an impatient call does not wait for says nothing about the deployment to anybody else.
_PATIENCE_S: Final = 20.0
# Nobody else's seed decides where load goes, and our draws disturb nobody who seeded their own.
_chance: Final = random.SystemRandom()


@dataclass(slots=True)
class _Health:
    """Of a deployment that has failed and not answered since. `rounds` counts failures that came
    after a pause; `trial` is set when the call that tries it out has ended."""

    failures: int = 0
    rounds: int = 0
    cooling_until: float = 0.0
    is_open: bool = False
    code: str = ""
    trial: asyncio.Event | None = None

    def refuses(self, now: float) -> bool:
        return self.is_open and (self.trial is not None or now < self.cooling_until)


@dataclass(slots=True)
class Attempt:
    """One try, for the record: `error` is null when it answered."""

    model: str
    duration_ms: int
    error: str | None = None
    region: str | None = None

    def record(self) -> dict[str, Any]:
        made: dict[str, Any] = {"model": self.model, "duration_ms": self.duration_ms}
        return made | ({"error": self.error} if self.error else {})


@dataclass(slots=True)
class Answer:
    result: ChatResult
    model: Model


@dataclass(frozen=True, slots=True)
class Choice:
    """The models that may answer, in order; each with the deployments it can be reached at."""

    models: tuple[tuple[tuple[Model, int], ...], ...]

    def all(self) -> list[Model]:
        return [model for deployments in self.models for model, _ in deployments]


@dataclass(slots=True)
class Call:
    """One chat call under a policy. `attempts` grows as models are tried.

    `own_scope` keeps the breaker of calls with an organization's own key apart: a bad or busy key
    says nothing about the deployment to anybody else.
    """

    request: ChatRequest
    choice: Choice
    policy: ModelPolicy
    deadline: float
    credentials: Mapping[str, str] = field(default_factory=dict)
    own_scope: str = ""
    prepare: Callable[[Model, ChatRequest], ChatRequest] = lambda _model, request: request
    on_delta: OnDelta | None = None
    attempts: list[Attempt] = field(default_factory=list)
    spoken: bool = False


class ModelRouter:
    def __init__(self, catalog: ModelCatalog) -> None:
        self.catalog = catalog
        self._health: dict[str, _Health] = {}

    def choose(
        self,
        policy: ModelPolicy,
        *,
        override: str | None,
        min_tier: ModelTier,
        needed: frozenset[Capability],
        own: Collection[str] = (),
        regions: Regions = None,
    ) -> Choice:
        """`own` are the providers for which the caller's organization has a key, `regions` where it
        lets its data be processed: deployments elsewhere are no fallback either.

        Raises:
        RegionNotAllowed: what would answer is all elsewhere.
        ModelNotAllowed: the override is unknown here, or the agent allows none.
        ModelTooWeak: models are configured, but none reaches the agent's tier.
        CapabilityNotSupported: none of them offers what the agent needs.
        """
        named = self._named(policy, override, own)
        if not named and policy.models:
            raise self._unconfigured(policy, own)
        named = _placed(named, regions)
        strong = [d for d in named if all(m.reaches(min_tier) for m, _ in d)]
        if not strong:
            raise ModelTooWeak(
                f"This agent needs a model of tier '{min_tier}'. Configure a provider key "
                "(for example ANTHROPIC_API_KEY or OPENAI_API_KEY) and start again, or bring your "
                "organization's own with PUT /v1/provider-keys/claude.",
                min_tier=min_tier,
                configured_models=[m.name for m in self.catalog.defaults(own)],
            )
        able = [d for d in strong if all(m.offers(needed) for m, _ in d)]
        if not able:
            raise CapabilityNotSupported(
                f"None of the agent's models offers {', '.join(sorted(needed))}."
            )
        return Choice(tuple(able))

    def _unconfigured(self, policy: ModelPolicy, own: Collection[str]) -> ModelTooWeak:
        names = [
            name
            for choice in policy.models
            for name in ([d.model for d in choice.deployments] or [choice.model])
        ]
        providers = sorted(
            provider
            for provider in {name.partition("/")[0] for name in names}
            if not self.catalog.is_configured(provider)
        )
        what = f" Not configured: {', '.join(providers)}." if providers else ""
        return ModelTooWeak(
            f"This agent runs on {', '.join(names)}, and nothing of it is available here.{what} "
            "The operator configures the provider (docs/providers.md names the settings), your "
            "organization brings its own key (PUT /v1/provider-keys/{provider}), or you name "
            "another model.",
            wanted_models=names,
            configured_models=[m.name for m in self.catalog.defaults(own)],
        )

    def _named(
        self, policy: ModelPolicy, override: str | None, own: Collection[str]
    ) -> list[tuple[tuple[Model, int], ...]]:
        if override is not None:
            model = self.catalog.find(override, own)
            if model is None or not policy.allow_override:
                raise ModelNotAllowed(
                    f"'{override}' is not a model that this agent may run on here.",
                    configured_models=[m.name for m in self.catalog.defaults(own)],
                )
            return [((model, 1),)]
        if not policy.models:
            return [((model, 1),) for model in self.catalog.defaults(own)]
        chosen = []
        for choice in policy.models:
            places = choice.deployments or ()
            named = [(d.model, d.weight) for d in places] or [(choice.model, 1)]
            found = [(m, weight) for name, weight in named if (m := self.catalog.find(name, own))]
            if found:
                chosen.append(tuple(found))
        return chosen

    async def chat(self, call: Call) -> Answer:
        """The first answer along the policy's order.

        Raises:
            ProviderFailed: every allowed attempt failed; `attempts` says how.
            DeadlineExceeded: the run's time was over first.
        """
        last: ProviderError | None = None
        wait = _BACKOFF_S
        while len(call.attempts) < call.policy.max_attempts:
            for model in self._order(call):
                if len(call.attempts) >= call.policy.max_attempts:
                    break
                if self._health and self._refuses(call, model):
                    continue
                try:
                    return await (self._try if self._health else self._ask)(call, model)
                except ProviderError as error:
                    last = error
                    if error.code not in call.policy.fallback_on or call.spoken:
                        raise _failed(call, error) from error
            wait = await self._pause(call, last, wait)
        assert last is not None
        raise _failed(call, last)

    def _order(self, call: Call) -> list[Model]:
        """Every deployment: those that cool down last, each model's by weighted chance."""
        now = monotonic()
        order: list[Model] = []
        for deployments in call.choice.models:
            if len(deployments) == 1:
                order.append(deployments[0][0])
                continue
            drawn = sorted(deployments, key=lambda d: _chance.random() ** (1 / d[1]), reverse=True)
            order.extend(model for model, _ in drawn)
        if len(order) == 1:
            return order
        return sorted(order, key=lambda m: self._cooling(call, m) > now)

    def _cooling(self, call: Call, model: Model) -> float:
        health = self._health.get(_breaker(call, model))
        return health.cooling_until if health else 0.0

    def _refuses(self, call: Call, model: Model) -> bool:
        health = self._health.get(_breaker(call, model))
        return health is not None and health.refuses(monotonic())

    async def _try(self, call: Call, model: Model) -> Answer:
        health = self._health.get(_breaker(call, model))
        if health is None or not health.is_open:
            return await self._ask(call, model)
        trial = health.trial = asyncio.Event()
        try:
            return await self._ask(call, model)
        except ProviderError as error:
            if not error.retryable:  # a refusal is an answer too
                self._health.pop(_breaker(call, model), None)
            raise
        finally:
            health.trial = None
            trial.set()

    async def _ask(self, call: Call, model: Model) -> Answer:
        left = call.deadline - monotonic()
        if left <= 0:
            raise DeadlineExceeded("The run's time was over before a model answered.")
        request = msgspec.structs.replace(
            call.prepare(model, call.request), model=model.info.id, timeout_s=left
        )
        started = monotonic()
        attempt = Attempt(model.name, 0, region=model.info.region)
        call.attempts.append(attempt)
        try:
            with tracing.span("chat", tracing.CLIENT) as current:
                meta = None if current is None else calling(current, model, request)
                result = await self.catalog.clients[model.provider].chat(
                    request,
                    credential=call.credentials.get(model.provider),
                    on_delta=_listener(call),
                    meta=meta,
                )
                if current is not None:
                    answered(current, result)
        except ProviderError as error:
            attempt.error = error.code
            if error.retryable and (error.code != "timed_out" or left >= _PATIENCE_S):
                self._cool(call, model, error)
            raise
        finally:
            attempt.duration_ms = int((monotonic() - started) * 1000)
        self._health.pop(_breaker(call, model), None)
        return Answer(result, model)

    def _cool(self, call: Call, model: Model, error: ProviderError) -> None:
        health = self._health.setdefault(_breaker(call, model), _Health())
        now = monotonic()
        health.failures += 1
        if now >= health.cooling_until:  # calls that fail side by side are one reason to wait
            health.rounds += 1
        pause = min(_COOLDOWN_S * 2 ** (health.rounds - 1), _LONGEST_COOLDOWN_S)
        if error.retry_after_s:
            pause = min(error.retry_after_s, _LONGEST_ASKED_S)
        health.code = error.code
        health.cooling_until = max(health.cooling_until, now + pause)
        if error.retry_after_s or health.failures >= _OPENS_AFTER:
            health.is_open = True

    async def _pause(self, call: Call, last: ProviderError | None, wait: float) -> float:
        """Waits before the next round; returns the wait after that."""
        if len(call.attempts) >= call.policy.max_attempts:
            return wait
        now = monotonic()
        known = [self._health.get(_breaker(call, model)) for model in call.choice.all()]
        closed = [h for h in known if h is not None and h.refuses(now)]
        if len(closed) < len(known):
            pause = wait * (0.5 + _chance.random())
        elif any(h.trial is not None for h in closed):
            return await self._await_trial(call, closed, last, wait)
        else:
            soonest = min(h.cooling_until for h in closed)
            pause = soonest - now + _JITTER_S * _chance.random()
        if pause > _LONGEST_WAIT_S or now + pause >= call.deadline:
            raise _given_up(call, last, closed, pause)
        await asyncio.sleep(pause)
        return wait * 2

    async def _await_trial(
        self, call: Call, closed: list[_Health], last: ProviderError | None, wait: float
    ) -> float:
        """Another call finds out for this one, which has its own patience."""
        trial = next(h.trial for h in closed if h.trial is not None)
        try:
            async with asyncio.timeout(min(_LONGEST_WAIT_S, call.deadline - monotonic())):
                await trial.wait()
        except TimeoutError:
            raise _given_up(call, last, closed, _COOLDOWN_S) from None
        return wait


def _placed(
    named: list[tuple[tuple[Model, int], ...]], regions: Regions
) -> list[tuple[tuple[Model, int], ...]]:
    """What is left of the models and their deployments in these regions.

    Raises:
        RegionNotAllowed: nothing.
    """
    if regions is None or not named:
        return named
    left = [tuple((m, weight) for m, weight in places if within(m, regions)) for places in named]
    found = [places for places in left if places]
    if not found:
        raise refuse_models([m for places in named for m, _ in places], regions)
    return found


def _breaker(call: Call, model: Model) -> str:
    return f"{model.name}@{call.own_scope}" if model.provider in call.credentials else model.name


def _listener(call: Call) -> OnDelta | None:
    """Passes text on, and remembers that some has: from then on nothing may be tried again."""
    listener = call.on_delta
    if listener is None:
        return None

    async def speak(text: str, /) -> None:
        call.spoken = True
        await listener(text)

    return speak


def _failed(call: Call, error: ProviderError) -> ProviderFailed | DeadlineExceeded:
    attempts = [attempt.record() for attempt in call.attempts]
    if error.code == "timed_out":
        return DeadlineExceeded("The model did not answer in time.", attempts=attempts)
    extra: dict[str, Any] = {"provider_code": error.code, "attempts": attempts}
    if error.retry_after_s:
        extra["retry_after_s"] = error.retry_after_s
    return ProviderFailed(f"{call.attempts[-1].model}: {error.message}", **extra)


def _given_up(
    call: Call, last: ProviderError | None, closed: list[_Health], pause: float
) -> ProviderFailed | DeadlineExceeded:
    """What a call ends with that would have to wait too long."""
    seconds = max(1, math.ceil(pause))
    if last is not None:
        failed = _failed(call, last)
        if closed:
            failed.extra.setdefault("retry_after_s", seconds)
        return failed
    names = ", ".join(model.name for model in call.choice.all())
    return ProviderFailed(
        f"{names}: failed before ({closed[0].code}), and is not asked again so soon.",
        provider_code=closed[0].code,
        attempts=[],
        retry_after_s=seconds,
    )
