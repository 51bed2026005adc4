"""A person's mailbox, as the platform's administrator sees it in the outbox."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from tests.hub_fixtures import Client, RunningHub

WITHIN_S = 15
_LINK = re.compile(r"(http\S+?)(/account/[a-z-]+)#token=(lam_[0-9A-Za-z]+)")


@dataclass(frozen=True)
class Letter:
    id: str
    subject: str
    body: str

    @property
    def link(self) -> tuple[str, str, str]:
        """Its origin, its path and its token."""
        found = _LINK.search(self.body)
        assert found, self.body
        return found[1], found[2], found[3]

    @property
    def token(self) -> str:
        return self.link[2]


class Mailboxes:
    def __init__(self, platform: Client) -> None:
        self._platform = platform

    @classmethod
    async def of(cls, hub: RunningHub) -> "Mailboxes":
        return cls(await hub.admin())

    async def to(self, address: str, template: str | None = None) -> list[dict[str, Any]]:
        listed = await self._platform.get("/v1/admin/outbox?limit=100")
        assert listed.status == 200, listed.body
        return [
            message
            for message in listed["data"]
            if message["recipient"] == address and template in (None, message["template"])
        ]

    async def letter(self, address: str, template: str, *, number: int = 1) -> Letter:
        """The newest of this kind, once there are so many: what sends it need not have ended."""
        async with asyncio.timeout(WITHIN_S):
            while len(found := await self.to(address, template)) < number:
                await asyncio.sleep(0.02)
        return await self.open(found[0]["id"])

    async def open(self, message_id: str) -> Letter:
        opened = await self._platform.get(f"/v1/admin/outbox/{message_id}")
        assert opened.status == 200, opened.body
        return Letter(opened["id"], opened["subject"], opened["body"])
