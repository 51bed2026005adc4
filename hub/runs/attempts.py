"""What was tried for a run, as the books of usage keep it: without a word of anybody's.

The run itself keeps all of it until its organization's retention removes it; the books are never
changed, so nothing goes into them that somebody might have to take out again.
"""

import re
from typing import Any, Final

import msgspec

_CODE: Final = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_NUMBERS: Final = frozenset({"duration_ms"})
_NAMES: Final = frozenset({"model", "tool", "cache", "run_id", "agent_id", "mode", "node_id"})
_KIND: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_NAME: Final = re.compile(r"[A-Za-z0-9][\w./:@+-]{0,127}")
# A model that answered at its first try, which is what nearly every run has.
_ANSWERED: Final = re.compile(rf'\[\{{"model":"{_NAME.pattern}","duration_ms":[0-9]+\}}\]')


def wordless(attempts: str | None) -> str | None:
    """Models, tools, agents, runs, times and stable codes of a JSON list of attempts; an error that
    is no code becomes `failed`, and whatever else there is stays out."""
    if attempts is None or _ANSWERED.fullmatch(attempts):
        return attempts
    kept = [_kept(entry) for entry in msgspec.json.decode(attempts, type=list[dict[str, Any]])]
    return msgspec.json.encode(kept).decode()


def _kept(entry: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in entry.items():
        if name in _NUMBERS and isinstance(value, int):
            kept[name] = value
        elif name in _NAMES and isinstance(value, str):
            kept[name] = value if _NAME.fullmatch(value) else "unnamed"
        elif name == "error":
            kept[name] = value if isinstance(value, str) and _CODE.fullmatch(value) else "failed"
        elif name == "personal_data" and isinstance(value, dict):
            kept[name] = {kind: n for kind, n in value.items() if _is_count(kind, n)}
    return kept


def _is_count(kind: Any, number: Any) -> bool:
    return isinstance(kind, str) and bool(_KIND.fullmatch(kind)) and isinstance(number, int)
