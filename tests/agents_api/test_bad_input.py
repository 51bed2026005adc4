"""Whatever is sent: never a 500, and an answer that says where the fault is."""

import asyncio
import json
from typing import Any

import pytest

from tests.agents.documents import prompt
from tests.agents_api.people import published
from tests.hub_fixtures import RunningHub
from tests.isolation.requests import served_document

PROGRAMS = {"command", "args", "arguments", "argv", "env", "environment", "cmd", "executable"}


def deep(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


def bodies() -> list[bytes]:
    manifest = json.dumps(prompt())
    return [
        b"",
        b"{",
        b"[]",
        b"null",
        b"1",
        b'"text"',
        b"\xff\xfe",
        b'{"kind": "prompt", "kind": 3}',
        deep(100).encode(),
        deep(50_000).encode(),
        b"[" * 100_000,
        b'{"name": 1e400, "slug": NaN}',
        b'{"n": ' + b"9" * 5000 + b"}",
        json.dumps(prompt(name="a\0b")).encode(),
        json.dumps(prompt(tagline="\ud800")).encode(),
        json.dumps(prompt(**{"x\0y": 1})).encode(),
        json.dumps(prompt(examples=[{"title": "t", "input": {"text": "x", "n": 2**70}}])).encode(),
        json.dumps(prompt(input_schema={"type": "object", "properties": {"text": 5}})).encode(),
        json.dumps(prompt(instructions="{{")).encode(),
        json.dumps({"manifest": 3, "template": []}).encode(),
        json.dumps({"template": "translate", "manifest": {"name": None}}).encode(),
        manifest.encode("utf-16"),
    ]


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "", "a/b+json"])
async def test_no_body_breaks_a_route(hub: RunningHub, content_type: str) -> None:
    person = await hub.sign_up()
    agent_id = await published(person)
    one = f"/v1/agents/{agent_id}"
    routes = [
        ("POST", "/v1/agents"),
        ("PATCH", one),
        *(("POST", f"{one}/{verb}") for verb in ("publish", "rollback", "clone", "enable")),
        ("POST", f"{one}/disable"),
        ("PUT", f"{one}/price"),
        ("POST", "/v1/prompt-templates"),
        ("POST", "/v1/prompt-templates/preview"),
        ("PUT", "/v1/entitlements/policy"),
        ("POST", "/v1/admin/entitlements"),
    ]
    headers = person.headers({"content-type": content_type, "idempotency-key": "k"})
    gate = asyncio.Semaphore(16)

    async def send(method: str, path: str, body: bytes) -> None:
        async with (
            gate,
            hub.http.request(method, hub.url + path, data=body, headers=headers) as answer,
        ):
            said = await answer.text()
            assert answer.status < 500, (method, path, body[:80], said)
            if answer.status >= 400:
                assert json.loads(said)["code"], said

    await asyncio.gather(*(send(m, p, b) for m, p in routes for b in bodies()))


async def test_no_query_or_path_breaks_a_route(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent_id = await published(person)
    for path in (
        "/v1/agents?q=%00",
        "/v1/agents?q=" + "%25%5F%5C" * 30,
        "/v1/agents?category=%00&kind=nothing",
        "/v1/agents?slug=%00",
        "/v1/agents?cursor=AAAA",
        "/v1/agents?cursor=%00",
        "/v1/agents?limit=99999999999999999999",
        "/v1/agents/%00",
        "/v1/agents/agt_" + "9" * 5000,
        f"/v1/agents/{agent_id}/versions?cursor=AAAA",
        f"/v1/agents/{agent_id}/versions/%00",
        f"/v1/agents/{agent_id}/versions/999999999999.0.0",
        f"/v1/agents/{agent_id}/diff?before=%00",
        f"/v1/agents/{agent_id}/prices?cursor=AAAA",
        "/v1/entitlements?agent_id=%00",
        "/v1/entitlements?cursor=AAAA",
        "/v1/prompt-templates/%00",
        "/v1/prompt-templates?cursor=AAAA",
    ):
        answer = await person.get(path)
        assert answer.status < 500, (path, answer.body)


async def test_every_fault_has_its_pointer(hub: RunningHub) -> None:
    person = await hub.sign_up()
    body = prompt(name="a\0b", examples=[{"title": "t", "input": {"n": 2**70}}])
    refused = await person.post("/v1/agents", body)
    assert (refused.status, refused["code"]) == (422, "invalid_manifest")
    assert {e["pointer"] for e in refused["errors"]} == {"/name", "/examples/0/input/n"}
    missing = await person.post("/v1/agents", {"kind": "prompt"})
    assert "/instructions" in {e["pointer"] for e in missing["errors"]}


def names_in(schema: Any) -> set[str]:
    """Every name of a property anywhere in a schema."""
    found: set[str] = set()
    if isinstance(schema, dict):
        properties = schema.get("properties")
        if isinstance(properties, dict):
            found |= properties.keys()
        for value in schema.values():
            found |= names_in(value)
    elif isinstance(schema, list):
        for value in schema:
            found |= names_in(value)
    return found


# What a model once asked a tool for, as OpenAI spells it: told to the model again, run by none.
TOLD_AGAIN = {"OpenAIFunction", "OpenAIItem"}


@pytest.mark.req("D-agent")
async def test_no_endpoint_accepts_a_program(hub: RunningHub) -> None:
    person = await hub.sign_up()
    published_schema = await person.get("/schemas/agent-manifest.json")
    assert {"url", "instructions", "nodes"} <= names_in(published_schema.body)
    assert not names_in(published_schema.body) & PROGRAMS
    document = served_document()
    inputs = [
        operation.get("requestBody", {})
        for methods in document["paths"].values()
        for operation in methods.values()
    ]
    wanted = {
        reference.rpartition("/")[2]
        for reference in json.dumps(inputs).split('"')
        if reference.startswith("#/components/schemas/")
    }
    shapes = document["components"]["schemas"]
    while (
        more := {
            reference.rpartition("/")[2]
            for name in wanted
            for reference in json.dumps(shapes[name]).split('"')
            if reference.startswith("#/components/schemas/")
        }
        - wanted
    ):
        wanted |= more
    named = names_in(inputs) | names_in([shapes[name] for name in wanted - TOLD_AGAIN])
    assert {"channels", "credits"} <= named
    assert not named & PROGRAMS
    for name in sorted(PROGRAMS):
        for kind in ("mcp", "http"):
            body = prompt(kind=kind, url="https://a.example/x", tools="all", **{name: "sh"})
            refused = await person.post("/v1/agents", body)
            assert refused.status == 422
            assert {"pointer": f"/{name}", "detail": "unknown field"} in refused["errors"]
