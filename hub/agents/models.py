"""Agents, their immutable versions, and prompt templates.

`listed` agents can be seen and enabled by every organization; others only by their owner.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint

from hub.kit.db import Table
from hub.kit.tables import (
    bytes_field,
    id_field,
    integer_field,
    json_field,
    text_field,
    texts_field,
    time_field,
)


class Agent(Table, table=True):
    """`draft` is the manifest that the next published version will be made of. With a
    `suspended_reason` nobody but its owner can run or enable it."""

    __tablename__ = "agents"
    __table_args__: Any = (
        UniqueConstraint("org_id", "slug"),
        Index("ix_agents_listed", "id", postgresql_where="listed"),
    )

    id: str = id_field()
    org_id: str = text_field()
    slug: str = text_field()
    listed: bool = False
    status: str = text_field(default="active")
    draft: dict[str, Any] = json_field()
    current_version_id: str | None = text_field(default=None, nullable=True)
    suspended_reason: str | None = text_field(default=None, nullable=True)
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
    updated_at: datetime = time_field()


class AgentVersion(Table, table=True):
    """Never changed, never deleted: what ran can always be read again."""

    __tablename__ = "agent_versions"
    __table_args__: Any = (UniqueConstraint("agent_id", "version"),)

    id: str = id_field()
    agent_id: str = text_field(foreign_key="agents.id")
    org_id: str = text_field()
    version: str = text_field()
    manifest: dict[str, Any] = json_field()
    digest: str = text_field()
    note: str = text_field(default="")
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()


class AgentVectors(Table, table=True):
    """What a version means: a row of `vectors` for each passage that it is read as, 32-bit floats.

    `digest` is of the passages; `model` names what made the vectors.
    """

    __tablename__ = "agent_vectors"

    version_id: str = id_field(foreign_key="agent_versions.id")
    model: str = id_field()
    org_id: str = text_field()
    digest: str = text_field()
    vectors: bytes = bytes_field()
    created_at: datetime = time_field()


class Consent(Table, table=True):
    """Somebody's yes to where a version sends what it is given: appended, never changed.

    `hosts` are all that were shown; `for_all`: said for the whole organization. `user_id` is the
    person, or the ID of a visitor without an account.
    """

    __tablename__ = "consents"
    __table_args__: Any = (Index("ix_consents_agent", "org_id", "agent_id", "id"),)

    org_id: str = id_field()
    id: str = id_field()
    user_id: str = text_field()
    agent_id: str = text_field()
    version_id: str = text_field()
    version: str = text_field()
    publisher_id: str = text_field()
    hosts: list[str] = texts_field()
    for_all: bool
    created_at: datetime = time_field()


class PromptTemplate(Table, table=True):
    __tablename__ = "prompt_templates"
    __table_args__: Any = (UniqueConstraint("org_id", "name"),)

    id: str = id_field()
    org_id: str = text_field()
    name: str = text_field()
    current_version: int = integer_field()
    created_at: datetime = time_field()
    updated_at: datetime = time_field()


class PromptTemplateVersion(Table, table=True):
    """`variables` are typed; `text` names them as `{{name}}`."""

    __tablename__ = "prompt_template_versions"

    template_id: str = id_field(foreign_key="prompt_templates.id")
    version: int = integer_field(primary_key=True)
    org_id: str = text_field()
    text: str = text_field()
    variables: list[dict[str, Any]] = json_field()
    created_by: str | None = text_field(default=None, nullable=True)
    created_at: datetime = time_field()
