"""Signed heads: once a day each chain's last hash, under the installation's key.

Whoever can change rows can also compute their hashes anew; a head that was signed and given away
before cannot be made to fit. Each head names the digest of the one before it in its chain, so that
none of them can go missing either.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import text

from hub.audit.models import AuditHead
from hub.kit.clock import Clock, rfc3339
from hub.kit.db import Database
from hub.kit.signing import AUDIT_HEAD, SigningKey

EVERY: Final = timedelta(days=1)
_AT_ONCE: Final = 500
_ONE_SIGNER: Final = text("select pg_try_advisory_xact_lock(hashtext('laelia/audit-heads'))")
# One step through the index per chain, however long the chains are.
_DUE: Final = text(
    """
    with recursive chains(org_id) as (
      (select org_id from audit_events order by org_id limit 1)
      union all
      select (select e.org_id from audit_events e where e.org_id > c.org_id
              order by e.org_id limit 1)
      from chains c where c.org_id is not null
    )
    select c.org_id, last.seq, last.hash, head.number, head.token
    from chains c
    cross join lateral (select seq, hash from audit_events e where e.org_id = c.org_id
                        order by seq desc limit 1) last
    left join lateral (select number, seq, token, signed_at from audit_heads h
                       where h.org_id = c.org_id order by number desc limit 1) head on true
    where head.seq is null or (head.seq < last.seq and head.signed_at <= :before)
    limit :most
    """
)


class HeadSigner:
    """Over the worker's own role, which sees every chain and may add heads to them."""

    def __init__(self, database: Database, key: SigningKey, *, issuer: str, clock: Clock) -> None:
        self._database = database
        self._key = key
        self._issuer = issuer
        self._clock = clock

    async def step(self) -> bool:
        """Signs what is due. True when more is."""
        now = self._clock()
        async with self._database.transaction() as session:
            connection = await session.connection()
            if not (await connection.execute(_ONE_SIGNER)).scalar_one():
                return False
            due = await connection.execute(_DUE, {"before": now - EVERY, "most": _AT_ONCE})
            rows = due.all()
            for row in rows:
                session.add(self._head(row, now))
        return len(rows) == _AT_ONCE

    def _head(self, row: Any, now: datetime) -> AuditHead:
        number = (row.number or 0) + 1
        said = {
            "iss": self._issuer,
            "chain": row.org_id,
            "number": number,
            "seq": row.seq,
            "hash": row.hash.hex(),
            "signed_at": rfc3339(now),
            "previous": None if row.token is None else digest_of(row.token),
        }
        token = self._key.sign(msgspec.json.encode(said), kind=AUDIT_HEAD)
        return AuditHead(
            org_id=row.org_id,
            number=number,
            seq=row.seq,
            hash=row.hash,
            token=token,
            signed_at=now,
        )


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class SignedHead(msgspec.Struct, frozen=True):
    """What a head's token says."""

    chain: str
    number: int
    seq: int
    hash: str
    previous: str | None


def read_head(payload: bytes) -> SignedHead:
    """Raises msgspec.DecodeError."""
    return msgspec.json.decode(payload, type=SignedHead)
