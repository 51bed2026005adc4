"""Requests with a key are done once, for ever: what they made is written with their effect."""

import hashlib
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.billing.order_models import BillingRequest
from hub.kit.errors import IdempotencyInFlight, IdempotencyKeyRequired, IdempotencyKeyReused


class Once:
    """One request. `what` tells requests of different kinds apart that have the same body."""

    def __init__(self, org_id: str, key: str | None, what: str, body: Any) -> None:
        if not key:
            raise IdempotencyKeyRequired("Send one, so that a retry moves no money twice.")
        self._org_id, self._key = org_id, key
        said = msgspec.json.encode([what, body], order="sorted")
        self._hash = hashlib.sha256(said).digest()

    async def known(self, session: AsyncSession) -> str | None:
        """What an earlier request with this key made; else the key is this transaction's.

        Raises:
            IdempotencyInFlight: another is at work on it.
            IdempotencyKeyReused: it was another request.
        """
        connection = await session.connection()
        locked = await connection.execute(
            text("select pg_try_advisory_xact_lock(hashtextextended(:key, 1))"),
            {"key": f"billing:{self._org_id}:{self._key}"},
        )
        if not locked.scalar_one():
            raise IdempotencyInFlight("The first request with this key is still running.")
        found = await session.get(BillingRequest, (self._org_id, self._key))
        if found is None:
            return None
        if found.body_hash != self._hash:
            raise IdempotencyKeyReused("This key was used for another request.")
        return found.object_id

    def done(self, session: AsyncSession, object_id: str, now: datetime) -> None:
        row = BillingRequest(
            org_id=self._org_id,
            key=self._key,
            body_hash=self._hash,
            object_id=object_id,
            created_at=now,
        )
        session.add(row)
