"""Another organization's private things look like not found, on every route and in SQL."""

from typing import Any

import psycopg
import pytest

from hub.agents.manifest.fields import Listed
from hub.agents.shipped import platform_agent_id
from tests.agents.documents import http, prompt
from tests.agents_api.people import listed_agent, published
from tests.hub_fixtures import RunningHub
from tests.isolation.requests import served_document

SUMMARIZE = platform_agent_id("summarize")
NOBODY = "agt_" + "0" * 26
ROUTES: list[tuple[str, str, Any]] = [
    ("GET", "", None),
    ("PATCH", "", {"name": "Mine now"}),
    ("POST", "/publish", {}),
    ("POST", "/rollback", {"version": "1.0.0"}),
    ("GET", "/installs", None),
    ("GET", "/rollouts", None),
    ("PUT", "/rollout", {"version": "1.0.0", "percent": 10}),
    ("POST", "/rollout/pause", None),
    ("POST", "/rollout/resume", None),
    ("POST", "/rollout/rollback", None),
    ("POST", "/clone", {}),
    ("POST", "/archive", None),
    ("POST", "/unarchive", None),
    ("GET", "/versions", None),
    ("GET", "/versions/1.0.0", None),
    ("GET", "/diff", None),
    ("POST", "/enable", {}),
    ("POST", "/disable", {}),
    ("PUT", "/price", {"model": "free"}),
    ("GET", "/prices", None),
    ("POST", "/quote", {"input": "x"}),
    ("POST", "/invoke", {"input": "x"}),
    ("GET", "/consent", None),
    ("POST", "/consent", {"version": "1.0.0", "hosts": []}),
    ("GET", "/update", None),
    ("POST", "/accept", {"version": "1.0.0"}),
    ("GET", "/tries", None),
    ("GET", "/funnel", None),
    ("POST", "/try", {"input": "x"}),
    ("GET", "/tries/offer", None),
    ("PUT", "/tries/offer", {}),
    ("POST", "/tries/budget", {"credits": "1"}),
    ("POST", "/tries/budget/return", {}),
]


@pytest.mark.req("S6")
async def test_a_private_agent_is_not_found_on_any_route(hub: RunningHub) -> None:
    owner, stranger = await hub.sign_up(), await hub.sign_up()
    agent_id = await published(owner)
    for method, path, body in ROUTES:
        answers = [
            await stranger.call(method, f"/v1/agents/{id_}{path}", body)
            for id_ in (agent_id, NOBODY)
        ]
        for answer in answers:
            assert (answer.status, answer["code"]) == (404, "agent_not_found"), (path, answer.body)
            answer.body.pop("request_id")
        assert answers[0].body == answers[1].body


def test_no_route_of_an_agent_is_forgotten() -> None:
    administrators = {"/list", "/unlist"}
    exposed = {
        (method.upper(), path.removeprefix("/v1/agents/{agent_id}"))
        for path, methods in served_document()["paths"].items()
        for method in methods
        if path.startswith("/v1/agents/{agent_id}")
    }
    tried = {(m, p.replace("1.0.0", "{version}")) for m, p, _ in ROUTES}
    assert {(m, p) for m, p in exposed if p not in administrators} <= tried


async def test_lists_hold_only_what_is_mine_or_listed(hub: RunningHub) -> None:
    owner, stranger = await hub.sign_up(), await hub.sign_up()
    private = await published(owner)
    _, public = await listed_agent(hub)
    found: set[str] = set()
    cursor: str | None = ""
    while cursor is not None:
        seen = await stranger.get(f"/v1/agents?limit=100{cursor}")
        found |= {agent["id"] for agent in seen["data"]}
        cursor = f"&cursor={seen['next_cursor']}" if seen["next_cursor"] else None
    assert public in found
    assert SUMMARIZE in found
    assert private not in found
    assert (await stranger.get("/v1/agents?own=true"))["data"] == []
    assert (await stranger.get("/v1/entitlements"))["data"] == []


async def test_a_listed_agent_shows_only_its_public_part(hub: RunningHub) -> None:
    owner, agent_id = await listed_agent(hub, instructions="The secret recipe of {{text}}.")
    stranger = await hub.sign_up()
    seen = await stranger.get(f"/v1/agents/{agent_id}")
    version = await stranger.get(f"/v1/agents/{agent_id}/versions/1.0.0")
    for answer in (seen, version, await stranger.get(f"/v1/agents/{agent_id}/versions")):
        assert answer.status == 200
        assert "recipe" not in str(answer.body)
        assert "etag" not in answer.headers
    assert (seen["manifest"], seen["draft"], version["manifest"]) == (None, None, None)
    assert set(version["public"]) == set(Listed.model_fields)
    assert seen["publisher"]["organization_id"] == owner.organization["id"]
    assert seen["publisher"]["name"]
    for method, path, body in ROUTES[1:7]:
        answer = await stranger.call(method, f"/v1/agents/{agent_id}{path}", body)
        if path == "/clone":
            assert (answer.status, answer["code"]) == (403, "not_clonable")
        else:
            assert (answer.status, answer["code"]) == (404, "agent_not_found")
    diff = await stranger.get(f"/v1/agents/{agent_id}/diff?before=1.0.0&after=draft")
    assert diff.status == 404


async def test_addresses_and_credentials_are_the_owners(hub: RunningHub) -> None:
    url = "https://internal.example/v1/echo"
    owner, admin = await hub.sign_up(), await hub.admin()
    agent_id = await published_http(owner, url)
    await admin.post(f"/v1/agents/{agent_id}/list")
    stranger = await hub.sign_up()
    assert (await owner.get(f"/v1/agents/{agent_id}"))["manifest"]["url"] == url
    for path in ("", "/versions/1.0.0", "/versions"):
        answer = await stranger.get(f"/v1/agents/{agent_id}{path}")
        assert "internal.example" not in str(answer.body)
        assert "vault-key" not in str(answer.body)


async def published_http(owner: Any, url: str) -> str:
    made = await owner.post("/v1/agents", http(url=url, credential="vault-key"))
    assert made.status == 201, made.body
    await owner.post(f"/v1/agents/{made['id']}/publish")
    return str(made["id"])


async def test_what_is_unlisted_is_gone_for_others(hub: RunningHub) -> None:
    owner, agent_id = await listed_agent(hub)
    person, admin = await hub.sign_up(), await hub.admin()
    await person.enable(agent_id)
    refused = await owner.post(f"/v1/agents/{agent_id}/unlist")
    assert (refused.status, refused["code"]) == (403, "platform_admin_required")
    await admin.post(f"/v1/agents/{agent_id}/unlist")
    assert (await person.get(f"/v1/agents/{agent_id}")).status == 404
    assert (await owner.get(f"/v1/agents/{agent_id}")).status == 200
    assert (await person.post(f"/v1/agents/{agent_id}/disable")).status == 204
    draft = await owner.post("/v1/agents", prompt(slug="draft-only"))
    early = await admin.post(f"/v1/agents/{draft['id']}/list")
    assert (early.status, early["code"]) == (409, "not_published")
    assert (await admin.post(f"/v1/agents/{NOBODY}/list")).status == 404


@pytest.mark.req("S6")
async def test_sql_that_forgets_its_filter_sees_no_more(hub: RunningHub) -> None:
    owner, stranger = await hub.sign_up(), await hub.sign_up()
    agent_id = await published(owner)
    await owner.enable(agent_id)
    await owner.call("PUT", f"/v1/agents/{agent_id}/price", {"model": "per_call", "credits": "1"})
    await owner.call("PUT", "/v1/entitlements/policy", {"members_may_enable": False})
    made = await owner.post("/v1/prompt-templates", {"name": "t", "text": "x"})
    assert made.status == 201
    tables = {
        "agents": "id",
        "agent_versions": "agent_id",
        "prices": "agent_id",
        "entitlements": "agent_id",
    }
    mine, theirs = owner.organization["id"], stranger.organization["id"]
    url = hub.engines.database
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        for org, visible in ((mine, 1), (theirs, 0)):
            await connection.execute("select set_config('app.org_ids', %s, false)", [org])
            for table, column in tables.items():
                query = f"select count(*) from {table} where {column} = %s"  # noqa: S608
                row = await (await connection.execute(query.encode(), [agent_id])).fetchone()
                assert row == (visible,), table
            for table in ("enabling_policies", "prompt_templates", "prompt_template_versions"):
                query = f"select count(*) from {table} where org_id = %s"  # noqa: S608
                row = await (await connection.execute(query.encode(), [mine])).fetchone()
                assert row == (visible,), table
        await connection.execute("select set_config('app.org_ids', %s, false)", [mine])
        with pytest.raises(psycopg.errors.RestrictViolation, match="never changes"):
            await connection.execute("update prices set unit_amount = 0")
