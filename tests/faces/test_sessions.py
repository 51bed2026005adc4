"""Sessions: turns that remember each other, and belong to one person."""

from tests.faces.conftest import MODEL, SUMMARIZE, TRANSLATE, NewPerson, Person
from tests.hub_fixtures import RunningHub


async def test_a_session_remembers_what_was_said(hub: RunningHub, person: Person) -> None:
    me = person.client
    first = await me.invoke(SUMMARIZE, "my name is Ada", model=MODEL, session_id="new")
    assert first.status == 200, first.body
    session_id = first["session_id"]
    second = await me.invoke(SUMMARIZE, "session-second", model=MODEL, session_id=session_id)
    assert second["session_id"] == session_id
    sent = next(r for r in hub.model.requests if r["messages"][-1]["content"] == "session-second")
    assert [(m["role"], m["content"]) for m in sent["messages"][1:]] == [
        ("user", "my name is Ada"),
        ("assistant", "echo: my name is Ada"),
        ("user", "session-second"),
    ]
    shown = await me.get(f"/v1/sessions/{session_id}")
    assert [(m["role"], m["text"]) for m in shown["messages"]] == [
        ("user", "my name is Ada"),
        ("assistant", "echo: my name is Ada"),
        ("user", "session-second"),
        ("assistant", "echo: session-second"),
    ]
    assert shown["title"] == "my name is Ada"
    listed = await me.get("/v1/sessions")
    assert [one["id"] for one in listed["data"]] == [session_id]


async def test_a_session_can_be_opened_first_and_forgotten(person: Person) -> None:
    me = person.client
    opened = await me.post("/v1/sessions", {"agent_id": SUMMARIZE, "title": "Mine"})
    assert opened.status == 201, opened.body
    await me.invoke(SUMMARIZE, "x", model=MODEL, session_id=opened["id"])
    shown = await me.get(f"/v1/sessions/{opened['id']}")
    assert (shown["title"], len(shown["messages"])) == ("Mine", 2)
    gone = await me.call("DELETE", f"/v1/sessions/{opened['id']}")
    assert gone.status == 204
    again = await me.invoke(SUMMARIZE, "x", model=MODEL, session_id=opened["id"])
    assert (again.status, again["code"]) == (404, "session_not_found")
    assert len((await me.get("/v1/runs"))["data"]) == 1


async def test_a_failed_run_adds_nothing(person: Person) -> None:
    me = person.client
    opened = await me.post("/v1/sessions", {"agent_id": SUMMARIZE})
    failed = await me.invoke(SUMMARIZE, "[[fail 400]]", model=MODEL, session_id=opened["id"])
    assert failed.status == 502
    assert (await me.get(f"/v1/sessions/{opened['id']}"))["messages"] == []


async def test_the_session_of_another_person_is_not_found(hub: RunningHub, person: Person) -> None:
    opened = await person.client.post("/v1/sessions", {"agent_id": SUMMARIZE})
    path = f"/v1/sessions/{opened['id']}"
    stranger = await hub.sign_up()
    await stranger.enable(SUMMARIZE)
    assert (await stranger.get(path)).status == 404
    assert (await stranger.call("DELETE", path)).status == 404
    used = await stranger.invoke(SUMMARIZE, "x", model=MODEL, session_id=opened["id"])
    assert (used.status, used["code"]) == (404, "session_not_found")
    assert (await stranger.get("/v1/sessions"))["data"] == []
    assert (await person.client.get(path)).status == 200


async def test_a_session_belongs_to_one_agent(new_person: NewPerson) -> None:
    me = (await new_person(SUMMARIZE, TRANSLATE)).client
    opened = await me.post("/v1/sessions", {"agent_id": SUMMARIZE})
    refused = await me.invoke(TRANSLATE, "x", session_id=opened["id"])
    assert (refused.status, refused["errors"][0]["pointer"]) == (422, "/session_id")
    unknown = await me.post("/v1/sessions", {"agent_id": "agt_00000000000000000000000000"})
    assert (unknown.status, unknown["code"]) == (404, "agent_not_found")
