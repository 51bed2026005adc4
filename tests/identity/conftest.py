"""Hubs of identity alone, spoken to over HTTP, on this process's own database."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.endpoints import router
from hub.identity.public import (
    ApiKeyCreated,
    Authenticator,
    Identity,
    OrganizationCreated,
    Passwords,
)
from hub.kit.clock import system_clock
from hub.kit.db import Database, Reader
from hub.kit.events import Events
from hub.kit.http import install_problem_handlers
from hub.kit.people import People
from hub.kit.ratelimit import RateLimiter
from hub.kit.sealing import Sealer
from hub.kit.settings import Limits
from hub.kit.settings import SignUp as SignUpSettings
from hub.kit.vault import LocalMasters, Vault
from tests.engine_fixtures import DatabaseUrls
from tests.hub_fixtures import share_secrets

PASSWORD = "correct horse battery"
SEALER = Sealer(bytes(range(32)))
GENEROUS = Limits(sign_ins_per_minute=1_000_000, requests_per_minute=1_000_000)


@dataclass
class Hub:
    """One hub process, as far as identity goes."""

    app: FastAPI
    identity: Identity
    caused: list[object] = field(default_factory=list)

    def client(self, *, peer: str = "127.0.0.1", **options: Any) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app, client=(peer, 4242), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://hub.test", **options)

    def as_caller(self, credential: str) -> httpx.AsyncClient:
        return self.client(headers={"authorization": f"Bearer {credential}"})


@dataclass(frozen=True)
class Person:
    """Someone signed up, and a client that carries their session token."""

    email: str
    token: str
    user_id: str
    org_id: str
    http: httpx.AsyncClient


MakeHub = Callable[..., Any]
SignUp = Callable[..., Awaitable[Person]]


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    return Passwords(time_cost=1, memory_kib=64, parallelism=1)


@pytest.fixture(scope="session")
def make_hub(passwords: Passwords, tmp_path_factory: pytest.TempPathFactory) -> MakeHub:
    home = tmp_path_factory.mktemp("masters")
    share_secrets(home)  # the database is that of other tests' hubs too

    @asynccontextmanager
    async def make(
        url: str, *, limits: Limits = GENEROUS, redis: str | None = None, **options: Any
    ) -> AsyncIterator[Hub]:
        reader, events = Reader(url, size=2), Events()
        await reader.open()
        people = People(reader, Vault(reader, LocalMasters(home / "secrets"), system_clock))
        await people.open()
        database = Database(url, people=people)
        options.setdefault("sign_up", SignUpSettings(verification="off"))
        limiter = RateLimiter(redis, namespace=f"test:{secrets.token_hex(4)}")
        identity = Identity(
            database=database,
            people=people,
            authenticator=Authenticator(url, clock=options.get("clock", system_clock)),
            limiter=limiter,
            events=events,
            base_url=options.pop("base_url", "http://hub.test"),
            limits=limits,
            sealer=SEALER,
            passwords=passwords,
            **options,
        )
        app = FastAPI()
        app.state.identity = identity
        app.include_router(router)
        install_problem_handlers(app)
        hub = Hub(app, identity)

        async def note(_: AsyncSession, event: object) -> None:
            hub.caused.append(event)

        events.on(OrganizationCreated, note)
        events.on(ApiKeyCreated, note)
        await identity.open()
        yield hub
        await identity.authenticator.close()
        await limiter.close()
        await database.close()
        await reader.close()

    return make


@pytest.fixture(scope="session")
async def hub(database: DatabaseUrls, make_hub: MakeHub) -> AsyncIterator[Hub]:
    async with make_hub(database.app) as made:
        yield made


@pytest.fixture
async def sign_up(hub: Hub) -> AsyncIterator[SignUp]:
    clients: list[httpx.AsyncClient] = []

    async def new(organization: str | None = None, **members: Any) -> Person:
        email = members.pop("email", f"p{secrets.token_hex(6)}@example.com")
        body = {"email": email, "password": PASSWORD, **members}
        if organization is not None:
            body["organization_name"] = organization
        async with hub.client() as client:
            answer = await client.post("/v1/auth/signup", json=body)
        assert answer.status_code == 201, answer.text
        got = answer.json()
        clients.append(hub.as_caller(got["token"]))
        return Person(
            got["user"]["email"],
            got["token"],
            got["user"]["id"],
            got["organization"]["id"],
            clients[-1],
        )

    yield new
    for client in clients:
        await client.aclose()


@dataclass(frozen=True)
class Team:
    org_id: str
    admin: Person
    staff: Person
    member: Person


MakeTeam = Callable[[], Awaitable[Team]]


@pytest.fixture
async def make_team(hub: Hub, sign_up: SignUp) -> AsyncIterator[MakeTeam]:
    """An organization with one person in each role, each signed in to it."""
    clients: list[httpx.AsyncClient] = []

    async def make() -> Team:
        admin = await sign_up("Orchid House")
        people = {}
        for role in ("staff", "member"):
            person = await sign_up()
            people[role] = await join(hub, admin, person, role)
            clients.append(people[role].http)
        return Team(admin.org_id, admin, people["staff"], people["member"])

    yield make
    for client in clients:
        await client.aclose()


async def join(hub: Hub, admin: Person, person: Person, role: str) -> Person:
    offer = await admin.http.post("/v1/invitations", json={"email": person.email, "role": role})
    assert offer.status_code == 201, offer.text
    seat = await person.http.post("/v1/invitations/accept", json={"token": offer.json()["token"]})
    assert seat.status_code == 200, seat.text
    return await enter(hub, person, admin.org_id)


async def enter(hub: Hub, person: Person, org_id: str) -> Person:
    """A further session, in another organization of theirs."""
    body = {"email": person.email, "password": PASSWORD, "organization_id": org_id}
    async with hub.client() as client:
        answer = await client.post("/v1/auth/login", json=body)
    assert answer.status_code == 200, answer.text
    token = answer.json()["token"]
    return Person(person.email, token, person.user_id, org_id, hub.as_caller(token))


async def eventually(check: Callable[[], Awaitable[bool]], *, within_s: float) -> float:
    """How long it took, or a failure after the bound."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    while not await check():
        assert loop.time() - started < within_s, f"not true within {within_s} s"
        await asyncio.sleep(0.02)
    return loop.time() - started
