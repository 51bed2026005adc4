"""The states of publishers and listings, and who may move them where."""

from collections.abc import Mapping
from typing import Final

from hub.marketplace.errors import MoveNotAllowed

Moves = Mapping[str, frozenset[str]]


def _moves(**table: str) -> Moves:
    return {state: frozenset(after.split()) for state, after in table.items()}


# What the publisher does with its listing.
PUBLISHER_MOVES: Final = _moves(
    draft="submitted delisted",
    submitted="draft",
    in_review="draft",
    changes_requested="submitted draft delisted",
    approved="published draft delisted",
    published="under_maintenance deprecated delisted",
    under_maintenance="published deprecated delisted",
    deprecated="published delisted",
    delisted="draft",
)
# What moderation does with it, and the hub by itself.
MODERATOR_MOVES: Final = _moves(
    submitted="in_review",
    in_review="approved changes_requested",
    approved="changes_requested",
    published="under_maintenance suspended delisted",
    under_maintenance="published suspended delisted",
    deprecated="suspended delisted",
    suspended="published delisted",
    delisted="published",
)
PUBLISHER_STATES: Final = _moves(
    created="review",
    review="active denied",
    denied="review",
    active="snoozed blocked offboarding",
    snoozed="active blocked offboarding",
    blocked="active",
    offboarding="offboarded active",
)
USABLE: Final = frozenset({"published", "under_maintenance", "deprecated"})
"""Whoever enabled the agent may go on using it."""


def check(moves: Moves, before: str, after: str) -> None:
    """Raises MoveNotAllowed, with the states that can follow."""
    allowed = moves.get(before, frozenset())
    if after not in allowed:
        raise MoveNotAllowed(f"It is {before} and cannot become {after}.", allowed=sorted(allowed))
