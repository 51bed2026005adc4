"""Vectors of texts: a model called directly, at its own price, held and recorded like any run.

The record holds how many texts there were and what they cost. Only a call with an
`Idempotency-Key` keeps its vectors, because the same call again is answered with them.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from time import monotonic
from typing import Any, Final, Self

import msgspec
import structlog

from hub.entitlements.public import AgentNotAllowed
from hub.identity.public import Principal
from hub.kit.amounts import format_credits
from hub.kit.clock import Clock
from hub.kit.errors import InvalidInput, LaeliaError, Unavailable
from hub.kit.ids import new_id
from hub.kit.maintenance import Gate
from hub.runs import scripted
from hub.runs.batches import Replay, Started
from hub.runs.costing import NOTHING, TokenRate, input_bound, price_on, token_rate
from hub.runs.errors import (
    CapabilityNotSupported,
    DeadlineExceeded,
    ModelNotAllowed,
    ProviderFailed,
    RunCancelled,
    RunLost,
)
from hub.runs.live import LiveRuns
from hub.runs.model_catalog import Model, ModelCatalog
from hub.runs.record import DIRECT, Finished, NewRun, RunStatus
from hub.runs.regions import DataRegions, refuse_models, within
from hub.runs.sealing import Committer
from hub.runs.settling import Settler, lost, run_lost
from hub.tools.public import OwnKeys
from providers.contract import EmbedRequest, EmbedResult, ModelInfo, ProviderError, Usage

AGENT: Final = "embeddings"
DEFAULT: Final = "default"
_MAX_TEXTS: Final = 2048
_MAX_KEPT: Final = 128
_MAX_DIMENSIONS: Final = 4096
_LAST_RECORDS_S: Final = 2.0
_STATUS: Final[dict[type[LaeliaError], RunStatus]] = {RunCancelled: "cancelled", RunLost: "lost"}
_SCRIPTED: Final = Model(
    scripted.MODEL,
    "test",
    ModelInfo(id="scripted", kind="embedding", capabilities=["embed"], dimensions=384),
)

log = structlog.get_logger()


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
    idempotency_key: str | None = None
    request_hash: bytes | None = None
    run_id: str = field(default_factory=lambda: new_id("run"))


@dataclass(frozen=True, slots=True)
class Embedded:
    """`credits` is a decimal string."""

    run_id: str
    model: str
    vectors: list[list[float]]
    tokens: int
    credits: str

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        """The same of a run that succeeded before, from its record."""
        return cls(
            run_id=body["id"],
            model=body["model"],
            vectors=body["output"]["vectors"],
            tokens=body["usage"]["input_tokens"],
            credits=body["cost"]["credits"],
        )


@dataclass(slots=True)
class _Call:
    """One call under way. `credential` is the organization's own key, where it has one."""

    run: NewRun
    request: EmbedRequest
    model: Model
    rate: TokenRate
    deadline: float
    credential: str | None = None
    cancelled: bool = False
    stopped: bool = False
    _scope: asyncio.Timeout | None = None

    def time_box(self) -> asyncio.Timeout:
        """The scope of the execution: it ends at the deadline, or when the run is cancelled."""
        self._scope = asyncio.timeout(0 if self.cancelled else self.deadline - monotonic())
        return self._scope

    def cancel(self) -> None:
        self.cancelled = True
        if self._scope is not None and not self._scope.expired():
            self._scope.reschedule(asyncio.get_running_loop().time())

    def stop(self) -> None:
        self.stopped = True
        self.cancel()


class Embeddings:
    def __init__(
        self,
        *,
        catalog: ModelCatalog,
        starter: Committer[NewRun, Started],
        finisher: Committer[Finished, bool],
        live: LiveRuns,
        own_keys: OwnKeys,
        regions: DataRegions,
        gate: Gate,
        clock: Clock,
        usd_per_credit: Decimal,
        deadline_s: float,
    ) -> None:
        self._gate = gate
        self._catalog = catalog
        self._starter = starter
        self._finisher = finisher
        self._settler = Settler(finisher)
        self._live = live
        self._own_keys = own_keys
        self._regions = regions
        self._clock = clock
        self._usd_per_credit = usd_per_credit
        self._deadline_s = deadline_s

    async def embed(self, asked: Embed) -> Embedded | Replay:
        """Raises a LaeliaError when it may not start, or failed; a failure costs nothing."""
        self._gate.refuse(asked.caller.platform_role)
        _check(asked)
        await self._catalog.filled()
        call = await self._call(asked)
        # What has begun is settled, also when its caller goes away.
        return await asyncio.shield(self._live.begin(call, self._carry_out(call)))

    async def close(self) -> None:
        """After the runs under way have ended: records what could not be recorded yet."""
        await self._settler.close(_LAST_RECORDS_S)

    async def _call(self, asked: Embed) -> _Call:
        """Raises:
        ModelNotAllowed: there is no such model, or nobody knows its price.
        CapabilityNotSupported: it makes no embeddings.
        """
        own = await self._own_keys.of(asked.caller.org_id)
        model = self._model(asked, own)
        regions = await self._regions.of(asked.caller.org_id)
        if regions is not None and asked.caller.mode != "test" and not within(model, regions):
            raise refuse_models([model], regions)
        # A test costs nothing; with a key of its own an organization pays the provider itself.
        free = asked.caller.mode == "test" or model.provider in own
        rate = NOTHING if free else self._rate(model)
        request = EmbedRequest(
            model=model.info.id,
            texts=asked.texts,
            dimensions=asked.dimensions,
            timeout_s=self._deadline_s,
        )
        return _Call(
            run=self._run(asked, model, rate),
            request=request,
            model=model,
            rate=rate,
            deadline=monotonic() + self._deadline_s,
            credential=own.get(model.provider),
        )

    def _model(self, asked: Embed, own: Collection[str]) -> Model:
        name = asked.model
        offered = [m for m in self._catalog.all(own) if m.info.kind == "embedding"]
        # A key that is brought must not change what the vectors before it were made with.
        usual = [m for m in self._catalog.all() if m.info.kind == "embedding"] or offered
        if name == DEFAULT and usual:
            return usual[0]
        if name == DEFAULT and asked.caller.mode == "test":
            return _SCRIPTED
        model = self._catalog.find(name, own)
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

    async def _carry_out(self, call: _Call) -> Embedded | Replay:
        try:
            started = await self._starter.submit(call.run)
        except Unavailable:
            # It may have been recorded all the same, with a hold that nobody else would release.
            self._settler.later(lost(call.run, self._clock()))
            raise
        if isinstance(started, Replay):
            return started
        began = monotonic()
        try:
            result = await self._executed(call)
        except LaeliaError as error:
            error.extra.setdefault("run_id", call.run.id)
            await self._record(self._failed(call, began, error))
            raise
        done = self._succeeded(call, began, result)
        await self._record(done)
        assert done.model is not None
        return Embedded(
            run_id=call.run.id,
            model=done.model,
            vectors=result.vectors,
            tokens=done.usage.input_tokens,
            credits=format_credits(done.cost),
        )

    async def _record(self, done: Finished) -> None:
        try:
            recorded = await self._finisher.submit(done)
        except LaeliaError as error:
            self._settler.later(done)
            error.extra.setdefault("run_id", done.run.id)
            raise
        if not recorded:
            raise RunLost(
                "The run was taken for lost while it went on. It cost nothing; call again.",
                run_id=done.run.id,
            )

    async def _executed(self, call: _Call) -> EmbedResult:
        try:
            async with call.time_box():
                return await self._answer(call)
        except TimeoutError:
            if call.stopped:
                raise run_lost() from None
            if call.cancelled:
                raise RunCancelled("The run was cancelled.") from None
            raise DeadlineExceeded("The model did not answer in time.") from None
        except LaeliaError:
            raise
        except Exception:
            # An edge: whatever a provider does, the run is settled and its hold released.
            log.exception("embeddings.failed", run_id=call.run.id)
            raise LaeliaError("The run failed on our side. It costs nothing.") from None

    async def _answer(self, call: _Call) -> EmbedResult:
        request = call.request
        if call.run.mode == "test":
            size = request.dimensions or call.model.info.dimensions or _SCRIPTED.info.dimensions
            assert size is not None
            made = await asyncio.to_thread(scripted.vectors, request.texts, size)
            return EmbedResult(model=scripted.MODEL, vectors=made)
        client = self._catalog.clients[call.model.provider]
        try:
            return await client.embed(request, credential=call.credential)
        except ProviderError as error:
            if error.code == "timed_out":
                raise DeadlineExceeded("The model did not answer in time.") from error
            raise ProviderFailed(
                f"{call.model.name}: {error.message}", provider_code=error.code
            ) from error

    def _run(self, asked: Embed, model: Model, rate: TokenRate) -> NewRun:
        """The hold is the worst case: no tokenizer makes more tokens than bytes."""
        most = rate.cost(Usage(input_tokens=sum(map(input_bound, asked.texts))))
        if asked.max_credits is not None:
            most = min(most, asked.max_credits)
        end_user = None if asked.end_user is None else {"end_user": asked.end_user}
        return NewRun(
            org_id=asked.caller.org_id,
            id=asked.run_id,
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
            max_credits=most,
            created_at=self._clock(),
            process_id=self._live.process_id,
            model_requested=model.name,
            metadata=None if end_user is None else msgspec.json.encode(end_user).decode(),
            end_user=asked.end_user,
            idempotency_key=asked.idempotency_key,
            request_hash=asked.request_hash,
        )

    def _succeeded(self, call: _Call, began: float, result: EmbedResult) -> Finished:
        kept = (
            msgspec.json.encode({"vectors": result.vectors}) if call.run.idempotency_key else None
        )
        scripted_ = call.run.mode == "test"
        return Finished(
            run=call.run,
            status="succeeded",
            output=kept,
            usage=result.usage,
            cost=min(call.rate.cost(result.usage), call.run.max_credits),
            publisher_fee=0,
            finished_at=self._clock(),
            duration_ms=int((monotonic() - began) * 1000),
            model=scripted.MODEL if scripted_ else call.model.name,
            model_tier=None if scripted_ else call.model.info.tier,
            regions=() if scripted_ else _regions(call.model),
        )

    def _failed(self, call: _Call, began: float, error: LaeliaError) -> Finished:
        return Finished(
            run=call.run,
            status=_STATUS.get(type(error), "failed"),
            output=None,
            usage=Usage(),
            cost=0,
            publisher_fee=0,
            finished_at=self._clock(),
            duration_ms=int((monotonic() - began) * 1000),
            error_code=error.code,
            error_detail=error.detail[:1000],
            model=call.model.name,
            model_tier=call.model.info.tier,
            regions=_regions(call.model),
        )


def _regions(model: Model) -> tuple[str, ...]:
    return () if model.info.region is None else (model.info.region,)


def _check(asked: Embed) -> None:
    """Raises a LaeliaError when nobody may ask for this, whatever the model."""
    if asked.caller.agent_ids is not None:
        raise AgentNotAllowed("This API key is limited to certain agents.")
    if not 0 < len(asked.texts) <= _MAX_TEXTS:
        raise InvalidInput.at("/input", f"must hold 1 to {_MAX_TEXTS} texts")
    if asked.idempotency_key is not None and len(asked.texts) > _MAX_KEPT:
        raise InvalidInput.at(
            "/input", f"must hold 1 to {_MAX_KEPT} texts where an Idempotency-Key keeps the answer"
        )
    if asked.dimensions is not None and not 0 < asked.dimensions <= _MAX_DIMENSIONS:
        raise InvalidInput.at("/dimensions", f"must be 1 to {_MAX_DIMENSIONS}")
