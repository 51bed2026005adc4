"""Wire shapes of entitlements."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from hub.entitlements.service import Entitlement
from hub.kit.clock import Time


class EntitlementView(BaseModel):
    """`user_id` null is the whole organization. `held_version_id` is where it stays while the
    current version asks for more (`GET /v1/agents/{agent_id}/update`). `channels` that the version
    withdraws do not work.

    `status` is `active`, `exhausted` (all granted runs are used), `expired` or `ended`.
    """

    id: str
    agent_id: str
    user_id: str | None
    version_id: str | None
    held_version_id: str | None
    price_id: str | None
    source: str
    reason: str
    channels: list[str]
    payment_mode: str
    run_limit: int | None
    runs_used: int
    status: str
    active_from: Time
    active_to: Time | None
    ended_at: Time | None
    created_at: Time


class EnablingPolicyBody(BaseModel):
    """Whether members may enable free agents for themselves."""

    model_config = ConfigDict(extra="forbid")

    members_may_enable: bool


def view(entitlement: Entitlement, now: datetime) -> EntitlementView:
    shown = {name: getattr(entitlement, name, None) for name in EntitlementView.model_fields}
    return EntitlementView.model_validate(shown | {"status": _status(entitlement, now)})


def _status(
    entitlement: Entitlement, now: datetime
) -> Literal["active", "exhausted", "expired", "ended"]:
    if entitlement.ended_at is not None:
        return "ended"
    if entitlement.active_to is not None and entitlement.active_to <= now:
        return "expired"
    return "active" if entitlement.holds(now) else "exhausted"
