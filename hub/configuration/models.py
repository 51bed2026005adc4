"""What was drafted and applied. Of the platform alone: no organization sees it."""

from datetime import datetime
from typing import Any

from hub.kit.db import Table
from hub.kit.tables import id_field, integer_field, json_field, text_field, time_field


class ConfigurationVersion(Table, table=True):
    """All values that are in force from this version on; never changed.

    `draft_id` made it, or it puts the values of `restored` back.
    """

    __tablename__ = "configuration_versions"

    version: int = integer_field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    values: dict[str, Any] = json_field()
    note: str = text_field()
    applied_by: str = text_field()
    applied_at: datetime = time_field()
    draft_id: str | None = text_field(default=None, nullable=True)
    restored: int | None = integer_field(default=None, nullable=True)


class ConfigurationDraft(Table, table=True):
    """Changes that wait. `status` is open, applied or discarded; null puts a default back.

    `base` is the version that it was made upon.
    """

    __tablename__ = "configuration_drafts"

    id: str = id_field()
    base: int = integer_field()
    changes: dict[str, Any] = json_field()
    note: str = text_field()
    status: str = text_field()
    created_by: str = text_field()
    created_at: datetime = time_field()
    version: int | None = integer_field(default=None, nullable=True)
