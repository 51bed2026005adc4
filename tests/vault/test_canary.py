"""One word, given to the hub wherever content and secrets go, and then looked for everywhere.

The hub and its log are processes of their own; the database is read as a superuser reads it, the
folders as whoever steals the disk does.
"""

import asyncio
import base64
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from redis.asyncio import Redis

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from tests.audit.conftest import Ledger
from tests.graphs.test_approvals import gated
from tests.hub_fixtures import Answer, Client
from tests.telemetry.conftest import Watched
from tests.worker.conftest import WITHIN_S, Working

SUMMARIZE = platform_agent_id("summarize")
MODEL = "openai/gpt-test"
TABLES = """
    select schemaname || '.' || tablename as name from pg_tables
    where schemaname in ('public', 'checkpoints')
"""


async def made(answer: Answer, *statuses: int) -> Answer:
    assert answer.status in (statuses or (200, 201, 202)), answer.body
    return answer


async def send_file(person: Client, content: str) -> str:
    form = aiohttp.FormData()
    form.add_field("file", content.encode(), filename="a.txt", content_type="text/plain")
    path = f"{person.url}/v1/files"
    async with person.http.post(path, data=form, headers=person.headers()) as answer:
        assert answer.status == 201, await answer.text()
        return str((await answer.json())["id"])


async def told(person: Client, canary: str) -> Answer:
    """Says it on every way in. Returns a run that waits for a person."""
    provider = {"key": f"sk-{canary}"}
    await made(await person.call("PUT", "/v1/provider-keys/openai", provider))
    stored = {"name": "shop", "url": "https://shop.example/v1", "secret": canary}
    await made(await person.post("/v1/credentials", stored))
    await send_file(person, f"{canary} in a file")
    asked = {"model": MODEL, "headers": {"idempotency-key": "of-this-very-session"}}
    session = await made(await person.invoke(SUMMARIZE, canary, session_id="new", **asked))
    await made(
        await person.invoke(SUMMARIZE, canary, model=MODEL, session_id=session["session_id"])
    )
    for _ in range(2):
        await made(await person.invoke(SUMMARIZE, f"{canary} again", model=MODEL, cache=True))
    failing = f"[[fail 503]] {canary}"
    await made(await person.invoke(SUMMARIZE, failing, model=MODEL), 502)
    await made(await person.invoke(SUMMARIZE, {"unknown": canary}, model=MODEL), 422)
    chat = {"model": SUMMARIZE, "messages": [{"role": "user", "content": canary}]}
    await made(await person.post("/v1/chat/completions", chat | {"laelia": {"model": MODEL}}))
    call = {"name": "summarize", "arguments": {"text": canary}}
    headers = {
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2025-06-18",
    }
    said = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    await made(await person.post("/mcp", said, headers=headers))
    daily = {"name": "daily", "agent_id": SUMMARIZE, "cron": "0 0 1 1 *", "model": MODEL}
    await made(await person.post("/v1/schedules", daily | {"input": canary}))
    agent = await gated(person)
    return await made(await person.invoke(agent, canary, model=MODEL), 202)


async def shown_wrongly(person: Client, email: str, canary: str) -> None:
    """The same word as a secret: kept where one belongs, and shown everywhere that none does."""
    oidc = {"issuer": "https://93.184.215.14", "client_id": "x", "client_secret": canary}
    connection = {"name": "Theirs", "kind": "oidc", "oidc": oidc}
    await made(await person.post("/v1/sso/connections", connection))
    nobody = person.with_token("")
    await made(await nobody.post("/v1/auth/login", {"email": email, "password": canary}), 401)
    await made(await nobody.get(f"/v1/agents?access_token={canary}"), 401)
    await made(await person.with_token(canary).get("/v1/me"), 401)
    bound = {"authorization": f"DPoP {canary}", "dpop": canary}
    await made(await nobody.get("/v1/me", headers=bound), 401)
    form = {
        "grant_type": "client_credentials",
        "client_id": canary,
        "client_secret": canary,
        "refresh_token": canary,
        "code": canary,
    }
    async with person.http.post(f"{person.url}/oauth/token", data=form) as refused:
        assert refused.status in (400, 401)
        assert canary not in await refused.text()


async def queued(person: Client, canary: str) -> None:
    options: dict[str, Any] = {"model": MODEL, "headers": {"prefer": "respond-async"}}
    run = await made(await person.invoke(SUMMARIZE, f"{canary} later", **options))
    async with asyncio.timeout(WITHIN_S):
        while not (await person.get(f"/v1/runs/{run['id']}"))["finished_at"]:
            await asyncio.sleep(0.05)


def forms(canary: str) -> Iterator[bytes]:
    """How a dump may show it: as it is, as the hexadecimal of bytes, or in base64."""
    yield canary.encode()
    yield canary.encode().hex().encode()
    for shift in range(3):
        yield base64.b64encode(b"\0" * shift + canary.encode())[4 if shift else 0 : -4]


async def in_tables(ledger: Ledger, wanted: list[bytes]) -> list[str]:
    found = []
    for table in [row["name"] for row in await ledger.rows(TABLES)]:
        lines = await ledger.rows(f"select t::text as line from {table} t")  # noqa: S608 - of the catalog
        dump = "\n".join(line["line"] for line in lines).encode()
        found += [f"{table}: {form!r}" for form in wanted if form in dump]
    return found


def in_files(folder: Path, wanted: list[bytes]) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        try:
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        except FileNotFoundError:
            continue  # an engine's own, gone since it was listed
        found += [f"{path}: {form!r}" for form in wanted if form in content]
    return found


async def in_valkey(url: str, wanted: list[bytes]) -> tuple[list[str], int]:
    found, looked_at = [], 0
    async with Redis.from_url(url) as server:
        async for key in server.scan_iter():
            kind = await server.type(key)
            value: Any = await (server.get(key) if kind == b"string" else server.dump(key))
            looked_at += 1
            found += [f"{key!r}: {form!r}" for form in wanted if form in key + (value or b"")]
    return found, looked_at


@dataclass(frozen=True)
class Disks:
    """Everything that anybody who is not the hub can get at."""

    ledger: Ledger
    folders: tuple[Path, ...]
    valkey: str

    async def hold(self, words: list[bytes]) -> list[str]:
        """Where these stand."""
        found = await in_tables(self.ledger, words)
        for folder in self.folders:
            found += in_files(folder, words)
        in_memory, looked_at = await in_valkey(self.valkey, words)
        assert looked_at > 0
        return found + in_memory


@pytest.fixture
def disks(
    watched: Watched, ledger: Ledger, engines: EngineUrls, run_folder: Path, process_number: int
) -> Disks:
    home, nats = watched.log_files[0].parent, run_folder / f"nats-{process_number}"
    assert home.is_dir()
    assert nats.is_dir()
    return Disks(ledger, (home, nats), engines.redis)


@pytest.mark.timeout(200)
@pytest.mark.req("R64", "S20")
async def test_what_was_said_in_confidence_lies_nowhere_in_the_open(
    watched: Watched, working: Working, disks: Disks
) -> None:
    canary, open_word = f"Canary{secrets.token_hex(12)}", f"open{secrets.token_hex(12)}"
    email = f"{canary}@example.com".lower()
    person = await watched.sign_up(email, "correct-horse-battery-9")
    await person.key(name=open_word)
    await person.enable(SUMMARIZE)
    waiting = await told(person, canary)
    await shown_wrongly(person, email, canary)
    async with working(home=watched.log_files[0].parent):
        await queued(person, canary)
        request = waiting["input_required"][0]["request_id"]
        answer = {"request_id": request, "decision": "approve", "value": canary}
        await made(await person.post(f"/v1/runs/{waiting['id']}/input", answer))
        async with asyncio.timeout(WITHIN_S):
            while not (run := await person.get(f"/v1/runs/{waiting['id']}"))["finished_at"]:
                await asyncio.sleep(0.05)
    assert canary in json.dumps(run["output"]), "it went all the way"
    left = await person.invoke(await gated(person), canary, model=MODEL)
    assert left.status == 202, "with a checkpoint and a question that stay"

    assert await disks.hold([open_word.encode()]), "who looks like this finds what is in the open"
    wanted = [*forms(canary), *forms(canary.lower())]
    assert await disks.hold(wanted) == []
    traces = b"".join(watched.collector.raw)
    assert b"gen_ai" in traces
    assert [form for form in wanted if form in traces] == []
    assert canary not in watched.logs
