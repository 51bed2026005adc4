"""Which settings change while the hub runs, and what each process holds of them.

Their types, bounds, defaults and help are those of `hub.kit.settings`. A setting is here when
every process reads it anew each time it needs it. What the environment sets stays as it is set
there: it is locked. Secrets are never here; the environment alone has them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import structlog
from pydantic import BaseModel, SecretStr, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from hub.configuration.errors import SettingLocked, SettingUnknown
from hub.kit.errors import InvalidInput
from hub.kit.settings import Settings

Source = Literal["default", "environment", "applied"]
Values = Mapping[str, Any]
"""By name, as JSON has them."""

RUNTIME: Final = (
    "credits.welcome_grant",
    "credits.welcome_grant_days",
    "limits.requests_per_minute",
    "limits.organization_requests_per_minute",
    "limits.organization_concurrent_runs",
    "limits.sign_ins_per_minute",
    "limits.file_bytes",
    "maintenance.message",
    "maintenance.on",
    "maintenance.until",
    "mail.sender",
    "mail.sender_name",
    "oauth.registration",
    "oauth.registrations_per_day",
    "organizations.content_days",
    "organizations.deletion_grace_days",
    "sign_up.allow_list",
    "sign_up.disposable",
)

_MOST_TEXT: Final = 200

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Setting:
    """One of them, as this process has it. `source` is default, environment or applied."""

    name: str
    variable: str
    help: str
    schema: dict[str, Any]
    default: Any
    value: Any
    source: Source

    @property
    def locked(self) -> bool:
        return self.source == "environment"


class LiveSettings:
    """The settings of this process, which change in place.

    Whoever holds `settings.limits` reads the value of now: the groups are shared objects, and
    `take` writes into them.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._locked = frozenset(n for n in RUNTIME if _field(n) in self._group(n).model_fields_set)
        self._first = {name: getattr(self._group(name), _field(name)) for name in RUNTIME}
        self._applied: Values = {}

    def list_all(self) -> Iterator[Setting]:
        for name in RUNTIME:
            info = self._info(name)
            source: Source = "applied" if name in self._applied else "default"
            yield Setting(
                name=name,
                variable="LAELIA_" + name.replace(".", "__").upper(),
                help=info.description or "",
                schema=_schema(info),
                default=_plain(info.get_default(call_default_factory=True)),
                value=_plain(getattr(self._group(name), _field(name))),
                source="environment" if name in self._locked else source,
            )

    def secrets(self) -> Iterator[tuple[str, bool]]:
        """Every setting that is a secret, by its variable, and whether it is set."""
        yield from _secrets(self._settings, "LAELIA_")

    def checked(self, changes: Values) -> dict[str, Any]:
        """The changes as they will be stored. None puts a setting back to its default.

        Raises:
            SettingUnknown: no such setting changes while the hub runs.
            SettingLocked: the environment sets it.
            InvalidInput: a value does not fit, and where.
        """
        found: dict[str, Any] = {}
        for name, value in changes.items():
            if name not in RUNTIME:
                raise SettingUnknown(f"{name} is no setting that changes while the hub runs.")
            if name in self._locked:
                raise SettingLocked(f"{name} is set in the environment, and changed there.")
            found[name] = None if value is None else _plain(self._parsed(name, value))
        return found

    def take(self, values: Values) -> None:
        """From now on these values hold, and the defaults for what they do not name.

        What does not fit, since a later release has narrower bounds, is left out and logged.
        """
        applied: dict[str, Any] = {}
        for name in RUNTIME:
            if name in self._locked:
                continue
            value = self._first[name]
            if name in values:
                try:
                    value = self._parsed(name, values[name])
                    applied[name] = values[name]
                except InvalidInput as error:
                    log.warning("configuration.invalid", setting=name, error=error.detail)
            setattr(self._group(name), _field(name), value)
        self._applied = applied

    def _parsed(self, name: str, value: Any) -> Any:
        info = self._info(name)
        try:
            found = TypeAdapter(info.rebuild_annotation()).validate_python(value)
        except ValidationError as error:
            said = error.errors()[0]["msg"]
            raise InvalidInput.at(f"/changes/{name}", f"does not fit: {said}") from error
        if isinstance(found, str) and len(found) > _MOST_TEXT:
            raise InvalidInput.at(f"/changes/{name}", "is too long")
        if isinstance(found, str) and not found.isprintable():  # it would end a header of a mail
            raise InvalidInput.at(f"/changes/{name}", "holds control characters")
        return found

    def _group(self, name: str) -> BaseModel:
        found: BaseModel = getattr(self._settings, name.partition(".")[0])
        return found

    def _info(self, name: str) -> FieldInfo:
        return type(self._group(name)).model_fields[_field(name)]


def _field(name: str) -> str:
    return name.partition(".")[2]


def _plain(value: Any) -> Any:
    return TypeAdapter(Any).dump_python(value, mode="json")


def _schema(info: FieldInfo) -> dict[str, Any]:
    found = TypeAdapter(info.rebuild_annotation()).json_schema()
    return {name: part for name, part in found.items() if name != "title"}


def _secrets(model: BaseModel, prefix: str) -> Iterator[tuple[str, bool]]:
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _secrets(value, f"{prefix}{name.upper()}__")
        elif SecretStr in (field.annotation, *getattr(field.annotation, "__args__", ())):
            yield f"{prefix}{name.upper()}", value is not None
