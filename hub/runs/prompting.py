"""Prompt agents: fill the instructions, ask a model, read its answer as the schema says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import msgspec

from hub.agents.public import PromptAgent, Runnable, compile_schema, worded
from hub.kit.errors import LaeliaError
from hub.runs.consenting import Decisions
from hub.runs.costing import Worst, charged, input_bound
from hub.runs.errors import (
    CapabilityNotSupported,
    CreditsExhausted,
    MaxCostReached,
    OutputInvalid,
    ProviderFailed,
    ToolRoundsExceeded,
)
from hub.runs.executor import Asked, Plan, Work
from hub.runs.model_catalog import Model
from hub.runs.offering import Offer, Offers, Tariff
from hub.runs.prompting_tools import (
    TOOLS_NOTE,
    Toolbox,
    agent_id_of,
    calls_bound,
    rounds_bound,
)
from hub.runs.record import Result
from hub.runs.routing import Answer, Call, ModelRouter
from hub.runs.talk import Talk, size_of
from hub.tools.public import Reach
from providers.contract import (
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


class Prompter:
    """The executor of prompt agents."""

    def __init__(
        self, router: ModelRouter, reach: Reach, decide: Decisions, usd_per_credit: Decimal
    ) -> None:
        self.router = router
        self.reach = reach
        self._decide = decide
        self._tariff = Tariff(usd_per_credit)
        self._offers = Offers(router, self._tariff)

    def plan(self, runnable: Runnable, given: dict[str, Any], asked: Asked) -> Plan:
        agent = runnable.manifest
        assert isinstance(agent, PromptAgent)
        offer = self._offers.of(agent, asked)
        prompt = (worded(agent.instructions, given), worded(agent.message, given))
        return Plan(
            worst=_worst(agent, offer, prompt, asked.talk),
            deadline_s=agent.model.deadline_s,
            choice=offer.choice,
            prompt=prompt,
            agents=tuple(agent_id_of(ref) for ref in agent.agents),
        )

    async def execute(self, work: Work) -> Result:
        agent = work.runnable.manifest
        assert isinstance(agent, PromptAgent)
        assert work.choice is not None
        box = None
        if agent.tools or agent.agents:
            box = await Toolbox.open(self.reach, self._decide, work, agent)
        request = _request(agent, work, box.tools if box else ())
        used = Used()
        for left in range(agent.max_tool_rounds if box else 0, -1, -1):
            if box and box.tools and not left:
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
        asked = Asked(own_keys=work.own_keys)
        call = Call(
            request=request,
            choice=work.choice,
            policy=agent.model,
            deadline=work.deadline,
            credentials=work.own_keys,
            own_scope=work.run.org_id,
            prepare=lambda model, request: self._afford(work, model, request, asked, used.cost),
            on_delta=work.say if work.emit is not None else None,
        )
        try:
            answer = await self.router.chat(call)
        finally:
            work.attempts += call.attempts
            for one in call.attempts:
                if one.region:
                    work.processed_in.add(one.region)
        rate = self._tariff.rate(answer.model, asked)
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
        self, work: Work, model: Model, request: ChatRequest, asked: Asked, cost: int
    ) -> ChatRequest:
        """Caps the answer to what is left, so that no run can cost more than its hold, nor its
        models more than the agent allows; `cost` is theirs so far."""
        agent = work.runnable.manifest
        assert isinstance(agent, PromptAgent)
        tariff = self._tariff.rate(model, asked)
        size = _size(request)
        limit = agent.model.max_cost
        most = None if limit is None else tariff.output_for(limit - cost, size)
        if most is not None and most < 1:
            raise MaxCostReached(
                f"The agent's models may cost {agent.model.max_cost_credits} credits together, "
                f"which does not pay for an answer of {model.name} now."
            )
        paid = charged(work.rate, tariff).output_for(work.left(), size)
        if paid is not None and paid < 1:
            raise CreditsExhausted("max_credits does not pay for an answer of this model.")
        if most is None or (paid is not None and paid < most):
            most = paid
        if most is None or request.max_output_tokens is None or most >= request.max_output_tokens:
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
        events=work.events,
    )


def _worst(agent: PromptAgent, offer: Offer, prompt: tuple[str, str], talk: Talk) -> Worst:
    """What the dearest of the chosen models would use if it said all it may."""
    rounds = agent.max_tool_rounds if agent.tools or agent.agents else 0
    said = sum(map(input_bound, prompt)) + talk.size()
    return Worst(
        input_tokens=said + rounds_bound(agent, rounds),
        output_tokens=_most_output(agent, talk),
        calls=1 + rounds,
        seconds=agent.model.deadline_s,
        rate=offer.dearest,
        models_most=agent.model.max_cost,
        events=calls_bound(agent, rounds),
    )


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
        response_schema=agent.output_schema if agent.answers_json else talk.response_schema,
        max_output_tokens=_most_output(agent, talk),
        temperature=agent.temperature if talk.temperature is None else talk.temperature,
        seed=talk.seed,
        stop=list(talk.stop),
    )


def _messages(agent: PromptAgent, work: Work) -> list[Message]:
    """The agent's own instructions stand first, whatever the caller says."""
    talk = work.talk
    assert work.prompt is not None
    instructions, said = work.prompt
    if agent.tools or agent.agents:
        instructions = f"{instructions}\n\n{TOOLS_NOTE}"
    user = Message(role="user", content=said)
    if talk.images:
        user = Message(role="user", content=[TextPart(text=said), *talk.images])
    system = Message(role="system", content=instructions)
    return [system, *talk.earlier, user, *talk.later]


def _size(request: ChatRequest) -> int:
    size = sum(map(size_of, request.messages))
    for tool in request.tools:
        size += input_bound(f"{tool.name}{tool.description}{tool.input_schema}")
    return size


def _read(agent: PromptAgent, work: Work, result: ChatResult) -> Any:
    asked = work.talk.response_schema
    if result.tool_calls:
        return {"text": result.text, "tool_calls": msgspec.to_builtins(result.tool_calls)}
    if not agent.answers_json and asked is None:
        return {"text": result.text}
    try:
        output = msgspec.json.decode(result.text)
    except msgspec.DecodeError as error:
        raise _invalid(result, "it is not JSON") from error
    schemas = [work.runnable.output_schema] if agent.answers_json else []
    if asked is not None:
        schemas.append(compile_schema(asked))
    for schema in schemas:
        if problems := schema.problems(output):
            raise _invalid(result, f"{problems[0].pointer or '/'}: {problems[0].message}")
    return output if agent.answers_json else {"text": result.text}


def _invalid(result: ChatResult, why: str) -> LaeliaError:
    cut = " It was cut at the token limit." if result.finish_reason == "length" else ""
    return OutputInvalid(f"The model's answer does not fit the agent's output schema: {why}.{cut}")
