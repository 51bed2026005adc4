"""The requests that need two agents, run end to end on a hub as a user starts it.

Each is sent to `laelia` over HTTP with something to work on. Checked for each: the cost is the sum
of the children's costs. Checked at the end: the credits that are gone are the sum of all costs, and
nothing is held.
"""

import shutil
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import aiohttp
import msgspec

from bench.hub import READY_SECONDS, SETTINGS, command, fresh_home
from bench.processes import LOOPBACK, BenchError, Child, free_port
from bench.unified.measure import Request
from bench.unified.model import MODEL
from hub.agents.shipped import shipped_agents

MATERIAL: Final = "Oak foot; linen shade; 40 W. Invoice 17: 2 lamps at 30 is 60. Ms. Lee sends it."
_FOR_SALE: Final = {
    "id": MODEL,
    "kind": "chat",
    "capabilities": ["chat", "json_schema"],
    "tier": "standard",
    "prices": [
        {
            "effective_from": "2026-01-01",
            "input_usd_per_million": 1.0,
            "output_usd_per_million": 4.0,
        }
    ],
}


@dataclass(frozen=True)
class Run:
    """`sums` says whether the cost is the sum of the children's; `failure` is an error's code."""

    request: Request
    agents: tuple[str, ...]
    cost: Decimal
    sums: bool
    failure: str = ""


@dataclass(frozen=True)
class Report:
    runs: list[Run]
    spent: Decimal
    held: Decimal

    @property
    def balanced(self) -> bool:
        return self.held == 0 and self.spent == sum(run.cost for run in self.runs)


class _Api:
    def __init__(self, http: aiohttp.ClientSession, base: str, token: str = "") -> None:
        self.http, self.base, self.token = http, base, token

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.http.request(
            method, self.base + path, json=body, headers=headers
        ) as answer:
            return answer.status, await answer.json(content_type=None)

    async def must(self, method: str, path: str, body: Any = None) -> Any:
        status, answer = await self.call(method, path, body)
        if status >= 300:
            raise BenchError(f"{method} {path}: {status} {answer}")
        return answer


async def run(asked: Sequence[Request]) -> Report:
    async with _hub() as api:
        slugs = {shipped.id: shipped.manifest.slug for shipped in shipped_agents()}
        for agent_id in slugs:
            await api.must("POST", f"/v1/agents/{agent_id}/enable", {})
        before = await api.must("GET", "/v1/credits")
        runs = [await _one(api, request, slugs) for request in asked]
        after = await api.must("GET", "/v1/credits")
    spent = Decimal(before["available"]) - Decimal(after["available"])
    return Report(runs, spent, Decimal(after["held"]))


async def _one(api: _Api, request: Request, slugs: dict[str, str]) -> Run:
    given = {"text": request.text, "material": MATERIAL}
    status, answer = await api.call("POST", "/v1/agents/laelia/invoke", {"input": given})
    if status != 200:
        cost = Decimal(0)
        if "run_id" in answer:
            kept = await api.must("GET", f"/v1/runs/{answer['run_id']}")
            cost = Decimal(kept["cost"]["credits"])
        return Run(request, (), cost, sums=False, failure=answer["code"])
    steps = answer["output"]["steps"]
    children = [await api.must("GET", f"/v1/runs/{step['run_id']}") for step in steps]
    total = sum(Decimal(child["cost"]["credits"]) for child in children)
    cost = Decimal(answer["cost"]["credits"])
    return Run(request, tuple(slugs[s["agent_id"]] for s in steps), cost, sums=cost == total)


@asynccontextmanager
async def _hub() -> AsyncIterator[_Api]:
    """A hub and its model, and somebody who has just signed up."""
    home, port, model_port = fresh_home(), free_port(), free_port()
    settings = SETTINGS | {
        "LAELIA_HOME": str(home),
        "LAELIA_PORT": str(port),
        "LAELIA_WORKERS": "1",
        "OPENAI_BASE_URL": f"http://{LOOPBACK}:{model_port}/v1",
        "LAELIA_PROVIDERS__OPENAI__MODELS": msgspec.json.encode([_FOR_SALE]).decode(),
    }
    program = [sys.executable, "-m", "bench.unified.model", "--port", str(model_port)]
    model = await Child.start("unified-model", program)
    try:
        await model.ready(f"http://{LOOPBACK}:{model_port}/v1/models", READY_SECONDS)
        hub = await Child.start("unified-hub", command("up"), env=settings)
        try:
            base = f"http://{LOOPBACK}:{port}"
            await hub.ready(f"{base}/readyz", READY_SECONDS)
            async with aiohttp.ClientSession() as http:
                person = {"email": "p@bench.example", "password": "correct-orchid-7", "name": "P"}
                made = await _Api(http, base).must("POST", "/v1/auth/signup", person)
                yield _Api(http, base, made["token"])
        finally:
            await hub.stop()
    finally:
        await model.stop()
        shutil.rmtree(home, ignore_errors=True)
