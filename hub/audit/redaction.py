"""What a record shows of a thing: the allowed fields of its kind, and no credential among them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from hub.audit.catalog import TARGETS
from hub.kit.clock import rfc3339
from hub.kit.telemetry import Redactor

_MOST_TEXT: Final = 500
_MOST_ITEMS: Final = 200

# The second net: a credential in a field that may be shown, such as a name that somebody chose.
_mask: Final = Redactor()


def shown(target: str, fields: Mapping[str, Any] | None) -> str | None:
    """The allowed fields as one JSON object with sorted names; None when there is nothing to say.

    Raises:
        TypeError: a value has no plain form.
    """
    allowed = TARGETS[target]
    kept = {name: _plain(value) for name, value in (fields or {}).items() if name in allowed}
    return msgspec.json.encode(kept, order="sorted").decode() if kept else None


def text(value: str, most: int = _MOST_TEXT) -> str:
    """As the database and every reader take it: without credentials, NUL and half characters."""
    whole = value.encode("utf-8", "replace").decode().replace("\0", "")
    return _mask(whole)[:most]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {text(str(name)): _plain(v) for name, v in list(value.items())[:_MOST_ITEMS]}
    if isinstance(value, Iterable):
        return [_plain(item) for item in list(value)[:_MOST_ITEMS]]
    raise TypeError(f"a record cannot show a {type(value).__name__}")
