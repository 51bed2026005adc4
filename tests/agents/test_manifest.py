"""The manifest: what it accepts, what it refuses and where it says so."""

from typing import Any

import jsonschema_rs
import pytest

from hub.agents.errors import ManifestError
from hub.agents.manifest import document, manifest_digest, parse, published_schema
from hub.agents.shipped import shipped_agents
from tests.agents.documents import graph, http, mcp, node, prompt

pytestmark = pytest.mark.req("D-agent")

USE = {"template": f"tpl_{'0' * 26}", "version": 2, "values": {"n": 1, "tone": "{{text}}"}}
ALL_KINDS = [prompt(), prompt(instructions=USE), graph([node("a")], "start>a a>end"), mcp(), http()]


def problems(content: Any) -> dict[str, str]:
    with pytest.raises(ManifestError) as caught:
        parse(content)
    assert caught.value.code == "invalid_manifest"
    return {problem.pointer: problem.message for problem in caught.value.problems}


@pytest.mark.parametrize("content", ALL_KINDS, ids=lambda content: content["kind"])
def test_each_kind_is_accepted_and_written_back(content: dict[str, Any]) -> None:
    manifest = parse(content)
    assert manifest.kind == content["kind"]
    assert document(manifest) == content
    assert parse(document(manifest)) == manifest


def test_the_published_schema_is_complete_and_agrees_with_the_parser() -> None:
    schema = published_schema()
    jsonschema_rs.meta.validate(schema)
    validator = jsonschema_rs.Draft202012Validator(schema, offline=True)
    for content in [*ALL_KINDS, *(document(shipped.manifest) for shipped in shipped_agents())]:
        assert list(validator.iter_errors(content)) == []
    misused = prompt(instructions=USE | {"values": {"n": []}})
    for content in (
        prompt(surprise=1),
        prompt(slug="No"),
        mcp(tools=[]),
        {"kind": "prompt"},
        misused,
    ):
        assert not validator.is_valid(content)


@pytest.mark.parametrize(
    ("content", "pointer", "words"),
    [
        ({}, "/kind", "discriminator"),
        ({"kind": "shell"}, "/kind", "expected tags"),
        (prompt(surprise=1), "/surprise", "unknown field"),
        (prompt(slug="Not a slug"), "/slug", "pattern"),
        (prompt(model={"models": [{"model": "x"}]}), "/model/models/0/model", "pattern"),
        (prompt(model={"max_tokens": 1}), "/model/max_tokens", "unknown field"),
        (prompt(model={"max_cost_credits": "1.50"}), "/model/max_cost_credits", "pattern"),
        (prompt(temperature="hot"), "/temperature", "number"),
        (prompt(tools=[{"server": "crm"}]), "/tools/0/allow", "is required"),
        (prompt(tools=[{"server": "crm", "allow": []}]), "/tools/0/allow", "at least 1"),
        (prompt(max_tool_rounds=1000), "/max_tool_rounds", "25"),
        (prompt(min_tier="best"), "/min_tier", "demo"),
        (prompt(channels=["fax"]), "/channels/0", "web"),
        (prompt(instructions="Use {{colour}}"), "/instructions", "input schema lacks: colour"),
        (prompt(instructions="Use {{text"), "/instructions", "malformed placeholder"),
        (prompt(input_schema={"type": "string"}), "/input_schema", "must describe an object"),
        (
            prompt(input_schema={"type": "object", "properties": {"a": {"$ref": "http://x/y"}}}),
            "/input_schema",
            "inside its schema",
        ),
        (
            prompt(examples=[{"title": "t", "input": {"text": 5}}]),
            "/examples/0/input/text",
            "not of type",
        ),
        (graph([{"id": "a", "kind": "prompt"}], "start>a a>end"), "/nodes/0/instructions", "requi"),
        (graph([node("a", colour="red")], "start>a a>end"), "/nodes/0/colour", "unknown field"),
        (graph([{"id": "a", "kind": "shell"}], "start>a a>end"), "/nodes/0/kind", "expected tags"),
        (mcp(url="https://me:secret@host/mcp"), "/url", "password"),
        (mcp(url="file:///etc/passwd"), "/url", "http"),
        (mcp(url="https://{{text}}/mcp"), "/url", "host must be fixed"),
        (mcp(relay=True), "/tools", "must be all"),
        (http(headers={"Authorization": "Bearer x"}), "/headers/Authorization", "credential"),
        (http(headers={"X-Api-Key": "x"}), "/headers/X-Api-Key", "credential"),
        (http(headers={"Host": "other"}), "/headers/Host", "set by the client"),
        (http(headers={"X-A": "b\r\nX-C: d"}), "/headers/X-A", "pattern"),
        (http(url="https://api.example/{{id}}"), "/url", "input schema lacks"),
        (http(response={"output": {"text": "a[["}}), "/response/output/text", "JMESPath"),
        (http(method="GET", request={"body": {"a": "text"}}), "/request/body", "carries no body"),
        (prompt(tags=["a1", "a1"]), "/tags", "repeats"),
        ([1], "", "an object"),
    ],
)
def test_what_is_wrong_is_named_at_its_pointer(content: Any, pointer: str, words: str) -> None:
    found = problems(content)
    assert words in found.get(pointer, ""), found


def test_every_problem_is_reported_at_once() -> None:
    found = problems(prompt(slug="X", tagline="", surprise=1))
    assert {"/slug", "/tagline", "/surprise"} <= found.keys()


@pytest.mark.req("R51")
@pytest.mark.parametrize("field", ["command", "args", "env", "cwd", "transport", "code", "script"])
def test_no_kind_takes_anything_to_execute(field: str) -> None:
    for content in ALL_KINDS:
        assert problems({**content, field: "x"})[f"/{field}"] == "unknown field"
    inside = graph([node("a", "agent", **{field: "x"})], "start>a a>end")
    assert problems(inside)[f"/nodes/0/{field}"] == "unknown field"


@pytest.mark.req("R51")
def test_the_published_schema_names_nothing_to_execute() -> None:
    names: set[str] = set()
    stack: list[Any] = [published_schema()]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            names |= set(item.get("properties", {}))
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    assert not names & {"command", "args", "arguments", "env", "environment", "stdio", "code"}


def test_equal_meaning_has_an_equal_digest() -> None:
    plain = parse(prompt())
    spelled_out = parse({**prompt(temperature=None, min_tier="demo", model={}), "tags": []})
    assert manifest_digest(plain) == manifest_digest(spelled_out)
    assert manifest_digest(parse(prompt(temperature=1))) == manifest_digest(
        parse(prompt(temperature=1.0))
    )
    assert manifest_digest(plain) != manifest_digest(parse(prompt(instructions="Other.")))


def test_the_order_of_schema_fields_is_kept() -> None:
    fields = {"zebra": {"type": "string"}, "ant": {"type": "string"}}
    manifest = parse(
        prompt(message="{{zebra}}", input_schema={"type": "object", "properties": fields})
    )
    assert list(manifest.input_schema["properties"]) == ["zebra", "ant"]


def test_an_oversized_manifest_is_refused() -> None:
    assert "larger than" in problems(prompt(description="x" * 300_000))[""]


def test_a_bottomless_manifest_is_refused() -> None:
    deep: Any = {}
    for _ in range(5_000):
        deep = {"a": deep}
    assert "not JSON" in problems(prompt(input_schema=deep))[""]
