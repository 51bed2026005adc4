"""Every SQL statement of this domain, each as one organization."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.kit.db import Connection
from hub.kit.errors import Conflict
from hub.tools.errors import CredentialNotFound, ServerNotFound
from hub.tools.models import Credential, McpServer, McpTool, ProviderKey
from hub.tools.suspects import Known

Row = TypeVar("Row", McpServer, Credential, ProviderKey)


async def add(session: AsyncSession, row: McpServer | Credential | ProviderKey) -> None:
    """Raises Conflict: the name is taken."""
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise Conflict("There is one with this name.") from error


async def save(
    session: AsyncSession, *rows: McpServer | McpTool | Credential | ProviderKey
) -> None:
    session.add_all(rows)
    await session.flush()


async def remove(session: AsyncSession, row: McpTool | Credential | ProviderKey) -> None:
    await session.delete(row)
    await session.flush()


async def remove_server(session: AsyncSession, server: McpServer) -> None:
    await session.exec(
        delete(McpTool).where(
            col(McpTool.org_id) == server.org_id, col(McpTool.server_id) == server.id
        )
    )
    await session.delete(server)
    await session.flush()


async def get_server(session: AsyncSession, org_id: str, server_id: str) -> McpServer:
    query = select(McpServer).where(McpServer.org_id == org_id, McpServer.id == server_id)
    return _found_server((await session.exec(query)).one_or_none())


async def lock_server(session: AsyncSession, org_id: str, server_id: str) -> McpServer:
    """One at a time compares a listing with the pins."""
    query = (
        select(McpServer)
        .where(McpServer.org_id == org_id, McpServer.id == server_id)
        .with_for_update()
    )
    return _found_server((await session.exec(query)).one_or_none())


def _found_server(row: McpServer | None) -> McpServer:
    if row is None:
        raise ServerNotFound("There is no MCP server with this ID.")
    return row


async def find_server(session: AsyncSession, org_id: str, name: str) -> McpServer | None:
    query = select(McpServer).where(McpServer.org_id == org_id, McpServer.name == name)
    return (await session.exec(query)).one_or_none()


async def find_server_at(
    session: AsyncSession, org_id: str, url: str, credential_name: str | None
) -> McpServer | None:
    """The oldest that is reached like this."""
    query = (
        select(McpServer)
        .where(
            McpServer.org_id == org_id,
            McpServer.url == url,
            McpServer.credential_name == credential_name,
            col(McpServer.sealed).is_(None),
        )
        .order_by(col(McpServer.id))
        .limit(1)
    )
    return (await session.exec(query)).one_or_none()


async def tools_of(session: AsyncSession, server: McpServer) -> Sequence[McpTool]:
    query = (
        select(McpTool)
        .where(McpTool.org_id == server.org_id, McpTool.server_id == server.id)
        .order_by(col(McpTool.name))
    )
    return (await session.exec(query)).all()


async def known_elsewhere(session: AsyncSession, server: McpServer) -> list[Known]:
    """What the organization has registered beside this server."""
    query = (
        select(McpServer.name, McpTool.name)
        .join(
            McpTool,
            (col(McpTool.org_id) == McpServer.org_id) & (col(McpTool.server_id) == McpServer.id),
            isouter=True,
        )
        .where(McpServer.org_id == server.org_id, McpServer.id != server.id)
    )
    return [Known(*row) for row in (await session.exec(query)).all()]


async def list_rows(
    session: AsyncSession, table: type[Row], org_id: str, *, after: str | None, limit: int
) -> Sequence[Row]:
    """Newest first."""
    query = select(table).where(table.org_id == org_id).order_by(col(table.id).desc())
    if after:
        query = query.where(col(table.id) < after)
    return (await session.exec(query.limit(limit))).all()


async def get_credential(session: AsyncSession, org_id: str, credential_id: str) -> Credential:
    query = select(Credential).where(Credential.org_id == org_id, Credential.id == credential_id)
    return _found_credential((await session.exec(query)).one_or_none())


async def credential_named(session: AsyncSession, org_id: str, name: str) -> Credential:
    query = select(Credential).where(Credential.org_id == org_id, Credential.name == name)
    return _found_credential((await session.exec(query)).one_or_none())


def _found_credential(row: Credential | None) -> Credential:
    if row is None:
        raise CredentialNotFound("There is no such stored credential.")
    return row


async def find_provider_key(
    session: AsyncSession, org_id: str, provider: str
) -> ProviderKey | None:
    query = select(ProviderKey).where(
        ProviderKey.org_id == org_id, ProviderKey.provider == provider
    )
    return (await session.exec(query)).one_or_none()


async def sealed_provider_keys(
    connection: Connection, org_id: str
) -> Sequence[tuple[str, str, bytes]]:
    """ID, provider and sealed key, for whoever is about to use them."""
    query = "select id, provider, sealed from provider_keys where org_id = %s"
    return await (await connection.execute(query, [org_id])).fetchall()


async def provider_keys(session: AsyncSession, org_id: str) -> Sequence[ProviderKey]:
    query = select(ProviderKey).where(ProviderKey.org_id == org_id)
    return (await session.exec(query)).all()
