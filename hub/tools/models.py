"""Remote MCP servers with their pinned tools, and the secrets that open what is remote."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint

from hub.kit.db import Table
from hub.kit.tables import bytes_field, id_field, json_field, text_field, texts_field, time_field


class McpServer(Table, table=True):
    """A remote server that an organization registered, or that one of its mcp agents names.

    It is opened with `sealed`, a header of its own, or with the credential `credential_name`.
    """

    __tablename__ = "mcp_servers"
    __table_args__: Any = (UniqueConstraint("org_id", "name"),)

    id: str = id_field()
    org_id: str = text_field()
    name: str = text_field()
    url: str = text_field()
    header: str = text_field(default="Authorization")
    sealed: bytes | None = bytes_field(default=None, nullable=True)
    credential_name: str | None = text_field(default=None, nullable=True)
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    checked_at: datetime = time_field()


class McpTool(Table, table=True):
    """One tool of a server. `definition` is what was approved, `digest` its hash.

    `status` is approved, changed (the server now says `proposed`), new (only `proposed`) or
    removed. Anything but approved is not called.
    """

    __tablename__ = "mcp_tools"

    org_id: str = id_field()
    server_id: str = id_field(foreign_key="mcp_servers.id")
    name: str = id_field()
    status: str = text_field()
    digest: str | None = text_field(default=None, nullable=True)
    definition: dict[str, Any] | None = json_field(default=None, nullable=True)
    proposed: dict[str, Any] | None = json_field(default=None, nullable=True)
    hidden: list[str] = texts_field()
    approved_by: str | None = text_field(default=None, nullable=True)
    approved_at: datetime | None = time_field(default=None, nullable=True)


class Credential(Table, table=True):
    """A named secret for exactly one origin: the value of `header`."""

    __tablename__ = "credentials"
    __table_args__: Any = (UniqueConstraint("org_id", "name"),)

    id: str = id_field()
    org_id: str = text_field()
    name: str = text_field()
    origin: str = text_field()
    header: str = text_field()
    sealed: bytes = bytes_field()
    created_by: str = text_field()
    created_at: datetime = time_field()
    updated_at: datetime = time_field()


class ProviderKey(Table, table=True):
    """An organization's own key at a model provider."""

    __tablename__ = "provider_keys"
    __table_args__: Any = (UniqueConstraint("org_id", "provider"),)

    id: str = id_field()
    org_id: str = text_field()
    provider: str = text_field()
    sealed: bytes = bytes_field()
    created_by: str = text_field()
    created_at: datetime = time_field()
    updated_at: datetime = time_field()
