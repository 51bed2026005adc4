"""Sessions over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from hub.identity.public import Principal, caller
from hub.kit.clock import rfc3339
from hub.kit.http import Paging, at_hand, json_response, page, paging
from hub.runs.models import Conversation, ConversationMessage
from hub.runs.service import Runs
from hub.runs.sessions import SessionBook

router = APIRouter(prefix="/v1", tags=["sessions"])
Reads = Annotated[Principal, caller("runs:read")]
Invokes = Annotated[Principal, caller("agents:invoke")]


def session_book(request: Request) -> SessionBook:
    found: SessionBook = request.app.state.sessions
    return found


def runs_of(request: Request) -> Runs:
    found: Runs = request.app.state.runs
    return found


Book = Annotated[SessionBook, at_hand(session_book)]


class SessionBody(BaseModel, extra="forbid"):
    agent_id: str = Field(max_length=64)
    title: str = Field("", max_length=200)


@router.post("/sessions", status_code=201)
async def open_session(
    body: SessionBody, who: Invokes, book: Book, runs: Annotated[Runs, at_hand(runs_of)]
) -> Response:
    """Begins a session with an agent; send its ID as `session_id` when you invoke the agent."""
    await runs.gatekeeper.permit(who, body.agent_id, "http")
    return json_response(_body(await book.open(who, body.agent_id, body.title)), status=201)


@router.get("/sessions")
async def list_sessions(
    who: Reads,
    book: Book,
    asked: Annotated[Paging, at_hand(paging)],
    agent_id: str | None = None,
) -> Response:
    """Your own sessions, the newest first."""
    rows = await book.own(who, after=asked.after, limit=asked.limit + 1, agent_id=agent_id)
    listed = page(rows, asked)
    return json_response(listed | {"data": [_body(row) for row in listed["data"]]})


@router.get("/sessions/{session_id}")
async def get_session(session_id: str, who: Reads, book: Book) -> Response:
    """A session with what was said in it."""
    session, messages = await book.get(who, session_id)
    return json_response(_body(session) | {"messages": [_message(one) for one in messages]})


@router.delete("/sessions/{session_id}", status_code=204)
async def remove_session(session_id: str, who: Invokes, book: Book) -> Response:
    """Forgets a session. The runs stay, as the record of what was done and paid."""
    await book.remove(who, session_id)
    return Response(status_code=204)


def _body(session: Conversation) -> dict[str, Any]:
    return {
        "id": session.id,
        "agent_id": session.agent_id,
        "title": session.title,
        "created_at": rfc3339(session.created_at),
        "updated_at": rfc3339(session.updated_at),
    }


def _message(message: ConversationMessage) -> dict[str, Any]:
    return {
        "id": message.id,
        "run_id": message.run_id,
        "role": message.role,
        "text": message.content.decode(),
        "created_at": rfc3339(message.created_at),
    }
