"""Prompt agents: fill the instructions, ask a model, read its answer as the schema says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from hub.agents.public import TEXT_SCHEMA, PromptAgent, Runnable, compile_schema, fill
from hub.billing.public import Rate
from hub.kit.errors import LaeliaError
from hub.runs.costing import NOTHING, TokenRate, Worst, input_bound, price_on, token_rate
from hub.runs.errors import (
    CapabilityNotSupported,
    CreditsExhausted,
    ModelNotAllowed,
    OutputInvalid,
    ProviderFailed,
)
from hub.runs.executor import Asked, Plan, Work
from hub.runs.model_catalog import Model
from hub.runs.record import Result
from hub.runs.routing import Call, Choice, ModelRouter
from hub.runs.talk import Talk, size_of
from providers.contract import (
    Capability,
    ChatRequest,
    ChatResult,
    CountTokensRequest,
    Message,
    ProviderError,
    TextPart,
)

_DEFAULT_OUTPUT_TOKENS: Final = 1024


@dataclass(frozen=True, slots=True)
class Prompter:
    """The executor of prompt agents."""

    router: ModelRouter
    usd_per_credit: Decimal

    def plan(self, runnable: Runnable, given: dict[str, Any], asked: Asked) -> Plan:
        agent = runnable.manifest
        assert isinstance(agent, PromptAgent)
        choice = self.choose(agent, asked)
        worst = self.worst(agent, choice, given, asked)
        return Plan(worst=worst, deadline_s=agent.model.deadline_s, choice=choice)

    def choose(self, agent: PromptAgent, asked: Asked) -> Choice:
        talk = asked.talk
        if talk.tools and (agent.tools or _wants_json(agent)):
            raise CapabilityNotSupported("This agent takes no tools of its caller.")
        needed: set[Capability] = {"chat"}
        if _wants_json(agent) or talk.response_schema:
            needed.add("json_schema")
        if agent.tools or talk.tools:
            needed.add("tools")
        if talk.images:
            needed.add("images")
        return self.router.choose(
            agent.model, override=asked.model, min_tier=agent.min_tier, needed=frozenset(needed)
        )

    def worst(
        self, agent: PromptAgent, choice: Choice, work_input: Mapping[str, Any], asked: Asked
    ) -> Worst:
        """What the dearest of the chosen models would use if it said all it may."""
        prompt = [fill(text, work_input) for text in (agent.instructions, agent.message)]
        rates = [self.rate(model, frozenset(asked.own_keys)) for model in choice.all()]
        calls = 1 + (agent.max_tool_rounds if agent.tools else 0)
        return Worst(
            input_tokens=sum(map(input_bound, prompt)) + asked.talk.size(),
            output_tokens=_most_output(agent, asked.talk),
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
        call = Call(
            request=_request(agent, work),
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
            finish_reason=answer.result.finish_reason,
            first_token_at=work.first_token_at,
        )

    async def count(self, work: Work) -> int:
        """Input tokens of this call, for the first of the models that would answer it."""
        agent = work.runnable.manifest
        assert isinstance(agent, PromptAgent)
        assert work.choice is not None
        model = work.choice.all()[0]
        request = CountTokensRequest(
            model=model.info.id, messages=_messages(agent, work), tools=list(work.talk.tools)
        )
        try:
            counted = await self.router.catalog.clients[model.provider].count_tokens(
                request, credential=work.own_keys.get(model.provider)
            )
        except ProviderError as error:
            if error.code == "capability_not_supported":
                raise CapabilityNotSupported(error.message) from error
            raise ProviderFailed(f"{model.name}: {error.message}") from error
        return counted.input_tokens

    def _afford(
        self, work: Work, model: Model, request: ChatRequest, own: frozenset[str]
    ) -> ChatRequest:
        """Caps the answer to what is left, so that no run can cost more than its hold."""
        if work.rate.model_cost != "passed_through":
            return request
        rate = self.rate(model, own)
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


def _wants_json(agent: PromptAgent) -> bool:
    return agent.output_schema != TEXT_SCHEMA


def _most_output(agent: PromptAgent, talk: Talk) -> int:
    most = agent.model.max_output_tokens or _DEFAULT_OUTPUT_TOKENS
    return min(most, talk.max_output_tokens or most)


def _request(agent: PromptAgent, work: Work) -> ChatRequest:
    talk = work.talk
    return ChatRequest(
        model="",
        messages=_messages(agent, work),
        tools=list(talk.tools),
        tool_choice=talk.tool_choice,
        response_schema=agent.output_schema if _wants_json(agent) else talk.response_schema,
        max_output_tokens=_most_output(agent, talk),
        temperature=agent.temperature if talk.temperature is None else talk.temperature,
        seed=talk.seed,
        stop=list(talk.stop),
    )


def _messages(agent: PromptAgent, work: Work) -> list[Message]:
    """The agent's own instructions stand first, whatever the caller says."""
    talk = work.talk
    system = Message(role="system", content=fill(agent.instructions, work.input))
    said = fill(agent.message, work.input)
    user = Message(role="user", content=said)
    if talk.images:
        user = Message(role="user", content=[TextPart(text=said), *talk.images])
    return [system, *talk.earlier, user, *talk.later]


def _size(request: ChatRequest) -> int:
    return sum(map(size_of, request.messages))


def _read(agent: PromptAgent, work: Work, result: ChatResult) -> Any:
    asked = work.talk.response_schema
    if result.tool_calls:
        return {"text": result.text, "tool_calls": msgspec.to_builtins(result.tool_calls)}
    if not _wants_json(agent) and asked is None:
        return {"text": result.text}
    try:
        output = msgspec.json.decode(result.text)
    except msgspec.DecodeError as error:
        raise _invalid(result, "it is not JSON") from error
    schemas = [work.runnable.output_schema] if _wants_json(agent) else []
    if asked is not None:
        schemas.append(compile_schema(asked))
    for schema in schemas:
        if problems := schema.problems(output):
            raise _invalid(result, f"{problems[0].pointer or '/'}: {problems[0].message}")
    return output if _wants_json(agent) else {"text": result.text}


def _invalid(result: ChatResult, why: str) -> LaeliaError:
    cut = " It was cut at the token limit." if result.finish_reason == "length" else ""
    return OutputInvalid(f"The model's answer does not fit the agent's output schema: {why}.{cut}")
