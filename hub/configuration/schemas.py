"""Wire shapes of the configuration."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hub.configuration.catalog import Setting, Values
from hub.configuration.service import Draft, Version
from hub.kit.clock import Time

Note = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
Value = bool | int | str | None


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DraftBody(Body):
    changes: dict[Annotated[str, Field(max_length=100)], Value] = Field(
        min_length=1, max_length=50, description="By name; null puts the default back."
    )
    note: Note = Field(description="Why: stands in the history and on the audit record.")


class RollbackBody(Body):
    version: int = Field(ge=0, lt=2**31, description="0: before the first.")
    note: Note


class SettingView(BaseModel):
    """`value_schema` is JSON Schema. A `locked` setting is changed in the environment."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    variable: str
    help: str
    value_schema: dict[str, Any]
    default: Any
    value: Any
    source: Literal["default", "environment", "applied"]
    locked: bool

    @classmethod
    def of(cls, setting: Setting) -> "SettingView":
        return cls(
            name=setting.name,
            variable=setting.variable,
            help=setting.help,
            value_schema=setting.schema,
            default=setting.default,
            value=setting.value,
            source=setting.source,
            locked=setting.locked,
        )


class SecretView(BaseModel):
    """Only that it is set: secrets are given in the environment, and shown nowhere."""

    variable: str
    set: bool


class ConfigurationView(BaseModel):
    version: int = Field(description="Of what was applied last; 0 before the first.")
    settings: list[SettingView]
    secrets: list[SecretView]


class ChangeView(BaseModel):
    """Null: the default."""

    name: str
    before: Any
    after: Any


class DraftView(BaseModel):
    id: str
    base_version: int
    note: str
    created_by: str
    created_at: Time
    changes: list[ChangeView] = Field(description="Against what is in force now.")

    @classmethod
    def of(cls, draft: Draft) -> "DraftView":
        row = draft.row
        return cls(
            id=row.id,
            base_version=row.base,
            note=row.note,
            created_by=row.created_by,
            created_at=row.created_at,
            changes=_changes(draft.values, {**draft.values, **row.changes}),
        )


class VersionView(BaseModel):
    version: int
    note: str
    applied_by: str
    applied_at: Time
    draft_id: str | None
    restored_version: int | None
    changes: list[ChangeView] = Field(description="Against the version before.")

    @classmethod
    def of(cls, version: Version) -> "VersionView":
        row = version.row
        return cls(
            version=row.version,
            note=row.note,
            applied_by=row.applied_by,
            applied_at=row.applied_at,
            draft_id=row.draft_id,
            restored_version=row.restored,
            changes=_changes(version.before, row.values),
        )


def _changes(before: Values, after: Values) -> list[ChangeView]:
    names = sorted({**before, **after})
    return [
        ChangeView(name=name, before=before.get(name), after=after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]
