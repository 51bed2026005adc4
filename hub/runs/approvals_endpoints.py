"""What runs ask of people, over HTTP."""

from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field, field_validator
from starlette.responses import Response

from hub.kit.http import Paging, at_hand, json_response, page, paging
from hub.runs.approvals import Approvals, Decision
from hub.runs.endpoints import Invokes, Reads
from hub.runs.repository import request_body, run_body

_RUN_ID: Final = r"^run_[0-9A-HJKMNP-TV-Z]{26}$"
RunId = Annotated[str, Path(pattern=_RUN_ID)]
router = APIRouter(prefix="/v1", tags=["runs"])


def approvals_of(request: Request) -> Approvals:
    found: Approvals = request.app.state.approvals
    return found


Asked = Annotated[Approvals, at_hand(approvals_of)]


class InputBody(BaseModel, extra="forbid"):
    """A person's answer. `value` is kept with it, for later steps to read."""

    request_id: str = Field(pattern=r"^req_[0-9A-HJKMNP-TV-Z]{26}$")
    decision: Decision
    value: Any = None

    @field_validator("value")
    @classmethod
    def _encodable(cls, value: Any) -> Any:
        try:
            msgspec.json.encode(value)
        except UnicodeEncodeError:
            raise ValueError("holds half a character") from None
        return value


@router.get("/approvals")
async def list_approvals(
    who: Reads,
    approvals: Asked,
    asked: Annotated[Paging, at_hand(paging)],
    run_id: Annotated[str | None, Query(pattern=_RUN_ID)] = None,
) -> Response:
    """What waits for an answer. A member sees what their own runs ask; staff and admins all."""
    rows = await approvals.list(who, after=asked.after, limit=asked.limit + 1, run_id=run_id)
    listed = page(rows, asked)
    return json_response(listed | {"data": [request_body(row) for row in listed["data"]]})


@router.post("/runs/{run_id}/input", status_code=202)
async def give_input(run_id: RunId, body: InputBody, who: Invokes, approvals: Asked) -> Response:
    """Answers a request; the run goes on. The same answer again changes nothing."""
    run = await approvals.answer(who, run_id, body.request_id, body.decision, body.value)
    return json_response(run_body(run), status=202)
