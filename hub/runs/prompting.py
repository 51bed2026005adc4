"""Prompt agents: fill the instructions, ask a model, read its answer as the schema says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from hub.agents.public import TEXT_SCHEMA, PromptAgent, Runnable, compile_schema, fill
from hub.kit.errors import LaeliaError
from hub.runs.costing import NOTHING, TokenRate, Worst, charged, input_bound, price_on, token_rate
from hub.runs.errors import (
    CapabilityNotSupported,
    CreditsExhausted,
    ModelNotAllowed,
    OutputInvalid,
    ProviderFailed,
    ToolRoundsExceeded,
)
from hub.runs.executor import Asked, Plan, Work
from hub.runs.model_catalog import Model
from hub.runs.prompting_tools import TOOLS_NOTE, Toolbox, agent_id_of, rounds_bound
from hub.runs.record import Result
from hub.runs.routing import Answer, Call, Choice, ModelRouter
from hub.runs.talk import Talk, size_of
from hub.tools.public import Reach
from providers.contract import (
    Capability,
    ChatRequest,
    ChatResult,
    CountTokensRequest,
    Message,
    ProviderError,
    TextPart,
    Tool,
    Usage,
)

_DEFAULT_OUTPUT_TOKENS: Final = 1024


@dataclass(frozen=True, slots=True)
class Prompter:
    """The executor of prompt agents."""

    router: ModelRouter
    reach: Reach
    usd_per_credit: Decimal

    def plan(self, runnable: Runnable, given: dict[str, Any], asked: Asked) -> Plan:
        agent = runnable.manifest
        assert isinstance(agent, PromptAgent)
        choice = self.choose(agent, asked)
        worst = self.worst(agent, choice, given, asked)
        return Plan(
            worst=worst,
            deadline_s=agent.model.deadline_s,
            choice=choice,
            agents=tuple(agent_id_of(ref) for ref in agent.agents),
        )

    def choose(self, agent: PromptAgent, asked: Asked) -> Choice:
        talk = asked.talk
        if talk.tools and (agent.tools or agent.agents or _wants_json(agent)):
            raise CapabilityNotSupported("This agent takes no tools of its caller.")
        needed: set[Capability] = {"chat"}
        if _wants_json(agent) or talk.response_schema:
            needed.add("json_schema")
        if agent.tools or agent.agents or talk.tools:
            needed.add("tools")
        if talk.images:
            needed.add("images")
        chosen = self.router.choose(
            agent.model, override=asked.model, min_tier=agent.min_tier, needed=frozenset(needed)
        )
        return self._priced(chosen, asked)

    def _priced(self, chosen: Choice, asked: Asked) -> Choice:
        """Without the models whose price is not known, as long as one remains.

        Raises:
            ModelNotAllowed: none remains; an unknown price is not zero.
        """
        own = frozenset(asked.own_keys)
        sold = [d for d in chosen.models if all(self._is_priced(model, own) for model, _ in d)]
        if not sold:
            self.rate(chosen.all()[0], own)
        return Choice(tuple(sold))

    def _is_priced(self, model: Model, own: frozenset[str]) -> bool:
        return model.provider in own or price_on(model.info, datetime.now(UTC).date()) is not None

    def worst(
        self, agent: PromptAgent, choice: Choice, work_input: Mapping[str, Any], asked: Asked
    ) -> Worst:
        """What the dearest of the chosen models would use if it said all it may."""
        prompt = [fill(text, work_input) for text in (agent.instructions, agent.message)]
        rates = [self.rate(model, frozenset(asked.own_keys)) for model in choice.all()]
        calls = 1 + (agent.max_tool_rounds if agent.tools or agent.agents else 0)
        said = sum(map(input_bound, prompt)) + asked.talk.size()
        return Worst(
            input_tokens=said + rounds_bound(agent, calls - 1),
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
            raise ModelNotAllowed(
                f"The price of {model.name} is not known, so it cannot be sold. State it in "
                f"LAELIA_PROVIDERS__{model.provider.upper()}__MODELS; zero is a price."
            )
        return token_rate(price, self.usd_per_credit)

    async def execute(self, work: Work) -> Result:
        agent = work.runnable.manifest
        assert isinstance(agent, PromptAgent)
        assert work.choice is not None
        box = await Toolbox.open(self.reach, work, agent)
        request = _request(agent, work, box.tools)
        used = Used()
        for left in range(agent.max_tool_rounds if box else 0, -1, -1):
            if box.tools and not left:
                request = msgspec.structs.replace(request, tool_choice="none")
            answer = await self._ask(work, agent, request, used)
            if not box or not answer.result.tool_calls:
                return _result(agent, work, answer, used)
            if left:
                messages = [*request.messages, *await box.answers(work, answer.result)]
                request = msgspec.structs.replace(request, messages=messages)
        raise ToolRoundsExceeded(
            f"The model still asked for tools after {agent.max_tool_rounds} rounds of them."
        )

    async def _ask(
        self, work: Work, agent: PromptAgent, request: ChatRequest, used: "Used"
    ) -> Answer:
        """One model call, within what is left of the allowance."""
        assert work.choice is not None
        own = frozenset(work.own_keys)
        call = Call(
            request=request,
            choice=work.choice,
            policy=agent.model,
            deadline=work.deadline,
            credentials=work.own_keys,
            own_scope=work.run.org_id,
            prepare=lambda model, asked: self._afford(work, model, asked, own),
            on_delta=work.say if work.emit is not None else None,
        )
        try:
            answer = await self.router.chat(call)
        finally:
            work.attempts += call.attempts
        rate = self.rate(answer.model, own)
        used.add(answer.result.usage, rate.cost(answer.result.usage))
        work.spent += charged(work.rate, rate).cost(answer.result.usage)
        return answer

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
        rate = charged(work.rate, self.rate(model, own))
        most = rate.output_for(work.left(), _size(request))
        if most is None or request.max_output_tokens is None:
            return request
        if most < 1:
            raise CreditsExhausted("max_credits does not pay for an answer of this model.")
        if most >= request.max_output_tokens:
            return request
        return msgspec.structs.replace(request, max_output_tokens=most)


@dataclass(slots=True)
class Used:
    """What all model calls of a run took together; `cost` is the models' own."""

    usage: Usage = field(default_factory=Usage)
    cost: int = 0

    def add(self, usage: Usage, cost: int) -> None:
        before = self.usage
        self.usage = Usage(
            input_tokens=before.input_tokens + usage.input_tokens,
            output_tokens=before.output_tokens + usage.output_tokens,
            cached_input_tokens=before.cached_input_tokens + usage.cached_input_tokens,
            reasoning_tokens=before.reasoning_tokens + usage.reasoning_tokens,
        )
        self.cost += cost


def _result(agent: PromptAgent, work: Work, answer: Answer, used: Used) -> Result:
    return Result(
        output=_read(agent, work, answer.result),
        usage=used.usage,
        model=answer.model.name,
        model_tier=answer.model.info.tier,
        model_cost=used.cost,
        finish_reason=answer.result.finish_reason,
        first_token_at=work.first_token_at,
    )


def _wants_json(agent: PromptAgent) -> bool:
    return agent.output_schema != TEXT_SCHEMA


def _most_output(agent: PromptAgent, talk: Talk) -> int:
    most = agent.model.max_output_tokens or _DEFAULT_OUTPUT_TOKENS
    return min(most, talk.max_output_tokens or most)


def _request(agent: PromptAgent, work: Work, own: Sequence[Tool]) -> ChatRequest:
    talk = work.talk
    return ChatRequest(
        model="",
        messages=_messages(agent, work),
        tools=[*own, *talk.tools],
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
    instructions = fill(agent.instructions, work.input)
    if agent.tools or agent.agents:
        instructions = f"{instructions}\n\n{TOOLS_NOTE}"
    said = fill(agent.message, work.input)
    user = Message(role="user", content=said)
    if talk.images:
        user = Message(role="user", content=[TextPart(text=said), *talk.images])
    system = Message(role="system", content=instructions)
    return [system, *talk.earlier, user, *talk.later]


def _size(request: ChatRequest) -> int:
    tools = (input_bound(f"{t.name}{t.description}{t.input_schema}") for t in request.tools)
    return sum(map(size_of, request.messages)) + sum(tools)


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
