"""The same quote for the same request again, while it holds.

To quote costs nothing and records nothing, so that Valkey keeps what was answered; while it is
away, who asks again gets another quote.
"""

import hashlib
from types import TracebackType
from typing import Any, Final, Self

import msgspec
import structlog
from redis import asyncio as valkey
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from hub.kit.errors import IdempotencyKeyReused
from hub.runs.quotes import HOLDS_FOR

log = structlog.get_logger()

_TIMEOUT_S: Final = 0.25


class Kept(msgspec.Struct, frozen=True):
    request_hash: bytes
    answer: dict[str, Any]


_kept: Final = msgspec.msgpack.Decoder(Kept)


class QuoteReplays:
    """Opened and closed as a context."""

    def __init__(self, url: str | None) -> None:
        self._server: Any = None
        if url is not None:
            self._server = valkey.from_url(
                url,
                socket_timeout=_TIMEOUT_S,
                socket_connect_timeout=_TIMEOUT_S,
                retry=Retry(NoBackoff(), 0),
            )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._server is not None:
            await self._server.aclose()

    async def find(self, org_id: str, key: str, request: Any) -> dict[str, Any] | None:
        """What was answered to this request under this key.

        Raises:
            IdempotencyKeyReused: the key came with another request.
        """
        if self._server is None:
            return None
        try:
            found = await self._server.get(_place(org_id, key))
        except (RedisError, OSError) as error:
            log.warning("quote_replays.away", error=str(error))
            return None
        if found is None:
            return None
        kept = _kept.decode(found)
        if kept.request_hash != _hash(request):
            raise IdempotencyKeyReused("This Idempotency-Key was sent with another request before.")
        return kept.answer

    async def keep(
        self, org_id: str, key: str, request: Any, answer: dict[str, Any]
    ) -> dict[str, Any]:
        """What this key answers from now on: that of another request, if it came before.

        Raises:
            IdempotencyKeyReused: meanwhile the key came with another request.
        """
        if self._server is None:
            return answer
        kept = msgspec.msgpack.encode(Kept(_hash(request), answer))
        try:
            is_first = await self._server.set(_place(org_id, key), kept, ex=HOLDS_FOR, nx=True)
        except (RedisError, OSError) as error:
            log.warning("quote_replays.away", error=str(error))
            return answer
        return answer if is_first else await self.find(org_id, key, request) or answer


def _place(org_id: str, key: str) -> str:
    return f"laelia:quotes:{org_id}:{hashlib.sha256(key.encode()).hexdigest()}"


def _hash(request: Any) -> bytes:
    return hashlib.sha256(msgspec.json.encode(request, order="sorted")).digest()
