"""What the rules of this domain stand on, put together once by a root."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from fastapi import Request

from hub.kit.clock import Clock
from hub.kit.db import Database
from hub.kit.sealing import Secrets
from hub.tools.outbound import OutboundClient
from hub.tools.upstream import UpstreamPool

RECHECK: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Tools:
    """Found by the endpoints at `app.state.tools`.

    `providers` are the model providers for which an organization may bring a key. What a remote
    server says of its tools is compared with the pins again after `recheck`.
    `own_keys_changed` is told the organization, so that whoever changed a key sees it at once.
    """

    database: Database
    sealer: Secrets
    client: OutboundClient
    pool: UpstreamPool
    clock: Clock
    providers: frozenset[str]
    recheck: timedelta = RECHECK
    own_keys_changed: list[Callable[[str], None]] = field(default_factory=list)

    def caller_id(self, publisher_id: str, org_id: str, user_id: str) -> str:
        """All that a publisher's server learns of who calls; another publisher's differs."""
        return self.sealer.pseudonym("cal", publisher_id, org_id, user_id)

    async def aclose(self) -> None:
        await self.pool.aclose()
        await self.client.aclose()


def tools_of(request: Request) -> Tools:
    found: Tools = request.app.state.tools
    return found
