"""Prompt templates: typed variables, versions, previews, rollback."""

from typing import Any

import pytest

from tests.hub_fixtures import RunningHub

pytestmark = pytest.mark.req("FR-5.9")

GREETING: dict[str, Any] = {
    "name": "Greeting",
    "text": "Dear {{name}}, in {{tone}} tone.",
    "variables": [
        {"name": "name"},
        {"name": "tone", "type": "enum", "options": ["warm", "formal"], "default": "formal"},
    ],
}
PATH = "/v1/prompt-templates"


async def test_a_change_is_a_version_and_rolls_back(hub: RunningHub) -> None:
    person = await hub.sign_up()
    made = await person.post(PATH, GREETING)
    assert (made.status, made["version"]) == (201, 1)
    one = f"{PATH}/{made['id']}"
    renamed = await person.call("PATCH", one, {"name": "Salutation"})
    assert (renamed["name"], renamed["version"]) == ("Salutation", 1)
    changed = await person.call(
        "PATCH", one, {"text": "Hi {{name}}", "variables": [{"name": "name"}]}
    )
    assert (changed.status, changed["version"]) == (200, 2)
    back = await person.post(f"{one}/rollback", {"version": 1})
    assert (back["version"], back["text"]) == (1, GREETING["text"])
    third = await person.call("PATCH", one, {"text": "Dear {{name}}: {{tone}}"})
    assert third["version"] == 3
    versions = await person.get(f"{one}/versions?limit=2")
    assert [(v["version"], v["current"]) for v in versions["data"]] == [(3, True), (2, False)]
    rest = await person.get(f"{one}/versions?cursor={versions['next_cursor']}")
    assert [v["version"] for v in rest["data"]] == [1]
    assert (await person.get(f"{one}/versions/2"))["text"] == "Hi {{name}}"
    assert (await person.get(f"{one}/versions/9")).status == 404
    taken = await person.post(PATH, GREETING | {"name": "Salutation"})
    assert (taken.status, taken["code"]) == (409, "name_taken")
    assert [t["id"] for t in (await person.get(PATH))["data"]] == [made["id"]]
    assert (await person.call("DELETE", one)).status == 204
    assert (await person.get(one)).status == 404


async def test_previews_say_what_is_missing_or_wrong(hub: RunningHub) -> None:
    person = await hub.sign_up()
    made = await person.post(PATH, GREETING)
    path = f"{PATH}/{made['id']}/preview"
    full = await person.post(path, {"values": {"name": "Ada", "tone": "warm"}})
    assert full.body == {"text": "Dear Ada, in warm tone.", "complete": True, "errors": []}
    part = await person.post(path, {"values": {"tone": "rude"}})
    assert part["text"] == "Dear ⟨name⟩, in rude tone."
    assert [e["pointer"] for e in part["errors"]] == ["/values/name", "/values/tone"]
    draft = {"text": "Hello {{who}}", "variables": [{"name": "who"}], "values": {"who": "{{x}}"}}
    assert (await person.post(f"{PATH}/preview", draft))["text"] == "Hello {{x}}"


async def test_placeholders_and_variables_must_match(hub: RunningHub) -> None:
    person = await hub.sign_up()
    for text, variables in (
        ("{{a}}", []),
        ("plain", [{"name": "a"}]),
        ("{{a", []),
        ("{{a}}", [{"name": "a", "type": "enum"}]),
        ("{{a}}", [{"name": "a", "type": "number", "default": "x"}]),
        ("a\0b", []),
        ("x", [{"name": "a", "description": "\0"}]),
    ):
        refused = await person.post(PATH, {"name": "n", "text": text, "variables": variables})
        assert refused.status == 422, (text, refused.body)
        assert refused["errors"][0]["pointer"].startswith(("/text", "/variables", "")), text


async def test_other_organizations_find_nothing(hub: RunningHub) -> None:
    person, stranger = await hub.sign_up(), await hub.sign_up()
    made = await person.post(PATH, GREETING)
    one = f"{PATH}/{made['id']}"
    for method, path, body in (
        ("GET", one, None),
        ("PATCH", one, {"name": "x"}),
        ("DELETE", one, None),
        ("GET", f"{one}/versions", None),
        ("GET", f"{one}/versions/1", None),
        ("POST", f"{one}/rollback", {"version": 1}),
        ("POST", f"{one}/preview", {}),
    ):
        answer = await stranger.call(method, path, body)
        assert (answer.status, answer["code"]) == (404, "prompt_template_not_found"), path
    assert (await stranger.get(PATH))["data"] == []
