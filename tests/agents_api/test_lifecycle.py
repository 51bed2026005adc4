"""The life of an agent over HTTP: draft, versions, rollback, clone, archive."""

from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from tests.agents.documents import prompt
from tests.agents_api.people import published
from tests.hub_fixtures import Client, RunningHub

SUMMARIZE = platform_agent_id("summarize")
MODEL = "openai/gpt-test"


async def make(person: Client, **changes: Any) -> str:
    made = await person.post("/v1/agents", prompt(**changes))
    assert made.status == 201, made.body
    return str(made["id"])


@pytest.mark.req("D-agent")
async def test_a_draft_becomes_a_version_that_runs(hub: RunningHub) -> None:
    person = await hub.sign_up()
    made = await person.post("/v1/agents", prompt())
    assert made.status == 201, made.body
    agent_id = made["id"]
    assert made.headers["location"] == f"/v1/agents/{agent_id}"
    assert (made["version"], made["own"], made["listed"]) == (None, True, False)
    assert made["draft"]["instructions"] == "Repeat the text."
    early = await person.post(f"/v1/agents/{agent_id}/enable")
    assert (early.status, early["code"]) == (409, "not_published")

    version = await person.post(f"/v1/agents/{agent_id}/publish", {"note": "First"})
    assert (version.status, version["version"], version["current"]) == (201, "1.0.0", True)
    again = await person.post(f"/v1/agents/{agent_id}/publish")
    assert (again.status, again["code"]) == (409, "nothing_to_publish")

    await person.enable(agent_id)
    answer = await person.invoke(agent_id, "hello", model=MODEL)
    assert answer.status == 200, answer.body
    assert answer["agent_version"] == "1.0.0"
    assert answer["output"] == {"text": "echo: hello"}


@pytest.mark.req("D-agent")
async def test_the_step_to_the_next_version_follows_from_the_change(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent_id = await published(person)

    async def edit_and_publish(change: dict[str, Any], **body: Any) -> Any:
        edited = await person.call("PATCH", f"/v1/agents/{agent_id}", change)
        assert edited.status == 200, edited.body
        assert edited["unpublished_changes"] is True
        return await person.post(f"/v1/agents/{agent_id}/publish", body)

    assert (await edit_and_publish({"tagline": "Once more"}))["version"] == "1.0.1"
    assert (await edit_and_publish({"instructions": "Say it."}))["version"] == "1.1.0"
    small = await edit_and_publish({"channels": ["http"]}, version="1.1.1")
    assert (small.status, small["errors"][0]["pointer"]) == (422, "/version")
    large = await person.post(f"/v1/agents/{agent_id}/publish", {"version": "3.0.0"})
    assert large["version"] == "3.0.0"
    listed = await person.get(f"/v1/agents/{agent_id}/versions?limit=3")
    assert [v["version"] for v in listed["data"]] == ["3.0.0", "1.1.0", "1.0.1"]
    rest = await person.get(f"/v1/agents/{agent_id}/versions?cursor={listed['next_cursor']}")
    assert [v["version"] for v in rest["data"]] == ["1.0.0"]
    first = await person.get(f"/v1/agents/{agent_id}/versions/1.0.0")
    assert first["manifest"]["tagline"] == "Says it again"


async def test_rolling_back_lets_the_earlier_version_answer(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent_id = await published(person)
    await person.call("PATCH", f"/v1/agents/{agent_id}", {"message": "twice {{text}}"})
    await person.post(f"/v1/agents/{agent_id}/publish")
    back = await person.post(f"/v1/agents/{agent_id}/rollback", {"version": "1.0.0"})
    assert (back.status, back["version"], back["current"]) == (200, "1.0.0", True)
    await person.enable(agent_id)
    answer = await person.invoke(agent_id, "x", model=MODEL)
    assert (answer["agent_version"], answer["output"]) == ("1.0.0", {"text": "echo: x"})
    await person.call("PATCH", f"/v1/agents/{agent_id}", {"tagline": "Third"})
    third = await person.post(f"/v1/agents/{agent_id}/publish")
    assert third["version"] == "1.2.0"
    unknown = await person.post(f"/v1/agents/{agent_id}/rollback", {"version": "9.9.9"})
    assert (unknown.status, unknown["code"]) == (404, "version_not_found")


async def test_a_stale_editor_does_not_overwrite(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent_id = await make(person)
    read = await person.get(f"/v1/agents/{agent_id}")
    tag = {"if-match": read.headers["etag"]}
    first = await person.call("PATCH", f"/v1/agents/{agent_id}", {"name": "One"}, headers=tag)
    second = await person.call("PATCH", f"/v1/agents/{agent_id}", {"name": "Two"}, headers=tag)
    assert first.status == 200
    assert (second.status, second["code"]) == (412, "precondition_failed")
    fresh = {"if-match": first.headers["etag"]}
    third = await person.call("PATCH", f"/v1/agents/{agent_id}", {"name": "Two"}, headers=fresh)
    assert (third.status, third["name"]) == (200, "Two")


async def test_a_whole_manifest_replaces_and_a_patch_merges(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent_id = await make(person, temperature=0.5, tags=["a-tag"])
    patched = await person.call("PATCH", f"/v1/agents/{agent_id}", {"temperature": None})
    assert "temperature" not in patched["draft"]
    assert patched["draft"]["tags"] == ["a-tag"]
    whole = await person.call("PATCH", f"/v1/agents/{agent_id}", prompt(name="Whole"))
    assert "tags" not in whole["draft"]
    merge = {"content-type": "application/merge-patch+json"}
    kind = await person.call("PATCH", f"/v1/agents/{agent_id}", {"kind": "http"}, headers=merge)
    assert kind.status == 422
    assert {"pointer": "/url", "detail": "is required"} in kind["errors"]


@pytest.mark.req("D-agent")
async def test_one_starts_from_a_template_or_a_clone(hub: RunningHub) -> None:
    person = await hub.sign_up()
    templates = await person.get("/v1/agent-templates")
    assert len(templates["data"]) >= 10
    cloned = await person.post(f"/v1/agents/{SUMMARIZE}/clone")
    assert (cloned.status, cloned["slug"], cloned["own"]) == (201, "summarize", True)
    twice = await person.post(f"/v1/agents/{cloned['id']}/clone")
    assert (twice["slug"], twice["name"]) == ("summarize-copy", f"Copy of {cloned['name']}")
    body = {"template": "translate", "manifest": {"name": "Ours", "tags": None}}
    ours = await person.post("/v1/agents", body)
    assert (ours.status, ours["name"], ours["slug"]) == (201, "Ours", "translate")
    taken = await person.post(f"/v1/agents/{SUMMARIZE}/clone", {"slug": "translate"})
    assert (taken.status, taken["code"]) == (409, "slug_taken")


async def test_an_archived_agent_answers_nobody_until_it_is_back(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent_id = await published(person)
    archived = await person.post(f"/v1/agents/{agent_id}/archive")
    assert (archived.status, archived["status"]) == (200, "archived")
    mine = await person.get("/v1/agents?own=true")
    assert mine["data"] == []
    assert len((await person.get("/v1/agents?archived=true"))["data"]) == 1
    for path, body in (("publish", {}), ("rollback", {"version": "1.0.0"}), ("enable", {})):
        refused = await person.post(f"/v1/agents/{agent_id}/{path}", body)
        assert refused.status == 409, (path, refused.body)
    assert (await person.invoke(agent_id, "x", model=MODEL)).status == 404
    await person.post(f"/v1/agents/{agent_id}/unarchive")
    await person.enable(agent_id)
    assert (await person.invoke(agent_id, "x", model=MODEL)).status == 200


async def test_what_changed_can_be_read(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent_id = await published(person)
    await person.call("PATCH", f"/v1/agents/{agent_id}", {"instructions": "Say it twice."})
    diff = await person.get(f"/v1/agents/{agent_id}/diff")
    assert diff["level"] == "minor"
    assert [d["pointer"] for d in diff["differences"]] == ["/instructions"]
    assert "+instructions: Say it twice." in diff["text"]
    same = await person.get(f"/v1/agents/{agent_id}/diff?before=1.0.0&after=current")
    assert (same["level"], same["text"]) == ("none", "")


async def test_a_published_slug_stays(hub: RunningHub) -> None:
    person = await hub.sign_up()
    agent_id = await published(person)
    renamed = await person.call("PATCH", f"/v1/agents/{agent_id}", {"slug": "other"})
    assert (renamed.status, renamed["errors"][0]["pointer"]) == (422, "/slug")
    reserved = await person.post("/v1/agents", prompt(slug="laelia"))
    assert (reserved.status, reserved["errors"][0]["pointer"]) == (422, "/slug")
    unified = await person.get("/v1/agents/laelia")
    assert (unified.status, unified["slug"], unified["enabled"]) == (200, "laelia", True)
