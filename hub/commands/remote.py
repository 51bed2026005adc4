"""A hub as commands reach it: over HTTP like any client, at LAELIA_URL with LAELIA_API_KEY."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import quote

import aiohttp
import typer

from hub.kit.errors import LaeliaError
from hub.kit.ids import is_id

_DEFAULT_URL: Final = "http://127.0.0.1:8080"
_PATIENCE: Final = aiohttp.ClientTimeout(total=60)


class Refused(LaeliaError):
    """What the hub answered, in its own words."""

    code = "refused"


class Remote:
    """A hub as its HTTP API shows it."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self._url = url.rstrip("/")
        self._http = http

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        async with self._http.request(
            method, f"{self._url}{path}", json=body, headers=headers
        ) as answer:
            found = await answer.json(content_type=None)
            if answer.status >= 400:
                raise _refusal(found, answer.status)
            return found

    async def find(self, name: str) -> dict[str, Any] | None:
        """One's own agent of this ID or slug."""
        if is_id("agt", name):
            found: dict[str, Any] = await self.call("GET", f"/v1/agents/{name}")
            return found
        listed = await self.call("GET", f"/v1/agents?own=true&slug={quote(name, safe='')}")
        return await self.find(listed["data"][0]["id"]) if listed["data"] else None

    async def publish(self, agent_id: str, note: str) -> str | None:
        """The version that was made; None where there was nothing to publish."""
        try:
            made = await self.call("POST", f"/v1/agents/{agent_id}/publish", {"note": note})
        except Refused as refusal:
            if refusal.extra.get("code") == "nothing_to_publish":
                return None
            raise
        return str(made["version"])


def _refusal(body: Any, status: int) -> Refused:
    if not isinstance(body, dict) or "detail" not in body:
        return Refused(f"The hub answered {status}.", code=None)
    return Refused(body["detail"], code=body.get("code"), errors=body.get("errors", []))


def _in_words(error: LaeliaError) -> str:
    """What is wrong, and every place where it is."""
    faults = [f"{fault['pointer'] or '/'}: {fault['detail']}" for fault in error.extra["errors"]]
    return "\n".join(faults)


@asynccontextmanager
async def remote() -> AsyncIterator[Remote]:
    key = os.environ.get("LAELIA_API_KEY")
    if not key:
        raise Refused("Set LAELIA_API_KEY to an API key or a session token of yours.")
    headers = {"authorization": f"Bearer {key}"}
    url = os.environ.get("LAELIA_URL", _DEFAULT_URL)
    async with aiohttp.ClientSession(headers=headers, timeout=_PATIENCE) as http:
        yield Remote(url, http)


def run(work: Callable[[Remote], Awaitable[int]]) -> None:
    """Runs a command and leaves with its status; 2 where the hub or a file said no."""

    async def within() -> int:
        async with remote() as hub:
            return await work(hub)

    try:
        status = asyncio.run(within())
    except LaeliaError as error:
        typer.echo(_in_words(error) if error.extra.get("errors") else error.detail, err=True)
        status = 2
    except (aiohttp.ClientError, OSError) as error:
        typer.echo(f"The hub could not be reached: {error}", err=True)
        status = 2
    raise typer.Exit(status)
