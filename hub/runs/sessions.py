"""Conversation sessions: turns of one person with one agent that remember each other.

What was said is read before a run, and written in the transaction that finishes it; a call
without a session costs neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlmodel import col, delete, select

from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.batch import BatchInsert
from hub.kit.clock import Clock
from hub.kit.db import Connection, Database, Reader
from hub.kit.errors import InvalidInput, NotFound
from hub.kit.ids import new_id
from hub.kit.settings import Sessions as Bounds
from hub.kit.vault import Envelope, Place, Vault
from hub.runs.models import Conversation, ConversationMessage
from hub.runs.talk import size_of
from providers.contract import Message

NEW: Final = "new"
_TITLE: Final = 80
_BYTES_PER_TOKEN: Final = 4
MESSAGE: Final = "conversation_messages.content"
TITLE: Final = "conversations.title"

_OWN: Final = """
    select agent_id from conversations where org_id = %s and id = %s and user_id = %s
"""
_RECENT: Final = """
    select id, run_id, role, content from conversation_messages
    where org_id = %s and conversation_id = %s order by id desc limit %s
"""
_RUN: Final = "select session_id, agent_id from runs where org_id = %s and id = %s and user_id = %s"
_UP_TO: Final = """
    select run_id, role, content from conversation_messages
    where org_id = %s and conversation_id = %s
      and id <= (select max(id) from conversation_messages
                 where org_id = %s and conversation_id = %s and run_id = %s)
    order by id
"""
_LAST: Final = """
    select run_id from conversation_messages
    where org_id = %s and conversation_id = %s order by id desc limit 1
"""
_OPEN: Final = """
    insert into conversations
      (org_id, id, user_id, agent_id, title, sealed_title, created_at, updated_at)
    select org_id, id, user_id, agent_id, '', title, at, at
    from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::bytea[], %s::timestamptz[])
      as t(org_id, id, user_id, agent_id, title, at)
    on conflict (org_id, id) do update set updated_at = excluded.updated_at,
      sealed_title = case when conversations.title = '' and conversations.sealed_title is null
        then excluded.sealed_title else conversations.sealed_title end
"""
_insert_messages: Final = BatchInsert(
    "conversation_messages",
    {
        "org_id": "text",
        "conversation_id": "text",
        "id": "text",
        "run_id": "text",
        "role": "text",
        "content": "bytea",
        "created_at": "timestamptz",
    },
)


class SessionNotFound(NotFound):
    code = "session_not_found"
    title = "There is no such session that you can see"


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a session: who said it, in which run."""

    run_id: str
    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session as a run finds it. `carried` is what a branch takes along from another."""

    id: str
    earlier: tuple[Message, ...] = ()
    carried: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a finished run adds to a session."""

    org_id: str
    session_id: str
    user_id: str
    agent_id: str
    at: datetime
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class KeptSaid:
    """The same, sealed; `lines` are who said it in which run, and what."""

    org_id: str
    session_id: str
    user_id: str
    agent_id: str
    at: datetime
    title: bytes
    lines: tuple[tuple[str, str, bytes], ...]


def kept(said: Said | KeptSaid, envelope: Envelope) -> KeptSaid:
    """A session's additions as they are stored."""
    if isinstance(said, KeptSaid):
        return said
    title = title_of(said.lines[0].text).encode()
    return KeptSaid(
        said.org_id,
        said.session_id,
        said.user_id,
        said.agent_id,
        said.at,
        envelope.seal(TITLE, said.session_id, title),
        tuple(_kept_line(said.session_id, line, envelope) for line in said.lines),
    )


def as_kept(said: Said | KeptSaid) -> KeptSaid:
    """Raises TypeError: nothing is ever written as it was said."""
    if isinstance(said, Said):
        raise TypeError("what a run said must be sealed before it is recorded")
    return said


def _kept_line(session_id: str, line: Line, envelope: Envelope) -> tuple[str, str, bytes]:
    place = message_place(session_id, line.run_id, line.role)
    return line.run_id, line.role, envelope.seal(*place, line.text.encode())


class Sessions:
    def __init__(self, reader: Reader, vault: Vault, bounds: Bounds) -> None:
        self._reader = reader
        self._vault = vault
        self._bounds = bounds

    async def resume(self, who: Principal, agent_id: str, session_id: str) -> Session:
        """The session and what was said lately; `new` begins one.

        Raises:
            SessionNotFound: there is none, or it is somebody else's.
            InvalidInput: it is a session with another agent.
        """
        if session_id == NEW:
            return Session(new_id("ses"))
        async with self._reader.transaction(who.org_id) as connection:
            cursor = await connection.execute(_OWN, [who.org_id, session_id, who.user_id])
            found = await cursor.fetchone()
            if found is None:
                raise SessionNotFound("There is no session with this ID.")
            if found[0] != agent_id:
                raise InvalidInput.at("/session_id", "is a session with another agent")
            query = [who.org_id, session_id, self._bounds.messages]
            cursor = await connection.execute(_RECENT, query)
            rows = await cursor.fetchall()
        lines = await self._lines(who.org_id, session_id, [row[1:] for row in reversed(rows)])
        return Session(session_id, self._bounded(lines))

    async def of(self, org_id: str, session_id: str | None) -> Session | None:
        """The session that a queued run was given when it was accepted."""
        if session_id is None:
            return None
        async with self._reader.transaction(org_id) as connection:
            query = [org_id, session_id, self._bounds.messages]
            rows = await (await connection.execute(_RECENT, query)).fetchall()
        lines = await self._lines(org_id, session_id, [row[1:] for row in reversed(rows)])
        return Session(session_id, self._bounded(lines))

    async def after(self, who: Principal, agent_id: str, run_id: str) -> Session:
        """The session of a run, as it was after that run; a branch of it when it went on.

        Raises:
            SessionNotFound: the caller has no such run, or it was not kept in a session.
        """
        async with self._reader.transaction(who.org_id) as connection:
            cursor = await connection.execute(_RUN, [who.org_id, run_id, who.user_id])
            run = await cursor.fetchone()
            if run is None or run[0] is None:
                raise SessionNotFound("There is no answer with this ID that can be continued.")
            if run[1] != agent_id:
                raise InvalidInput.at("/previous_response_id", "is an answer of another agent")
            place = [who.org_id, run[0]]
            cursor = await connection.execute(_UP_TO, [*place, *place, run_id])
            rows = await cursor.fetchall()
            last = await (await connection.execute(_LAST, place)).fetchone()
        lines = await self._lines(who.org_id, run[0], rows)
        if not lines or last is None:
            raise SessionNotFound("There is no answer with this ID that can be continued.")
        earlier = self._bounded(lines[-self._bounds.messages :])
        if last[0] == run_id:
            return Session(run[0], earlier)
        return Session(new_id("ses"), earlier, tuple(lines))

    async def _lines(
        self, org_id: str, session_id: str, rows: Sequence[Sequence[Any]]
    ) -> list[Line]:
        """What was said, as it was; what cannot be opened for good is left out."""
        lines = []
        for run_id, role, stored in rows:
            place = message_place(session_id, run_id, role)
            content = await self._vault.open(org_id, place, stored)
            if content is not None:
                lines.append(Line(run_id, role, content.decode()))
        return lines

    def _bounded(self, lines: Sequence[Line]) -> tuple[Message, ...]:
        """The newest that fit; a history begins with what a person said."""
        kept: list[Message] = []
        left = self._bounds.tokens * _BYTES_PER_TOKEN
        for line in reversed(lines):
            message = Message(role=line.role, content=line.text)
            left -= size_of(message)
            if left < 0:
                break
            kept.append(message)
        while kept and kept[-1].role != "user":
            kept.pop()
        return tuple(reversed(kept))


async def record(connection: Connection, said: Sequence[KeptSaid]) -> None:
    """Writes what runs added, in the transaction that finishes them."""
    if not said:
        return
    latest = {(one.org_id, one.session_id): one for one in said}
    rows = [(s.org_id, s.session_id, s.user_id, s.agent_id, s.title, s.at) for s in latest.values()]
    await connection.execute(_OPEN, [list(column) for column in zip(*rows, strict=True)])
    ids = iter(sorted(new_id("msg") for one in said for _ in one.lines))
    messages = [
        (one.org_id, one.session_id, next(ids), *line, one.at) for one in said for line in one.lines
    ]
    await _insert_messages(connection, messages)


def message_place(session_id: str, run_id: str, role: str) -> Place:
    """A run says one thing in each role, in its session and in every branch of it."""
    return Place(MESSAGE, f"{session_id}/{run_id}/{role}")


def title_of(text: str) -> str:
    words = " ".join(text[: _TITLE * 4].split())
    return words if len(words) <= _TITLE else words[: _TITLE - 1] + "…"


class SessionBook:
    """Looking at sessions and ending them: each person's own, nobody else's."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def open(self, who: Principal, agent_id: str, title: str) -> Conversation:
        now, session_id = self._clock(), new_id("ses")
        opened = Conversation(
            org_id=who.org_id,
            id=session_id,
            user_id=who.user_id,
            agent_id=agent_id,
            created_at=now,
            updated_at=now,
        )
        if title:
            place = Place(TITLE, session_id)
            opened.sealed_title = await self._vault.seal(who.org_id, place, title.encode())
        async with self._database.transaction(who.org_id) as session:
            session.add(opened)
            after = {"agent_id": agent_id}
            entry = audit.Entry("conversation.opened", opened.org_id, opened.id, after=after)
            await audit.record(session, entry)
        opened.title = title
        return opened

    async def own(
        self, who: Principal, *, after: str | None, limit: int, agent_id: str | None
    ) -> list[Conversation]:
        query = self._mine(who).order_by(col(Conversation.id).desc()).limit(limit)
        if agent_id:
            query = query.where(Conversation.agent_id == agent_id)
        if after:
            query = query.where(Conversation.id < after)
        async with self._database.transaction(who.org_id) as session:
            found = list((await session.exec(query)).all())
        for one in found:
            await self._entitle(one)
        return found

    async def get(
        self, who: Principal, session_id: str
    ) -> tuple[Conversation, list[ConversationMessage]]:
        """Raises:
        SessionNotFound: there is none, or it is somebody else's.
        """
        messages = (
            select(ConversationMessage)
            .where(
                ConversationMessage.org_id == who.org_id,
                ConversationMessage.conversation_id == session_id,
            )
            .order_by(col(ConversationMessage.id))
            .limit(1000)
        )
        async with self._database.transaction(who.org_id) as session:
            found = await session.exec(self._mine(who).where(Conversation.id == session_id))
            conversation = found.one_or_none()
            if conversation is None:
                raise SessionNotFound("There is no session with this ID.")
            said = list((await session.exec(messages)).all())
        await self._entitle(conversation)
        for one in said:
            place = message_place(one.conversation_id, one.run_id, one.role)
            one.content = await self._vault.open(one.org_id, place, one.content) or b""
        return conversation, said

    async def _entitle(self, conversation: Conversation) -> None:
        """Opens its title, in a row that no session holds any more."""
        if conversation.sealed_title is not None:
            place = Place(TITLE, conversation.id)
            found = await self._vault.open(conversation.org_id, place, conversation.sealed_title)
            conversation.title = (found or b"").decode()

    async def remove(self, who: Principal, session_id: str) -> None:
        """Raises:
        SessionNotFound: there is none, or it is somebody else's.
        """
        async with self._database.transaction(who.org_id) as session:
            gone = await session.exec(
                delete(Conversation)
                .where(
                    col(Conversation.org_id) == who.org_id,
                    col(Conversation.id) == session_id,
                    col(Conversation.user_id) == who.user_id,
                )
                .returning(col(Conversation.id))
            )
            if gone.one_or_none() is None:
                raise SessionNotFound("There is no session with this ID.")
            await session.exec(
                delete(ConversationMessage).where(
                    col(ConversationMessage.org_id) == who.org_id,
                    col(ConversationMessage.conversation_id) == session_id,
                )
            )
            await audit.record(session, audit.Entry("conversation.removed", who.org_id, session_id))

    def _mine(self, who: Principal) -> Any:
        return select(Conversation).where(
            Conversation.org_id == who.org_id, Conversation.user_id == who.user_id
        )
