"""A whole hub over real engines, reached over HTTP like anybody reaches it."""

import itertools
import json
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from hub.app import create_app
from hub.kit.clock import Clock, system_clock
from hub.kit.engines import EngineUrls
from hub.kit.settings import Settings
from tests.peers.dns import DnsPeer, dns_peer
from tests.peers.model import ModelPeer, model_peer
from tests.serving import served

ADMIN_EMAIL = "admin@example.com"
PASSWORD = "correct-horse-battery-9"
MASTER = b"one master key for all the tests"
SIGNING = Ed25519PrivateKey.generate().private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
)
MODEL_PRICES = [
    {
        "id": name,
        "kind": "chat",
        "capabilities": ["chat", "stream", "tools", "json_schema", "images"],
        "tier": "standard",
        "region": region,
        "max_output_tokens": 4096,
        "prices": [
            {
                "effective_from": "2026-01-01",
                "input_usd_per_million": 1.0,
                "output_usd_per_million": 2.0,
            }
        ],
    }
    for name, region in (("gpt-test", "eu"), ("gpt-other", "us"))
] + [
    {"id": "gpt-unpriced", "kind": "chat", "capabilities": ["chat", "stream"], "tier": "standard"},
    {
        "id": "embed-test",
        "kind": "embedding",
        "capabilities": ["embed"],
        "dimensions": 3,
        "prices": [{"effective_from": "2026-01-01", "input_usd_per_million": 0.1}],
    },
]
# For clients that speak plain HTTP: to load the system's authorities, which each of its own would,
# takes as long as many a test.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
# Now, and not in a thread when the first hub serves: while the framework builds routes it silences
# warnings for the whole process, which whoever else does so in the meantime undoes.
import_module("hub.routes")
_names = itertools.count()


@dataclass
class Answer:
    """An HTTP answer, read."""

    status: int
    body: Any
    headers: dict[str, str]

    def __getitem__(self, key: str) -> Any:
        return self.body[key]


@dataclass
class Client:
    """Calls the hub as somebody: with a session token or an API key, or as nobody."""

    url: str
    http: aiohttp.ClientSession
    token: str | None = None
    user: dict[str, Any] = field(default_factory=dict)
    organization: dict[str, Any] = field(default_factory=dict)

    def headers(self, extra: dict[str, str] | None = None) -> dict[str, str]:
        own = {"authorization": f"Bearer {self.token}"} if self.token else {}
        return own | (extra or {})

    async def call(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None
    ) -> Answer:
        async with self.http.request(
            method, self.url + path, json=body, headers=self.headers(headers)
        ) as answer:
            text = await answer.text()
            kind = answer.headers.get("content-type", "").partition(";")[0]
            is_json = kind.endswith(("/json", "+json"))
            parsed = json.loads(text) if text and is_json else text
            return Answer(answer.status, parsed, {k.lower(): v for k, v in answer.headers.items()})

    async def get(self, path: str, **options: Any) -> Answer:
        return await self.call("GET", path, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        return await self.call("POST", path, body, **options)

    def with_token(self, token: str) -> "Client":
        return Client(self.url, self.http, token, self.user, self.organization)

    async def key(self, **options: Any) -> "Client":
        """The same person with a new API key that may do what an API key usually does."""
        scopes = ["agents:read", "agents:invoke", "runs:read", "usage:read"]
        made = await self.post("/v1/api-keys", {"name": "test", "scopes": scopes} | options)
        assert made.status == 201, made.body
        return self.with_token(made["key"])

    async def enable(self, agent_id: str) -> dict[str, Any]:
        """As somebody who agrees to wherever it sends what it is given."""
        enabled = await self.post(f"/v1/agents/{agent_id}/enable", {})
        if enabled.status == 403 and enabled["code"] == "consent_required":
            agreed = {"version": enabled["version"], "hosts": enabled["hosts"]}
            path = f"/v1/agents/{agent_id}/enable"
            enabled = await self.post(path, {"consent": agreed})
        assert enabled.status == 201, enabled.body
        result: dict[str, Any] = enabled.body
        return result

    async def invoke(self, agent_id: str, input_: Any, **body: Any) -> Answer:
        headers = body.pop("headers", None)
        path = f"/v1/agents/{agent_id}/invoke"
        return await self.post(path, {"input": input_} | body, headers=headers)


@dataclass
class RunningHub:
    """A hub that serves, the model server behind its `openai` provider, and its name server."""

    url: str
    model: ModelPeer
    engines: EngineUrls
    http: aiohttp.ClientSession
    home: Path
    dns: DnsPeer = field(default_factory=DnsPeer)

    @property
    def anonymous(self) -> Client:
        return Client(self.url, self.http)

    async def sign_up(self, *, organization: str | None = None) -> Client:
        """A new person, in an organization of their own."""
        body = {"email": f"person-{next(_names)}@example.com", "password": PASSWORD, "name": "P"}
        if organization:
            body["organization_name"] = organization
        made = await self.anonymous.post("/v1/auth/signup", body)
        assert made.status == 201, made.body
        return Client(self.url, self.http, made["token"], made["user"], made["organization"])

    async def admin(self) -> Client:
        """The platform's administrator."""
        body = {"email": ADMIN_EMAIL, "password": PASSWORD}
        made = await self.anonymous.post("/v1/auth/login", body)
        assert made.status == 200, made.body
        return Client(self.url, self.http, made["token"], made["user"], made["organization"])


def share_secrets(home: Path) -> None:
    """Whoever uses one database has its master key and signs as all others do, in whatever home."""
    folder = home / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, key in (("master.key", MASTER), ("receipts.pem", SIGNING)):
        if not (folder / name).exists():
            (folder / name).touch(mode=0o600)
            (folder / name).write_bytes(key)


def hub_settings(engines: EngineUrls, home: Path, **changes: Any) -> Settings:
    share_secrets(home)
    urls = {
        name.removeprefix("LAELIA_").lower(): value
        for name, value in engines.environment().items()
        if value and "LOCAL_MODEL" not in name
    }
    limits = {"requests_per_minute": 100_000, "organization_requests_per_minute": 1_000_000}
    limits |= {"anonymous_requests_per_minute": 1_000_000, "webhooks_per_minute": 1_000_000}
    return Settings(
        **(
            urls
            | {
                "home": home,
                "admin_email": ADMIN_EMAIL,
                "admin_password": PASSWORD,
                "limits": limits | {"sign_ins_per_minute": 1_000_000},
                "password_hash": {"time_cost": 1, "memory_kib": 8, "parallelism": 1},
                "outbound": {"allow": ["127.0.0.0/8"]},
                "runs": {"live_s": 0.2},
                "oauth": {"registrations_per_day": 1_000_000},
                "sign_up": {"verification": "off"},
            }
            | changes
        )
    )


@asynccontextmanager
async def serve(settings: Settings, *, clock: Clock = system_clock) -> AsyncIterator[str]:
    """The hub's address, while it serves on a free port."""
    config = uvicorn.Config(
        create_app(settings, clock=clock),
        host="127.0.0.1",
        port=0,
        log_level="warning",
        access_log=False,
        timeout_keep_alive=300,  # tests that block the loop let pooled connections idle for long
    )
    async with served(config) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def provider_environment() -> Iterator[pytest.MonkeyPatch]:
    """The environment that providers read, as an operator would set it."""
    with pytest.MonkeyPatch.context() as environment:
        yield environment


@pytest.fixture(scope="session")
async def model() -> AsyncIterator[ModelPeer]:
    async with model_peer() as peer:
        yield peer


@pytest.fixture(scope="session")
async def hub(
    engines: EngineUrls,
    model: ModelPeer,
    provider_environment: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[RunningHub]:
    """One hub per test process; tests keep apart by signing up people of their own."""
    provider_environment.setenv("OPENAI_BASE_URL", model.url)
    provider_environment.setenv("OPENAI_API_KEY", "sk-upstream")
    provider_environment.setenv("LAELIA_PROVIDERS__OPENAI__MODELS", json.dumps(MODEL_PRICES))
    home = tmp_path_factory.mktemp("hub")
    async with (
        dns_peer() as names,
        serve(hub_settings(engines, home, sso={"dns_servers": [names.address]})) as url,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as http,
    ):
        yield RunningHub(url, model, engines, http, home, names)
