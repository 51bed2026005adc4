"""Prompt agents: fill the instructions, ask a model, read its answer as the schema says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from hub.agents.public import TEXT_SCHEMA, PromptAgent, Runnable, fill
from hub.billing.public import Rate
from hub.kit.errors import LaeliaError
from hub.runs.costing import NOTHING, TokenRate, Worst, input_bound, price_on, token_rate
from hub.runs.errors import CreditsExhausted, ModelNotAllowed, OutputInvalid
from hub.runs.executor import Asked, Plan, Work
from hub.runs.model_catalog import Model
from hub.runs.record import Result
from hub.runs.routing import Call, Choice, ModelRouter
from providers.contract import Capability, ChatRequest, ChatResult, Message

_DEFAULT_OUTPUT_TOKENS: Final = 1024


@dataclass(frozen=True, slots=True)
class Prompter:
    """The executor of prompt agents."""

    router: ModelRouter
    usd_per_credit: Decimal

    def plan(self, runnable: Runnable, given: dict[str, Any], asked: Asked) -> Plan:
        agent = runnable.manifest
        assert isinstance(agent, PromptAgent)
        choice = self.choose(agent, asked.model)
        worst = self.worst(agent, choice, given, frozenset(asked.own_keys))
        return Plan(worst=worst, deadline_s=agent.model.deadline_s, choice=choice)

    def choose(self, agent: PromptAgent, override: str | None) -> Choice:
        needed: set[Capability] = {"chat"}
        if _wants_json(agent):
            needed.add("json_schema")
        if agent.tools:
            needed.add("tools")
        return self.router.choose(
            agent.model, override=override, min_tier=agent.min_tier, needed=frozenset(needed)
        )

    def worst(
        self, agent: PromptAgent, choice: Choice, work_input: Mapping[str, Any], own: frozenset[str]
    ) -> Worst:
        """What the dearest of the chosen models would use if it said all it may."""
        prompt = fill(agent.instructions, work_input) + fill(agent.message, work_input)
        rates = [self.rate(model, own) for model in choice.all()]
        calls = 1 + (agent.max_tool_rounds if agent.tools else 0)
        return Worst(
            input_tokens=input_bound(prompt),
            output_tokens=agent.model.max_output_tokens,
            calls=calls,
            seconds=agent.model.deadline_s,
            rate=TokenRate(
                max(r.input for r in rates),
                max(r.cached_input for r in rates),
                max(r.output for r in rates),
            ),
        )

    def rate(self, model: Model, own: frozenset[str]) -> TokenRate:
        """What a token of this model costs; nothing where the organization's own key pays.

        Raises:
            ModelNotAllowed: the model has no known price, and unknown is not zero.
        """
        if model.provider in own:
            return NOTHING
        price = price_on(model.info, datetime.now(UTC).date())
        if price is None:
            raise ModelNotAllowed(f"The price of {model.name} is not known, so it cannot be sold.")
        return token_rate(price, self.usd_per_credit)

    async def execute(self, work: Work) -> Result:
        agent = work.runnable.manifest
        assert isinstance(agent, PromptAgent)
        assert work.choice is not None
        own = frozenset(work.own_keys)
        request = ChatRequest(
            model="",
            messages=_messages(agent, work),
            response_schema=agent.output_schema if _wants_json(agent) else None,
            max_output_tokens=agent.model.max_output_tokens or _DEFAULT_OUTPUT_TOKENS,
            temperature=agent.temperature,
        )
        call = Call(
            request=request,
            choice=work.choice,
            policy=agent.model,
            deadline=work.deadline,
            credentials=work.own_keys,
            prepare=lambda model, asked: self._afford(work, model, asked, own),
            on_delta=work.say if work.emit is not None else None,
            attempts=work.attempts,
        )
        answer = await self.router.chat(call)
        cost = self.rate(answer.model, own).cost(answer.result.usage)
        return Result(
            output=_read(agent, work, answer.result),
            usage=answer.result.usage,
            model=answer.model.name,
            model_tier=answer.model.info.tier,
            model_cost=cost,
            first_token_at=work.first_token_at,
        )

    def _afford(
        self, work: Work, model: Model, request: ChatRequest, own: frozenset[str]
    ) -> ChatRequest:
        """Caps the answer to what is left, so that no run can cost more than its hold."""
        passed = work.rate.model_cost == "passed_through"
        rate = (self.rate(model, own) if passed else NOTHING).plus(fee_per_token(work.rate))
        most = rate.output_for(work.allowance - fee_reserve(work.rate), _size(request))
        if most is None or request.max_output_tokens is None:
            return request
        if most < 1:
            raise CreditsExhausted("max_credits does not pay for an answer of this model.")
        if most >= request.max_output_tokens:
            return request
        return msgspec.structs.replace(request, max_output_tokens=most)


def fee_reserve(rate: Rate) -> int:
    """What of the allowance the agent's own fee will take for certain."""
    return rate.unit_amount if rate.model == "per_call" else 0


def fee_per_token(rate: Rate) -> Decimal:
    return Decimal(rate.unit_amount) / 1000 if rate.model == "per_token" else Decimal(0)


def _wants_json(agent: PromptAgent) -> bool:
    return agent.output_schema != TEXT_SCHEMA


def _messages(agent: PromptAgent, work: Work) -> list[Message]:
    system = Message(role="system", content=fill(agent.instructions, work.input))
    history = [
        Message(role="assistant" if turn["role"] == "assistant" else "user", content=turn["text"])
        for turn in work.history
    ]
    return [system, *history, Message(role="user", content=fill(agent.message, work.input))]


def _size(request: ChatRequest) -> int:
    return sum(input_bound(m.content) for m in request.messages if isinstance(m.content, str))


def _read(agent: PromptAgent, work: Work, result: ChatResult) -> Any:
    if not _wants_json(agent):
        return {"text": result.text}
    try:
        output = msgspec.json.decode(result.text)
    except msgspec.DecodeError as error:
        raise _invalid(result, "it is not JSON") from error
    if problems := work.runnable.output_schema.problems(output):
        raise _invalid(result, f"{problems[0].pointer or '/'}: {problems[0].message}")
    return output


def _invalid(result: ChatResult, why: str) -> LaeliaError:
    cut = " It was cut at the token limit." if result.finish_reason == "length" else ""
    return OutputInvalid(f"The model's answer does not fit the agent's output schema: {why}.{cut}")
