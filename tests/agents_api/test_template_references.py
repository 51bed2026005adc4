"""Agents that name a prompt template: pinned by publishing, checked against the input."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.agents.documents import graph, node, prompt
from tests.agents_api.test_command import laelia
from tests.hub_fixtures import Client, RunningHub

pytestmark = [pytest.mark.req("FR-5.9"), pytest.mark.req("D-agent")]

MODEL = "openai/gpt-test"
PATH = "/v1/prompt-templates"
INPUT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "tone": {"type": "string", "enum": ["warm", "formal"]},
        "count": {"type": "integer"},
    },
    "required": ["text"],
}
HOUSE_STYLE: dict[str, Any] = {
    "text": "You write for {{company}}, in a {{tone}} tone.",
    "variables": [
        {"name": "company"},
        {"name": "tone", "type": "enum", "options": ["warm", "formal"], "default": "formal"},
    ],
}


async def template(person: Client, **content: Any) -> str:
    made = await person.post(PATH, {"name": "House style"} | (content or HOUSE_STYLE))
    assert made.status == 201, made.body
    return str(made["id"])


async def draft(person: Client, instructions: Any, **changes: Any) -> str:
    body = prompt(instructions=instructions, input_schema=INPUT, **changes)
    made = await person.post("/v1/agents", body)
    assert made.status == 201, made.body
    return str(made["id"])


async def told(
    hub: RunningHub, person: Client, agent_id: str, version: str, **given: Any
) -> tuple[str, str]:
    """What the model was told in a run of a version, once it runs: instructions and message."""
    async with asyncio.timeout(10):
        while True:
            answer = await person.invoke(agent_id, {"text": "the text"} | given, model=MODEL)
            assert answer.status == 200, answer.body
            if answer["agent_version"] == version:
                break
            await asyncio.sleep(0.05)
    system, user = hub.model.requests[-1]["messages"]
    return system["content"], user["content"]


async def test_a_run_is_told_the_text_of_the_version_that_was_published(hub: RunningHub) -> None:
    person = await hub.sign_up()
    style = await template(person)
    words = await template(
        person, name="Words", text="Shorten: {{what}}", variables=[{"name": "what", "type": "text"}]
    )
    use = {"template": style, "values": {"company": "Ada & Co"}}
    message = {"template": words, "values": {"what": "<{{text}}>"}}
    agent_id = await draft(person, use, message=message)
    version = await person.post(f"/v1/agents/{agent_id}/publish")
    assert (version.status, version["version"]) == (201, "1.0.0"), version.body
    shown = await person.get(f"/v1/agents/{agent_id}")
    assert shown["draft"]["instructions"] == use
    assert shown["manifest"]["instructions"] == {
        **use,
        "version": 1,
        "text": HOUSE_STYLE["text"],
        "defaults": {"tone": "formal"},
    }
    assert shown["unpublished_changes"] is False
    await person.enable(agent_id)
    assert await told(hub, person, agent_id, "1.0.0", tone="warm") == (
        "You write for Ada & Co, in a warm tone.",
        "Shorten: <the text>",
    )
    assert (await told(hub, person, agent_id, "1.0.0"))[
        0
    ] == "You write for Ada & Co, in a formal tone."

    changed = await person.call("PATCH", f"{PATH}/{style}", {"text": "{{company}}: {{tone}}."})
    assert changed["version"] == 2
    assert (await told(hub, person, agent_id, "1.0.0"))[
        0
    ] == "You write for Ada & Co, in a formal tone."
    assert (await person.get(f"/v1/agents/{agent_id}"))["unpublished_changes"] is True
    diff = await person.get(f"/v1/agents/{agent_id}/diff")
    assert diff["level"] == "minor"
    assert [d["pointer"] for d in diff["differences"]] == [
        "/instructions/text",
        "/instructions/version",
    ]
    assert (await person.post(f"/v1/agents/{agent_id}/publish"))["version"] == "1.1.0"
    again = await person.post(f"/v1/agents/{agent_id}/publish")
    assert (again.status, again["code"]) == (409, "nothing_to_publish")
    assert (await told(hub, person, agent_id, "1.1.0"))[0] == "Ada & Co: formal."

    assert (await person.call("DELETE", f"{PATH}/{style}")).status == 204
    assert (await told(hub, person, agent_id, "1.1.0"))[0] == "Ada & Co: formal."
    back = await person.post(f"/v1/agents/{agent_id}/rollback", {"version": "1.0.0"})
    assert back.status == 200
    assert (await told(hub, person, agent_id, "1.0.0"))[
        0
    ] == "You write for Ada & Co, in a formal tone."
    gone = await person.post(f"/v1/agents/{agent_id}/publish")
    assert (gone.status, gone["code"]) == (422, "invalid_manifest")
    assert gone["errors"][0]["pointer"] == "/instructions/template"


async def test_a_named_version_stays_and_a_patch_changes_one_part(hub: RunningHub) -> None:
    person = await hub.sign_up()
    style = await template(person)
    assert (await person.call("PATCH", f"{PATH}/{style}", {"text": "{{company}} {{tone}}"})).status
    pinned = {"template": style, "version": 1, "values": {"company": "Ada"}}
    agent_id = await draft(person, pinned)
    await person.post(f"/v1/agents/{agent_id}/publish")
    await person.enable(agent_id)
    assert (await told(hub, person, agent_id, "1.0.0"))[0] == "You write for Ada, in a formal tone."

    patch = {"instructions": {"version": None, "values": {"tone": "warm"}, "text": "Say anything."}}
    edited = await person.call("PATCH", f"/v1/agents/{agent_id}", patch)
    assert edited.status == 200, edited.body
    use = {"template": style, "values": {"company": "Ada", "tone": "warm"}}
    assert edited["draft"]["instructions"] == use
    assert (await person.post(f"/v1/agents/{agent_id}/publish"))["version"] == "1.1.0"
    assert (await told(hub, person, agent_id, "1.1.0", tone="formal"))[0] == "Ada warm"

    copy = await person.post(f"/v1/agents/{agent_id}/clone")
    assert (copy.status, copy["draft"]["instructions"]) == (201, use)
    plain = await person.call("PATCH", f"/v1/agents/{copy['id']}", {"instructions": "Just so."})
    assert plain["draft"]["instructions"] == "Just so."


async def test_what_does_not_fit_is_refused_where_it_stands(hub: RunningHub) -> None:
    person, stranger = await hub.sign_up(), await hub.sign_up()
    style = await template(person)
    number = await template(
        person, name="Number", text="{{n}}", variables=[{"name": "n", "type": "number"}]
    )
    foreign = await template(stranger)
    named = {"company": "Ada"}
    cases: list[tuple[dict[str, Any], str, str]] = [
        ({"template": "style"}, "/instructions/template", "pattern"),
        ({"template": style, "colour": 1}, "/instructions/colour", "unknown field"),
        ({"values": {}}, "/instructions/template", "is required"),
        ({"template": foreign}, "/instructions/template", "no prompt template"),
        ({"template": f"tpl_{'0' * 26}"}, "/instructions/template", "no prompt template"),
        ({"template": style, "version": 9, "values": named}, "/instructions/version", "no such"),
        ({"template": style}, "/instructions", "lacks company"),
        ({"template": style, "values": {"company": "{{who}}"}}, "/instructions/values/company", ""),
        ({"template": style, "values": {"company": 7}}, "/instructions/values/company", "string"),
        ({"template": style, "values": {"company": []}}, "/instructions/values/company", "text"),
        ({"template": style, "values": {"company": "{{"}}, "/instructions/values/company", "malf"),
        (
            {"template": style, "values": {"company": "{{count}}"}},
            "/instructions/values/company",
            "another type",
        ),
        (
            {"template": style, "values": {**named, "tone": "{{text}}"}},
            "/instructions/values/tone",
            "something else",
        ),
        ({"template": style, "values": {**named, "tone": "rude"}}, "/instructions/values/tone", ""),
        ({"template": style, "values": {**named, "x": "y"}}, "/instructions/values/x", "variable"),
        (
            {"template": number, "values": {"n": "{{count}}"}},
            "/instructions/values/n",
            "may be missing",
        ),
        ({"template": number, "values": {"n": "{{text}}"}}, "/instructions/values/n", "type"),
    ]
    for use, place, words in cases:
        body = prompt(instructions=use, input_schema=INPUT)
        refused = await person.post("/v1/agents", body)
        assert (refused.status, refused["code"]) == (422, "invalid_manifest"), use
        assert [e["pointer"] for e in refused["errors"]] == [place], refused.body
        assert words in refused["errors"][0]["detail"], refused.body

    agent_id = await draft(person, {"template": style, "values": named})
    taken = {"text": "{{company}} {{city}}", "variables": [{"name": "company"}, {"name": "city"}]}
    assert (await person.call("PATCH", f"{PATH}/{style}", taken)).status == 200
    refused = await person.post(f"/v1/agents/{agent_id}/publish")
    assert (refused.status, refused["errors"][0]["pointer"]) == (422, "/instructions")
    assert "city" in refused["errors"][0]["detail"]


async def test_an_input_without_declared_field_never_speaks_for_a_default(hub: RunningHub) -> None:
    person = await hub.sign_up()
    style = await template(person)
    open_input = {"type": "object", "properties": {"text": {"type": "string"}}}
    agent_id = await draft(
        person, {"template": style, "values": {"company": "\\{{Ada}}"}}, slug="open"
    )
    edited = await person.call("PATCH", f"/v1/agents/{agent_id}", {"input_schema": None})
    assert edited.status == 200, edited.body
    edited = await person.call("PATCH", f"/v1/agents/{agent_id}", {"input_schema": open_input})
    version = await person.post(f"/v1/agents/{agent_id}/publish")
    assert version.status == 201, version.body
    await person.enable(agent_id)
    said, _ = await told(hub, person, agent_id, "1.0.0", tone="rude", company="Eve")
    assert said == "You write for {{Ada}}, in a formal tone."


async def test_the_prompts_of_a_graph_name_templates_too(hub: RunningHub) -> None:
    person = await hub.sign_up()
    style = await template(person)
    use = {"template": style, "values": {"company": "{{a.text}}", "tone": "warm"}}
    nodes = [node("a"), node("b", instructions=use)]
    wrong = graph([node("a"), node("b", instructions={"template": style})], "start>a a>b b>end")
    refused = await person.post("/v1/agents", wrong)
    assert [e["pointer"] for e in refused["errors"]] == ["/nodes/1/instructions"], refused.body
    made = await person.post("/v1/agents", graph(nodes, "start>a a>b b>end", "b"))
    assert made.status == 201, made.body
    await person.post(f"/v1/agents/{made['id']}/publish")
    await person.enable(made["id"])
    said, _ = await told(hub, person, made["id"], "1.0.0")
    assert said == "You write for echo: the text, in a warm tone."


@pytest.mark.timeout(150)  # interpreters that start one after another
async def test_a_reference_lives_in_a_file(hub: RunningHub, tmp_path: Path) -> None:
    person = await hub.sign_up()
    key = await person.key(scopes=["agents:read", "agents:write", "agents:invoke"])
    style = await template(person)
    agent_id = await draft(person, {"template": style, "values": {"company": "Ada"}})
    file = tmp_path / "echo.yaml"
    assert await laelia(key, "export", "echo", "-o", str(file)) == (0, "")
    assert f"instructions:\n  template: {style}\n  values:\n    company: Ada\n" in file.read_text()
    _, said = await laelia(key, "apply", str(file), "--publish")
    assert said == f"echo: unchanged {agent_id}\necho: published 1.0.0\n"

    assert await laelia(key, "export", "echo", "--version", "current", "-o", str(file)) == (0, "")
    assert "version: 1" in file.read_text()
    assert HOUSE_STYLE["text"] not in file.read_text()
    status, said = await laelia(key, "diff", str(file))
    assert (status, "+  version: 1" in said) == (1, True)
    _, said = await laelia(key, "apply", str(file), "--publish")
    assert said == f"echo: changed {agent_id}\nnothing new to publish\n"
