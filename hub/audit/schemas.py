"""The record on the wire."""

from typing import Any

import msgspec
from pydantic import BaseModel, Field

from hub.audit.models import AuditEvent, AuditHead
from hub.kit.clock import Time


class ActorView(BaseModel):
    """`type` is user, api_key, system (the hub by itself) or anonymous (a sign-in that failed)."""

    type: str
    id: str | None
    credential_id: str | None = Field(description="The key or the session that was used.")


class TargetView(BaseModel):
    type: str
    id: str | None


class EventView(BaseModel):
    """One act. `seq`, `previous` and `hash` are its place in the organization's chain."""

    id: str
    organization_id: str
    seq: int
    occurred_at: Time
    actor: ActorView
    as_platform: bool = Field(description="Done as an administrator of the platform.")
    action: str
    target: TargetView
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    outcome: str
    address: str | None
    user_agent: str | None
    request_id: str | None
    previous: str
    hash: str

    @classmethod
    def of(cls, row: AuditEvent) -> "EventView":
        return cls(
            id=row.id,
            organization_id=row.org_id,
            seq=row.seq,
            occurred_at=row.occurred_at,
            actor=ActorView(type=row.actor_type, id=row.actor_id, credential_id=row.credential_id),
            as_platform=row.as_platform,
            action=row.action,
            target=TargetView(type=row.target_type, id=row.target_id),
            before=None if row.before is None else msgspec.json.decode(row.before),
            after=None if row.after is None else msgspec.json.decode(row.after),
            outcome=row.outcome,
            address=row.address,
            user_agent=row.user_agent,
            request_id=row.request_id,
            previous=row.previous.hex(),
            hash=row.hash.hex(),
        )


class HeadView(BaseModel):
    """A chain as it was; `token` is a compact JWS over it, by a key of `/.well-known/jwks.json`."""

    number: int
    seq: int
    hash: str
    signed_at: Time
    token: str

    @classmethod
    def of(cls, row: AuditHead) -> "HeadView":
        return cls(
            number=row.number,
            seq=row.seq,
            hash=row.hash.hex(),
            signed_at=row.signed_at,
            token=row.token,
        )
