"""What identity causes above itself, in the same transaction."""

from dataclasses import dataclass
from typing import Literal

Period = Literal["day", "month", "total"]


@dataclass(frozen=True, slots=True)
class OrganizationCreated:
    """`first` is false for every further organization of the same person: credits given for
    signing up are given once.
    """

    org_id: str
    user_id: str
    first: bool


@dataclass(frozen=True, slots=True)
class KeyBudget:
    """`amount` in micro-credits."""

    amount: int
    period: Period


@dataclass(frozen=True, slots=True)
class ApiKeyCreated:
    org_id: str
    key_id: str
    budget: KeyBudget | None
