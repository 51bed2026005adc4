"""Why something is decided: templates, so that like cases are told in like words."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from hub.kit.errors import InvalidInput

# What is so grave that two people have to want it.
HIGH_IMPACT: Final = frozenset({"block", "delist"})
ACTIONS: Final = {
    "listings": (
        *("approve", "request_changes", "keep", "under_maintenance", "suspend", "reinstate"),
        *("delist", "uphold"),
    ),
    "publishers": ("approve", "deny", "keep", "block", "reinstate", "uphold"),
    "reviews": ("keep", "remove", "restore", "uphold"),
    "comments": ("keep", "remove", "restore", "uphold"),
    "media": ("keep", "remove", "restore", "uphold"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """`policy` is the paragraph of the marketplace's rules."""

    code: str
    title: str
    statement: str
    actions: tuple[str, ...]
    policy: str


@cache
def reasons() -> dict[str, Reason]:
    text = files("hub.marketplace").joinpath("seeds/reasons.yaml").read_text("utf-8")
    found = [Reason(**{**one, "actions": tuple(one["actions"])}) for one in yaml.safe_load(text)]
    return {one.code: one for one in found}


def reason_for(action: str, code: str) -> Reason:
    """Raises InvalidInput."""
    found = reasons().get(code)
    if found is None:
        raise InvalidInput.at("/reason", "is none; GET /v1/moderation/reasons has them")
    if action not in found.actions:
        raise InvalidInput.at("/reason", f"goes with {', '.join(found.actions)}, not {action}")
    return found
