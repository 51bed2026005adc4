"""Wire shapes of entitlements."""

from pydantic import BaseModel, ConfigDict

from hub.kit.clock import Time


class EntitlementView(BaseModel):
    """`user_id` null is the whole organization. `channels` that the version withdraws do not work.

    `status` is `active`, `exhausted` (all granted runs are used), `expired` or `ended`.
    """

    id: str
    agent_id: str
    user_id: str | None
    version_id: str | None
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
