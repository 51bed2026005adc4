"""Quotes over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from hub.identity.public import Principal, goes_on
from hub.kit.amounts import format_credits, parse_credits
from hub.kit.clock import rfc3339
from hub.kit.http import at_hand, json_response
from hub.runs.endpoints import Invokes, runs_of
from hub.runs.invocation import Invocation
from hub.runs.quote_replays import QuoteReplays
from hub.runs.service import Runs

router = APIRouter(prefix="/v1", tags=["runs"])
Key = Annotated[str | None, Header(min_length=1, max_length=255)]


def replays_of(request: Request) -> QuoteReplays:
    found: QuoteReplays = request.app.state.quote_replays
    return found


class QuoteBody(BaseModel, extra="forbid"):
    """The call as it would be made."""

    input: Any
    model: str | None = None
    session_id: str | None = None
    max_credits: str | None = None


class QuoteView(BaseModel):
    """The most that the call may cost, and what such a call usually costs, in credits."""

    max_credits: str
    expected_credits: str
    expires_at: datetime
    quote: str


@router.post("/agents/{agent_id}/quote", response_model=QuoteView)
@goes_on
async def quote_call(
    agent_id: str,
    body: QuoteBody,
    who: Invokes,
    *,
    runs: Annotated[Runs, at_hand(runs_of)],
    replays: Annotated[QuoteReplays, at_hand(replays_of)],
    idempotency_key: Key = None,
) -> Response:
    """What a call would cost. Send `quote` with the call within its time to be held to it.

    While it holds, the same request with the same `Idempotency-Key` is given the same quote.
    """
    if idempotency_key is None:
        return json_response(await _quoted(runs, who, agent_id, body))
    request = (agent_id, body.model_dump())
    known = await replays.find(who.org_id, idempotency_key, request)
    if known is not None:
        return json_response(known, headers={"idempotent-replayed": "true"})
    made = await _quoted(runs, who, agent_id, body)
    return json_response(await replays.keep(who.org_id, idempotency_key, request, made))


async def _quoted(runs: Runs, who: Principal, agent_id: str, body: QuoteBody) -> dict[str, str]:
    most = body.max_credits
    call = Invocation(
        caller=who,
        agent_id=agent_id,
        input=body.input,
        face="http",
        model=body.model,
        session_id=body.session_id,
        max_credits=None if most is None else parse_credits(most, pointer="/max_credits"),
    )
    quoted = await runs.quote(call)
    return {
        "max_credits": format_credits(quoted.max_credits),
        "expected_credits": format_credits(quoted.expected_credits),
        "expires_at": rfc3339(quoted.expires_at),
        "quote": quoted.token,
    }
