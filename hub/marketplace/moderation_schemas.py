"""Wire shapes of moderation."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from hub.kit.clock import Time
from hub.marketplace.content import Body, Text

Queue = Literal["listings", "reviews", "comments", "publishers", "media"]


class DecisionView(BaseModel):
    """`note` is for moderators; null in what owners and authors read."""

    id: str
    case_id: str
    queue: str
    subject_id: str
    action: str
    reason: str
    statement: str
    policy: str
    automated: bool
    status: str
    override_of: str | None
    note: str | None
    decided_by: str | None = Field(description="For moderators; null for everybody else.")
    confirmed_by: str | None
    created_at: Time
    effective_at: Time | None


class CaseView(BaseModel):
    """Something that waits for a decision, or has had it."""

    id: str
    queue: str
    subject_id: str
    subject_name: str | None = Field(description="What people know it by; null where it is gone.")
    listing_id: str | None
    organization_id: str
    status: str
    opened_by: str
    appeal_of: str | None
    findings: list[dict[str, Any]]
    created_at: Time
    closed_at: Time | None


class DifferenceView(BaseModel):
    """`place` is a path, `manifest/instructions`. Null where there was, or is, nothing."""

    place: str
    before: Any
    after: Any


class ComparedView(BaseModel):
    """`against`: what a moderator let be before, or the version of the agent before."""

    against: Literal["decision", "version", "nothing"]
    differences: list[DifferenceView]


class CaseDetail(CaseView):
    """With what it is about, as it is now."""

    subject: dict[str, Any] | None
    changes: ComparedView
    decisions: list[DecisionView]
    actions: list[str]


class VerdictBody(Body):
    """`statement` stands in place of the reason's own words."""

    action: Literal[
        "approve",
        "request_changes",
        "keep",
        "under_maintenance",
        "suspend",
        "reinstate",
        "delist",
        "deny",
        "block",
        "remove",
        "restore",
        "uphold",
    ]
    reason: str = Field(max_length=60)
    statement: Text = Field("", max_length=2000)
    note: Text = Field("", max_length=2000)


class ConfirmBody(Body):
    approve: bool


class AppealBody(Body):
    text: Text = Field(min_length=1, max_length=4000)


class ReasonView(BaseModel):
    code: str
    title: str
    statement: str
    actions: list[str]
    policy: str


class ReportBody(Body):
    """A bad review is no reason: only what breaks the rules is."""

    subject_type: Literal["listing", "publisher", "review", "comment", "media"]
    subject_id: str = Field(max_length=60)
    reason: Literal[
        "misleading",
        "spam",
        "hate",
        "harassment",
        "conflict_of_interest",
        "leaked_data",
        "security",
        "other",
    ]
    text: Text = Field("", max_length=2000)


class ReportView(BaseModel):
    id: str
    subject_type: str
    subject_id: str
    reason: str
    created_at: Time
