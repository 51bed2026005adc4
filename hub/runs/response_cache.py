"""Exact answers again: for a caller who asks for it, the same request costs no model call.

Off unless the call says `cache: true`. An answer is found again only by the same organization, for
the same agent version, model and input; it costs the agent's own fee, and the record says which
run it came from. Valkey keeps it for a while, sealed under the organization's keys; without Valkey
nothing is found and nothing breaks.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import structlog
from redis import asyncio as valkey
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from hub.kit.vault import Place, Vault
from hub.runs.executor import Work
from hub.runs.record import Result
from providers.contract import Usage

log = structlog.get_logger()

_TIMEOUT_S: Final = 0.25
_LARGEST: Final = 1024 * 1024
_ANSWERS: Final = "valkey.answers"


class Kept(msgspec.Struct, frozen=True):
    output: Any
    model: str | None
    model_tier: str | None
    run_id: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Stands on the run's record where a model call would."""

    run_id: str

    def record(self) -> dict[str, Any]:
        return {"cache": "hit", "run_id": self.run_id}


_kept: Final = msgspec.json.Decoder(Kept)


class ResponseCache:
    def __init__(self, url: str | None, vault: Vault, *, seconds: int) -> None:
        self._vault = vault
        self._seconds = seconds
        self._server: Any = None
        if url is not None:
            self._server = valkey.from_url(
                url,
                socket_timeout=_TIMEOUT_S,
                socket_connect_timeout=_TIMEOUT_S,
                retry=Retry(NoBackoff(), 0),
            )

    async def close(self) -> None:
        if self._server is not None:
            await self._server.aclose()

    async def find(self, work: Work) -> Result | None:
        """The answer of an equal request; also null while Valkey is away."""
        if self._server is None or not _is_cacheable(work):
            return None
        try:
            found = await self._server.get(_key(work))
        except (RedisError, OSError) as error:
            log.warning("response_cache.away", error=str(error))
            return None
        if found is None:
            return None
        opened = await self._vault.open(work.run.org_id, Place(_ANSWERS, _key(work)), found)
        if opened is None:
            return None
        kept = _kept.decode(opened)
        work.attempts.append(Hit(kept.run_id))
        return Result(
            output=kept.output,
            usage=Usage(),
            model=kept.model,
            model_tier=kept.model_tier,
        )

    async def keep(self, work: Work, result: Result) -> None:
        if self._server is None or not _is_cacheable(work) or result.finish_reason != "stop":
            return
        kept = msgspec.json.encode(
            Kept(result.output, result.model, result.model_tier, work.run.id)
        )
        if len(kept) > _LARGEST:
            return
        key = _key(work)
        sealed = await self._vault.seal(work.run.org_id, Place(_ANSWERS, key), kept)
        try:
            await self._server.set(key, sealed, ex=self._seconds)
        except (RedisError, OSError) as error:
            log.warning("response_cache.away", error=str(error))


def _is_cacheable(work: Work) -> bool:
    """What depends on more than the input, or acts on the world, is done anew every time."""
    agent = work.runnable.manifest
    return (
        work.cache
        and agent.kind == "prompt"
        and not agent.tools
        and not agent.agents
        and work.session is None
        and not work.talk.needs_model
        and not work.talk.earlier
        and work.run.mode == "live"
    )


def _key(work: Work) -> str:
    """Names the organization in full; equal input means equal JSON with sorted keys."""
    asked = (work.run.agent_version_id, work.run.model_requested, work.input, work.talk)
    digest = hashlib.sha256(msgspec.json.encode(asked, order="sorted")).hexdigest()
    return f"laelia:answers:{work.run.org_id}:{digest}"
