"""Vectors of texts: a model called directly, at its own price, held and recorded like any run."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal
from time import monotonic
from typing import Final

import msgspec

from hub.entitlements.public import AgentNotAllowed
from hub.identity.public import Principal
from hub.kit.clock import Clock
from hub.kit.errors import InvalidInput, LaeliaError
from hub.kit.groupcommit import GroupCommitter
from hub.kit.ids import new_id
from hub.runs.batches import Replay, Started
from hub.runs.costing import TokenRate, input_bound, price_on, token_rate
from hub.runs.errors import CapabilityNotSupported, ModelNotAllowed, ProviderFailed
from hub.runs.model_catalog import Model, ModelCatalog
from hub.runs.record import DIRECT, Finished, NewRun
from providers.contract import EmbedRequest, EmbedResult, ProviderError, Usage

AGENT: Final = "embeddings"
DEFAULT: Final = "default"
_MAX_TEXTS: Final = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """What is asked for. `model` is `provider/model`, or `default`."""

    caller: Principal
    model: str
    texts: list[str]
    face: str
    dimensions: int | None = None
    max_credits: int | None = None
    end_user: str | None = None


@dataclass(frozen=True, slots=True)
class Embedded:
    vectors: list[list[float]]
    done: Finished


class Embeddings:
    def __init__(
        self,
        *,
        catalog: ModelCatalog,
        starter: GroupCommitter[NewRun, Started],
        finisher: GroupCommitter[Finished, bool],
        process_id: str,
        clock: Clock,
        usd_per_credit: Decimal,
    ) -> None:
        self._catalog = catalog
        self._starter = starter
        self._finisher = finisher
        self._process_id = process_id
        self._clock = clock
        self._usd_per_credit = usd_per_credit
        self._under_way: set[asyncio.Task[Embedded]] = set()

    async def embed(self, asked: Embed) -> Embedded:
        """Raises a LaeliaError when it may not start, or failed; a failure costs nothing."""
        if asked.caller.agent_ids is not None:
            raise AgentNotAllowed("This API key is limited to certain agents.")
        if not 0 < len(asked.texts) <= _MAX_TEXTS:
            raise InvalidInput.at("/input", f"must hold 1 to {_MAX_TEXTS} texts")
        model = self._model(asked.model)
        rate = self._rate(model)
        # What has begun is settled, also when its caller goes away.
        task = asyncio.create_task(self._carry_out(asked, model, rate))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    def _model(self, name: str) -> Model:
        offered = [m for m in self._catalog.all() if m.info.kind == "embedding"]
        if name == DEFAULT and offered:
            return offered[0]
        model = self._catalog.find(name)
        if model is None:
            raise ModelNotAllowed(
                f"'{name}' is not a model that this installation has.",
                configured_models=[m.name for m in offered],
            )
        if model.info.kind != "embedding":
            raise CapabilityNotSupported(f"{name} does not make embeddings.")
        return model

    def _rate(self, model: Model) -> TokenRate:
        price = price_on(model.info, self._clock().date())
        if price is None:
            raise ModelNotAllowed(f"The price of {model.name} is not known, so it cannot be sold.")
        return token_rate(price, self._usd_per_credit)

    async def _carry_out(self, asked: Embed, model: Model, rate: TokenRate) -> Embedded:
        run = self._run(asked, model, rate)
        started = await self._starter.submit(run)
        assert not isinstance(started, Replay)  # it has no idempotency key
        began = monotonic()
        try:
            result = await self._call(asked, model)
        except LaeliaError as error:
            error.extra.setdefault("run_id", run.id)
            await self._finisher.submit(self._done(run, model, began, error=error))
            raise
        cost = 0 if run.mode == "test" else min(rate.cost(result.usage), run.max_credits)
        done = self._done(run, model, began, usage=result.usage, cost=cost)
        await self._finisher.submit(done)
        return Embedded(result.vectors, done)

    async def _call(self, asked: Embed, model: Model) -> EmbedResult:
        request = EmbedRequest(model=model.info.id, texts=asked.texts, dimensions=asked.dimensions)
        try:
            return await self._catalog.clients[model.provider].embed(request)
        except ProviderError as error:
            raise ProviderFailed(
                f"{model.name}: {error.message}", provider_code=error.code
            ) from error

    def _run(self, asked: Embed, model: Model, rate: TokenRate) -> NewRun:
        """The hold is the worst case: no tokenizer makes more tokens than bytes."""
        most = rate.cost(Usage(input_tokens=sum(map(input_bound, asked.texts))))
        if asked.max_credits is not None:
            most = min(most, asked.max_credits)
        return NewRun(
            org_id=asked.caller.org_id,
            id=new_id("run"),
            agent_id=AGENT,
            agent_version_id=AGENT,
            agent_version="1.0.0",
            agent_owner_id=asked.caller.org_id,
            entitlement_id=DIRECT,
            price_id=None,
            user_id=asked.caller.user_id,
            key_id=asked.caller.key_id,
            face=asked.face,
            mode=asked.caller.mode,
            status="running",
            input=msgspec.json.encode({"texts": len(asked.texts)}),
            max_credits=0 if asked.caller.mode == "test" else most,
            created_at=self._clock(),
            process_id=self._process_id,
            model_requested=model.name,
            end_user=asked.end_user,
        )

    def _done(
        self,
        run: NewRun,
        model: Model,
        began: float,
        *,
        usage: Usage = Usage(),  # noqa: B008 - a frozen value
        cost: int = 0,
        error: LaeliaError | None = None,
    ) -> Finished:
        return Finished(
            run=run,
            status="failed" if error else "succeeded",
            output=None,
            usage=usage,
            cost=cost,
            publisher_fee=0,
            finished_at=self._clock(),
            duration_ms=int((monotonic() - began) * 1000),
            error_code=error.code if error else None,
            error_detail=error.detail[:1000] if error else None,
            model=model.name,
            model_tier=model.info.tier,
        )
