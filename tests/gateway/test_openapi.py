"""The OpenAPI document says what the hub does, all of it and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import validator_for

from hub.agents.shipped import platform_agent_id
from hub.app import declared_access
from hub.identity.public import ALL_SCOPES
from hub.kit.settings import Settings
from hub.storefront import Showcase, web_routes
from tests import forks
from tests.hub_fixtures import RunningHub
from tests.isolation.requests import served_document

ACCESS = declared_access(Settings())
# As OpenAI and SCIM have it.
OTHER_LISTS = {"/v1/models", "/scim/v2/Users", "/scim/v2/Groups"}
# Of an organization's directory alone.
PROVISIONING = {"scim"}
HIDDEN = {"/status", "/setup", "/billing/checkout", "/docs/reference", "/docs/errors"}
HIDDEN |= {"/static/{name}"}
HIDDEN |= {"/oauth/authorize", "/sign-in", "/sign-in/code", "/account/{page}"}
HIDDEN |= {"/sign-in/with/{provider}", "/sign-in/with/{provider}/callback"}
HIDDEN |= {"/scim/v2/{path:path}"}
# Pages and files of the web front end are for browsers, not for programs.
HIDDEN |= {route.path for route in web_routes(Settings(), Showcase())}
HIDDEN |= {
    f"/sso/{{connection_id}}/{leaf}" for leaf in ("start", "callback", "acs", "finish", "metadata")
}


@pytest.fixture(scope="module")
async def document(hub: RunningHub) -> dict[str, Any]:
    answer = await hub.anonymous.get("/openapi.json")
    assert answer.status == 200
    found: dict[str, Any] = answer.body
    return found


def test_what_other_tests_begin_from_is_the_document(document: dict[str, Any]) -> None:
    assert document == served_document()


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]


@pytest.mark.req("FR-5.1")
async def test_every_route_is_in_the_document_and_the_reverse(
    document: dict[str, Any],
) -> None:
    described = {(method.upper(), path) for method, path, _ in _operations(document)}
    served = {(method, path) for method, path in ACCESS if method not in ("HEAD", "OPTIONS")}
    assert described == {(m, p) for m, p in served if p not in HIDDEN}


async def test_every_operation_is_complete(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in _operations(document)]
    assert len(ids) == len(set(ids))
    for method, path, operation in _operations(document):
        where = f"{method} {path}"
        assert operation["summary"], where
        assert operation["tags"], where
        in_path = {p["name"] for p in operation.get("parameters", ()) if p.get("in") == "path"}
        assert in_path == {p[1:-1] for p in path.split("/") if p.startswith("{")}, where
        assert any(status[0] == "2" for status in operation["responses"]), where
        assert {"default", "4XX"} & set(operation["responses"]), where


async def test_the_scopes_are_those_that_the_routes_declare(document: dict[str, Any]) -> None:
    for method, path, operation in _operations(document):
        access = ACCESS[method.upper(), path]
        if access == "public":
            assert operation["security"] == []
            continue
        offered = operation["security"]
        named = {scope for one in offered for scopes in one.values() for scope in scopes}
        assert named == ({access} if access != "any" else set()), path
        assert named <= ALL_SCOPES | PROVISIONING
        assert {name for one in operation["security"] for name in one} == set(
            document["components"]["securitySchemes"]
        )


async def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    assert "HTTPValidationError" not in text
    for reference in set(_references(document)):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found


async def test_a_finished_run_is_as_the_document_says(
    hub: RunningHub, document: dict[str, Any]
) -> None:
    person = await hub.sign_up()
    agent = platform_agent_id("summarize")
    await person.enable(agent)
    answer = await person.invoke(agent, "x", model="openai/gpt-test")
    schema = document["components"]["schemas"]["Run"] | {"components": document["components"]}
    validator_for(schema).validate(answer.body)
    validator_for(schema).validate((await person.get(f"/v1/runs/{answer['id']}")).body)


TOOL_CALL = '[[tool look {"at": "x"}]]'
TOOL = {"name": "look", "description": "Looks.", "parameters": {"type": "object"}}
CHATS: list[tuple[str, dict[str, Any]]] = [
    ("/v1/chat/completions", {"messages": [{"role": "user", "content": "x"}]}),
    (
        "/v1/chat/completions",
        {
            "messages": [{"role": "user", "content": [{"type": "text", "text": TOOL_CALL}]}],
            "tools": [{"type": "function", "function": TOOL}],
        },
    ),
    ("/v1/responses", {"input": "x", "metadata": {"a": "b"}}),
    (
        "/v1/responses",
        {
            "input": [{"role": "user", "content": [{"type": "input_text", "text": TOOL_CALL}]}],
            "tools": [{"type": "function"} | TOOL],
        },
    ),
    ("/v1/embeddings", {"model": "openai/embed-test", "input": ["x", "y"]}),
    (
        "/v1/embeddings",
        {"model": "openai/embed-test", "input": "x", "encoding_format": "base64"},
    ),
    ("/v1/messages", {"messages": [{"role": "user", "content": "x"}], "max_tokens": 9}),
    (
        "/v1/messages",
        {
            "messages": [{"role": "user", "content": [{"type": "text", "text": TOOL_CALL}]}],
            "tools": [{"name": "look", "input_schema": {"type": "object"}}],
        },
    ),
]


@pytest.mark.req("FR-5.1")
@pytest.mark.parametrize(("path", "body"), CHATS, ids=[path for path, _ in CHATS])
async def test_a_chat_is_as_the_document_says(
    hub: RunningHub, document: dict[str, Any], path: str, body: dict[str, Any]
) -> None:
    person = await hub.sign_up()
    agent = platform_agent_id("summarize")
    await person.enable(agent)
    sent = {"model": agent, "laelia": {"model": "openai/gpt-test"}} | body
    answer = await person.post(path, sent)
    assert answer.status == 200, answer.body
    operation = document["paths"][path]["post"]
    _validator(document, operation["requestBody"]).validate(sent)
    _validator(document, operation["responses"]["200"]).validate(answer.body)
    assert not _validator(document, operation["requestBody"]).is_valid({"model": 1})
    assert not _validator(document, operation["responses"]["200"]).is_valid({})


def _validator(document: dict[str, Any], content: dict[str, Any]) -> Any:
    schema = content["content"]["application/json"]["schema"]
    assert schema != {"type": "object"}
    return validator_for(schema | {"components": document["components"]})


@pytest.mark.req("FR-5.1")
async def test_every_list_is_a_page(hub: RunningHub, document: dict[str, Any]) -> None:
    """The same shape everywhere, so that one loop reads them all."""
    person, platform = await hub.sign_up(), await hub.admin()
    for path, item in document["paths"].items():
        if "get" not in item or path in OTHER_LISTS:
            continue
        content = item["get"]["responses"]["200"].get("content", {}).get("application/json")
        schema = {} if content is None else _resolved(document, content["schema"])
        assert schema.get("type") != "array", f"{path} answers a bare list"
        if "list_" in item["get"]["operationId"]:
            assert {"data", "next_cursor"} <= set(schema["required"]), path
            if "{" not in path:
                platforms = path.startswith(("/v1/admin/", "/v1/moderation/cases"))
                who = platform if platforms else person
                answer = await who.get(path)
                _validator(document, item["get"]["responses"]["200"]).validate(answer.body)


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


async def test_a_refusal_is_as_the_document_says(hub: RunningHub, document: dict[str, Any]) -> None:
    schema = document["components"]["schemas"]["Problem"]
    refused = [
        await hub.anonymous.get("/v1/me"),
        await hub.anonymous.get("/nowhere"),
        await hub.anonymous.call("PUT", "/v1/me"),
        await hub.anonymous.post("/v1/auth/login", {"email": 1}),
        await hub.anonymous.get("/docs/nothing"),
        await hub.anonymous.get("/static/nothing.css"),
    ]
    for answer in refused:
        assert answer.headers["content-type"] == "application/problem+json"
        validator_for(schema).validate(answer.body)


async def test_the_command_prints_the_same_document(
    document: dict[str, Any], tmp_path: Path
) -> None:
    environment = {"PATH": "/usr/bin:/bin", "LAELIA_HOME": str(tmp_path)}
    printed = await forks.laelia("openapi", environment=environment)
    assert printed.status == 0, printed.said
    said = json.loads(printed.output)
    assert said["paths"] == document["paths"]
    assert said["components"] == document["components"]


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        here = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return here + [r for value in node.values() for r in _references(value)]
    if isinstance(node, list):
        return [r for value in node for r in _references(value)]
    return []
