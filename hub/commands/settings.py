"""`laelia settings`: every setting of the hub with its default, as the code has it."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from hub.kit.settings import Settings

_HEAD = "| setting | default | what it is |\n|---|---|---|"


def settings_table() -> str:
    """A Markdown table; `docs/operations.md` holds it, and a test compares them."""
    rows = (
        f"| `{name}` | {default} | {what} |" for name, default, what in _rows(Settings, "LAELIA_")
    )
    return "\n".join([_HEAD, *rows])


def _rows(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str, str]]:
    """Single settings first, then group by group."""
    groups: list[tuple[str, type[BaseModel]]] = []
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            groups.append((name, kind))
            continue
        default = field.get_default(call_default_factory=True)
        yield f"{prefix}{name.upper()}", _shown(default), field.description or ""
    for name, kind in groups:
        yield from _rows(kind, f"{prefix}{name.upper()}__")


def _shown(default: Any) -> str:
    return f"`{default}`" if default not in (None, [], {}) else "unset"
