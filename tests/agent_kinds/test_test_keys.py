"""Test keys: every kind of agent answers from a script, nothing is called, nothing charged."""

from typing import Any

import pytest

from tests.agent_kinds.publishing import fee, publish
from tests.hub_fixtures import Client, RunningHub

pytestmark = pytest.mark.req("S7")

RICH: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "minLength": 6},
        "kind": {"enum": ["bug", "wish"]},
        "when": {"type": "string", "format": "date-time"},
        "mail": {"type": "string", "format": "email"},
        "score": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        "count": {"type": "integer", "minimum": 7, "multipleOf": 5},
        "tags": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/tag"}},
        "either": {"oneOf": [{"type": "boolean"}, {"type": "string"}]},
        "both": {"allOf": [{"type": "object", "required": ["a"]}, {"$ref": "#/$defs/b"}]},
        "not_needed": {"type": "string"},
    },
    "required": ["text", "kind", "when", "mail", "score", "count", "tags", "either", "both"],
    "$defs": {
        "tag": {"type": "string", "const": "x"},
        "b": {"properties": {"a": {"type": "integer"}}, "required": ["a"]},
    },
}


async def scripted(person: Client) -> Client:
    key = await person.key(mode="test")
    assert key.token is not None
    assert key.token.startswith("lae_test_")
    return key


@pytest.mark.parametrize(
    "manifest",
    [
        {"kind": "prompt", "instructions": "Answer.", "min_tier": "frontier"},
        {"kind": "prompt", "instructions": "A.", "tools": [{"server": "gone", "allow": ["x"]}]},
        {"kind": "http", "url": "https://nowhere.example/"},
        {"kind": "mcp", "url": "https://nowhere.example/mcp", "tools": ["x"]},
    ],
    ids=["prompt", "tools", "http", "mcp"],
)
async def test_every_kind_answers_from_a_script(hub: RunningHub, manifest: dict[str, Any]) -> None:
    owner, person = await hub.sign_up(), await hub.sign_up()
    agent = await publish(hub, owner, manifest, listed=True, price=fee("50"))
    await person.enable(agent)
    key = await scripted(person)
    said = f"hello {person.user['id']}"
    answers = [await key.invoke(agent, said) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 200], answers[0].body
    assert {str(answer["output"]) for answer in answers} == {str({"text": f"test: {said}"})}
    assert answers[0]["model"] == "test/scripted"
    assert answers[0]["cost"] == {"credits": "0"}
    assert hub.model.asked(said) == []
    run = await key.get(f"/v1/runs/{answers[0]['id']}")
    assert (run["mode"], run["status"]) == ("test", "succeeded")
    credits_ = await person.get("/v1/credits")
    assert (credits_["available"], credits_["held"]) == ("100", "0")


async def test_the_answer_fits_the_output_schema_and_is_always_the_same(hub: RunningHub) -> None:
    person = await hub.sign_up()
    manifest = {"kind": "prompt", "instructions": "Answer.", "output_schema": RICH}
    agent = await publish(hub, person, manifest)
    await person.enable(agent)
    key = await scripted(person)
    first, again = await key.invoke(agent, "x"), await key.invoke(agent, "y")
    assert first.status == 200, first.body
    assert first["output"] == again["output"]
    assert first["output"]["count"] == 10
    assert first["output"]["tags"] == ["x", "x"]
    assert "not_needed" not in first["output"]


async def test_what_no_script_can_make_up_says_so(hub: RunningHub) -> None:
    person = await hub.sign_up()
    schema = {
        "type": "object",
        "properties": {"text": {"type": "string", "pattern": "^[0-9]{12}$"}},
        "required": ["text"],
    }
    manifest = {"kind": "prompt", "instructions": "Answer.", "output_schema": schema}
    agent = await publish(hub, person, manifest)
    await person.enable(agent)
    failed = await (await scripted(person)).invoke(agent, "x")
    assert (failed.status, failed["code"]) == (502, "output_invalid")
