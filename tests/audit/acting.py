"""What an act is: a request, and the action that it must leave."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.hub_fixtures import Answer, Client, RunningHub
from tests.peers.toolserver import ToolServer


@dataclass
class Act:
    """A request, and the action that it must leave in the chain of `org_id`."""

    action: str
    org_id: str
    who: Client
    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    file: bytes | None = None
    file_field: str = "file"
    words: dict[str, str] = field(default_factory=dict)

    async def do(self) -> Answer:
        if self.file is None:
            return await self.who.call(self.method, self.path, self.body, headers=self.headers)
        form = aiohttp.FormData(self.words, quote_fields=False)
        form.add_field(self.file_field, self.file, filename="a.txt")
        async with self.who.http.request(
            self.method, self.who.url + self.path, data=form, headers=self.who.headers()
        ) as answer:
            body = await answer.json(content_type=None)
            return Answer(answer.status, body, {k.lower(): v for k, v in answer.headers.items()})


@dataclass
class Stage:
    hub: RunningHub
    server: ToolServer

    async def team(self) -> Client:
        return await self.hub.sign_up(organization="Acting")


Prepare = Callable[[Stage], Awaitable[Act]]


def mine(
    action: str, method: str, path: str, body: Any = None, **more: Any
) -> Callable[[Client], Act]:
    return lambda who: Act(action, who.organization["id"], who, method, path, body, **more)


async def made(answer: Answer) -> Answer:
    assert answer.status in (200, 201, 202), answer.body
    return answer
