"""What identity causes above itself, or asks of what stands there, in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from hub.kit.db import Table

Period = Literal["day", "month", "total"]
Notice = Literal[
    "verify_email",
    "address_taken",
    "recovery",
    "sign_in_link",
    "recovered",
    "email_change",
    "email_in_use",
    "email_changed",
    "email_restored",
    "new_device",
    "join_accepted",
    "join_asked",
    "key_leaked",
    "sign_in_linked",
    "account_reactivated",
    "account_suspended",
    "organization_deleting",
    "organization_reactivated",
    "organization_restored",
    "organization_suspended",
    "support_asked",
    "support_began",
    "support_ended",
    "transfer_accepted",
    "transfer_offered",
]


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


@dataclass(frozen=True, slots=True)
class KeyBudgetsAsked:
    """Keys are about to be shown: whoever keeps their budgets adds them to `found`, by key."""

    org_id: str
    key_ids: Sequence[str]
    found: dict[str, list[KeyBudget]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InvitationCreated:
    """`token` accepts the seat; it is for the person at this address alone."""

    org_id: str
    invitation_id: str
    organization: str
    inviter: str
    email: str
    role: str
    expires_at: datetime
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OrganizationDeleted:
    """Its days of grace are over: whatever it offered to others is offered no more."""

    org_id: str


@dataclass(frozen=True, slots=True)
class PersonExported:
    """Somebody asks for what is kept of them: whoever keeps rows adds them to `found`, by what
    they are called."""

    user_id: str
    found: dict[str, Sequence[Table]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersonErased:
    """A person is no more: words of theirs that no key of theirs seals are let go by who keeps
    them."""

    user_id: str


@dataclass(frozen=True, slots=True)
class PersonTold:
    """Somebody is to hear of what happens to their account, once for each `key`.

    `user_id` is set where it belongs into their inbox too; what holds a link goes to the address
    alone. `values` fill the notice's words in.
    """

    org_id: str
    notice: Notice
    key: str
    email: str
    user_id: str | None = None
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    expires_at: datetime | None = None
