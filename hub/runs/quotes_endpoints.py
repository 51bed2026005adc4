"""Quotes over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.responses import Response

from hub.kit.amounts import format_credits, parse_credits
from hub.kit.clock import rfc3339
from hub.kit.http import json_response
from hub.runs.endpoints import Invokes, runs_of
from hub.runs.invocation import Invocation
from hub.runs.service import Runs

router = APIRouter(prefix="/v1", tags=["runs"])


class QuoteBody(BaseModel, extra="forbid"):
    """The call as it would be made."""

    input: Any
    model: str | None = None
    max_credits: str | None = None


@router.post("/agents/{agent_id}/quote")
async def quote_call(
    agent_id: str, body: QuoteBody, who: Invokes, runs: Annotated[Runs, Depends(runs_of)]
) -> Response:
    """What a call would cost. Send `quote` with the call within its time to be held to it."""
    most = body.max_credits
    call = Invocation(
        caller=who,
        agent_id=agent_id,
        input=body.input,
        face="http",
        model=body.model,
        max_credits=None if most is None else parse_credits(most, pointer="/max_credits"),
    )
    quoted = await runs.quote(call)
    return json_response(
        {
            "max_credits": format_credits(quoted.max_credits),
            "expected_credits": format_credits(quoted.expected_credits),
            "expires_at": rfc3339(quoted.expires_at),
            "quote": quoted.token,
        }
    )
