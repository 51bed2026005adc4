"""Data keys of organizations, each wrapped by a master key."""

from datetime import datetime

from hub.kit.db import Table
from hub.kit.tables import bytes_field, id_field, integer_field, text_field, time_field


class OrgKey(Table, table=True):
    """The newest version seals. `kek` names the master key that wraps it; a key that was destroyed
    has no `wrapped` any more, and nothing brings it back."""

    __tablename__ = "org_keys"

    org_id: str = id_field()
    version: int = integer_field(primary_key=True)
    kek: str = text_field()
    wrapped: bytes | None = bytes_field(default=None, nullable=True)
    created_at: datetime = time_field()
    destroyed_at: datetime | None = time_field(default=None, nullable=True)


class ContentJob(Table, table=True):
    """Work on all content of an organization, done in the background; `marker` is the last row of
    the `part` that it has been through."""

    __tablename__ = "content_jobs"

    org_id: str = id_field()
    job: str = id_field()
    part: str = id_field()
    marker: str = text_field()
    asked_at: datetime = time_field()
    done_at: datetime | None = time_field(default=None, nullable=True)


class InstallationKey(Table, table=True):
    """A key of the installation itself, sealed as what the platform stores."""

    __tablename__ = "installation_keys"

    name: str = id_field()
    sealed: bytes = bytes_field()
    created_at: datetime = time_field()
