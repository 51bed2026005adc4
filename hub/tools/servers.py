"""The rules of registered MCP servers: what one says of its tools counts once it is approved."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.audit import public as audit
from hub.identity.public import Principal
from hub.kit.errors import Conflict
from hub.kit.ids import new_id
from hub.kit.sealing import Place
from hub.tools import outbound, repository
from hub.tools.domain import Tools
from hub.tools.errors import OutboundBadResponse, UpstreamError
from hub.tools.jsonrpc import Message, Target
from hub.tools.models import McpServer, McpTool
from hub.tools.pinning import Drift, Pin, compare, pin
from hub.tools.secrets import header_value, open_credential
from hub.tools.suspects import beside_others


@dataclass(frozen=True)
class Registered:
    """A server with its tools; `drift` is what the last look found, where there was one."""

    server: McpServer
    tools: Sequence[McpTool]
    drift: Drift | None = None

    @property
    def id(self) -> str:
        return self.server.id

    @property
    def status(self) -> str:
        return "active" if all(t.status == "approved" for t in self.tools) else "changed"


@dataclass(frozen=True, slots=True)
class NewServer:
    """`token` is the value of `header`; `credential` names a stored credential instead."""

    name: str
    url: str
    header: str = "Authorization"
    token: str | None = None
    credential: str | None = None


async def register(
    tools: Tools, org_id: str, wanted: NewServer, *, created_by: str | None
) -> Registered:
    """Looks at the server and pins its tools; those in which text hides or that speak to models,
    or that pass for others, await approval.

    Raises:
        OutboundError: it cannot be reached, or not from here.
        CredentialNotFound: the named credential is not stored.
        Conflict: there is a server with this name.
    """
    now = tools.clock()
    server = McpServer(
        id=new_id("srv"),
        org_id=org_id,
        name=wanted.name,
        url=str(outbound.check_url(wanted.url)),
        header=wanted.header,
        credential_name=wanted.credential,
        created_by=created_by,
        created_at=now,
        checked_at=now,
    )
    if wanted.token is not None:
        server.sealed = await _sealed(tools, server, wanted.token)
    listing = await _listing(tools, await target_of(tools, server))
    pins = await _pinned(listing)
    async with tools.database.transaction(org_id) as session:
        await repository.add(session, server)
        looked_at = await _looked_at(session, server, pins)
        rows = [_first(server, one, created_by, now) for _, one in sorted(looked_at.items())]
        await repository.save(session, *rows)
        # Without a person: the hub saw the server of an agent's definition for the first time.
        by = audit.SYSTEM if created_by is None else None
        await _record(session, "registered", server, after=_state(server, rows), by=by)
    return Registered(server, rows)


def _state(server: McpServer, rows: Sequence[McpTool] | None = None) -> dict[str, Any]:
    """What the record shows: where it is and what of it is approved, never what opens it."""
    opened_by = "token" if server.sealed is not None else server.credential_name or "nothing"
    about = {
        "name": server.name,
        "origin": outbound.origin_of(server.url),
        "header": server.header,
        "opened_by": opened_by,
    }
    return about if rows is None else about | {"tools": {row.name: row.status for row in rows}}


async def _record(
    session: AsyncSession,
    verb: str,
    server: McpServer,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    by: audit.Actor | None = None,
) -> None:
    changed = audit.changes(before, after) if before and after else (before or {}, after or {})
    entry = audit.Entry(
        f"mcp_server.{verb}", server.org_id, server.id, before=changed[0], after=changed[1]
    )
    await audit.record(session, entry, by=by)


def place_of(server: McpServer) -> Place:
    return Place(server.org_id, "mcp_servers.sealed", server.id)


async def _sealed(tools: Tools, server: McpServer, token: str) -> bytes:
    return await tools.sealer.seal(place_of(server), header_value(server.header, token))


class _Seen(NamedTuple):
    """A tool as it is listed now, and all that a person should know of it."""

    pin: Pin
    findings: list[str]


async def _pinned(listing: Sequence[dict[str, Any]]) -> dict[str, Pin]:
    """Beside the loop: a server may list as much as is read of it."""
    return await asyncio.to_thread(lambda: {one.name: one for one in map(pin, reversed(listing))})


async def _looked_at(
    session: AsyncSession, server: McpServer, pins: dict[str, Pin]
) -> dict[str, _Seen]:
    elsewhere = await repository.known_elsewhere(session, server)
    beside = beside_others(server.name, [one.definition for one in pins.values()], elsewhere)
    return {
        name: _Seen(item, [str(one) for one in (*item.hidden, *beside.get(name, ()))])
        for name, item in pins.items()
    }


def _first(server: McpServer, seen: _Seen, approved_by: str | None, now: datetime) -> McpTool:
    row = _proposal(server, seen)
    if not seen.findings:
        _approve(row, approved_by, now)
    return row


def _proposal(server: McpServer, seen: _Seen) -> McpTool:
    return McpTool(
        org_id=server.org_id,
        server_id=server.id,
        name=seen.pin.name,
        status="new",
        proposed=dict(seen.pin.definition),
        hidden=seen.findings,
    )


def _approve(row: McpTool, approved_by: str | None, now: datetime) -> None:
    assert row.proposed is not None
    row.definition, row.digest, row.proposed = row.proposed, pin(row.proposed).digest, None
    row.status, row.approved_by, row.approved_at = "approved", approved_by, now


async def target_of(tools: Tools, server: McpServer) -> Target:
    """Where the server is, with what opens it.

    Raises:
        CredentialNotFound: the credential that it names is gone.
    """
    if server.sealed is not None:
        token = await tools.sealer.open(place_of(server), server.sealed)
        origin = outbound.origin_of(server.url)
        return Target(server.url, outbound.Credential(origin, {server.header: token}))
    if server.credential_name is None:
        return Target(server.url)
    async with tools.database.transaction(server.org_id) as session:
        credential = await open_credential(tools, session, server.org_id, server.credential_name)
    return Target(server.url, credential)


async def _listing(tools: Tools, target: Target) -> list[Message]:
    try:
        async with tools.pool.use(target, scope="registry") as upstream:
            return await upstream.list_all("tools")
    except UpstreamError as error:
        raise OutboundBadResponse(
            f"The server refuses to list its tools ({error.code}).", answered=error.answered
        ) from error


async def get(tools: Tools, org_id: str, server_id: str) -> Registered:
    """Raises ServerNotFound."""
    async with tools.database.transaction(org_id) as session:
        server = await repository.get_server(session, org_id, server_id)
        return Registered(server, await repository.tools_of(session, server))


async def list_servers(
    tools: Tools, who: Principal, *, after: str | None, limit: int
) -> list[Registered]:
    async with tools.database.transaction(who.org_id) as session:
        rows = await repository.list_rows(session, McpServer, who.org_id, after=after, limit=limit)
        return [Registered(row, await repository.tools_of(session, row)) for row in rows]


async def replace_token(
    tools: Tools, who: Principal, server_id: str, *, token: str | None, credential: str | None
) -> Registered:
    """Another way to open the same server.

    Raises:
        ServerNotFound: there is none with this ID.
        CredentialNotFound: the named credential is not stored.
    """
    async with tools.database.transaction(who.org_id) as session:
        server = await repository.lock_server(session, who.org_id, server_id)
        if credential is not None:
            await repository.credential_named(session, who.org_id, credential)
        before = _state(server)
        server.credential_name = credential
        server.sealed = None if token is None else await _sealed(tools, server, token)
        await repository.save(session, server)
        rows = await repository.tools_of(session, server)
        await _record(session, "opened", server, before=before, after=_state(server))
        return Registered(server, rows)


async def remove(tools: Tools, who: Principal, server_id: str) -> None:
    """Raises ServerNotFound."""
    async with tools.database.transaction(who.org_id) as session:
        server = await repository.lock_server(session, who.org_id, server_id)
        await repository.remove_server(session, server)
        await _record(session, "removed", server, before=_state(server))


async def refresh(
    tools: Tools, org_id: str, server_id: str, *, unasked: bool = False
) -> Registered:
    """Looks again; what differs from the pins is not called until it is accepted.

    `unasked`: the hub does so by itself, of which the record tells only when something changed.

    Raises:
        ServerNotFound: there is none with this ID.
        OutboundError: it cannot be reached.
    """
    known = await get(tools, org_id, server_id)
    listing = await _listing(tools, await target_of(tools, known.server))
    pins = await _pinned(listing)
    async with tools.database.transaction(org_id) as session:
        server = await repository.lock_server(session, org_id, server_id)
        rows = {row.name: row for row in await repository.tools_of(session, server)}
        approved = [pin(row.definition) for row in rows.values() if row.definition is not None]
        drift = compare(approved, listing)
        before = _state(server, list(rows.values()))
        kept, gone = _compared(server, rows, await _looked_at(session, server, pins))
        server.checked_at = tools.clock()
        for row in gone:
            await repository.remove(session, row)
        await repository.save(session, server, *kept)
        after = _state(server, kept)
        if not unasked or before != after:
            by = audit.SYSTEM if unasked else None
            await _record(session, "refreshed", server, before=before, after=after, by=by)
    return Registered(server, sorted(kept, key=lambda row: row.name), drift)


def _compared(
    server: McpServer, rows: dict[str, McpTool], live: dict[str, _Seen]
) -> tuple[list[McpTool], list[McpTool]]:
    """The rows as the listing leaves them, and those of which nothing is left."""
    kept: list[McpTool] = []
    gone: list[McpTool] = []
    for name, row in rows.items():
        seen = live.pop(name, None)
        if seen is None and row.definition is None:
            gone.append(row)
            continue
        row.status, row.proposed = "removed", None
        if seen is not None:
            same = seen.pin.digest == row.digest
            row.status = "approved" if same else ("new" if row.definition is None else "changed")
            row.proposed = None if same else dict(seen.pin.definition)
            row.hidden = seen.findings
        kept.append(row)
    return [*kept, *(_proposal(server, seen) for seen in live.values())], gone


async def accept(
    tools: Tools, who: Principal, server_id: str, wanted: dict[str, str] | None
) -> Registered:
    """Approves what the server proposes: all of it, or by name the definitions of these digests.

    Raises:
        ServerNotFound: there is none with this ID.
        Conflict: a tool has changed again since it was shown.
    """
    async with tools.database.transaction(who.org_id) as session:
        server = await repository.lock_server(session, who.org_id, server_id)
        rows = list(await repository.tools_of(session, server))
        _refuse_stale(rows, wanted)
        before = _state(server, rows)
        for row in list(rows):
            if wanted is not None and row.name not in wanted:
                continue
            if row.status == "removed":
                await repository.remove(session, row)
                rows.remove(row)
            elif row.proposed is not None:
                _approve(row, who.user_id, tools.clock())
        await repository.save(session, *rows)
        await _record(session, "accepted", server, before=before, after=_state(server, rows))
        return Registered(server, rows)


def _refuse_stale(rows: Sequence[McpTool], wanted: dict[str, str] | None) -> None:
    shown = {row.name: proposed_digest(row) for row in rows}
    for name, digest in (wanted or {}).items():
        if shown.get(name) != digest:
            raise Conflict(f"The tool {name} is not as it was shown. Look at it again.")


def proposed_digest(row: McpTool) -> str | None:
    """What to send to accept this tool as it is shown."""
    if row.status == "removed":
        return "removed"
    return None if row.proposed is None else pin(row.proposed).digest
