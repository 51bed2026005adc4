"""What agents get to see of the people whom a call speaks of, and what the caller gets back."""

import json
from typing import Any

import pytest

from bench.privacy.mint import mint
from hub.agents.shipped import platform_agent_id
from tests.agent_kinds.publishing import publish
from tests.hub_fixtures import Client, RunningHub
from tests.peers.toolserver import said, tool, tool_server
from tests.tools.peers import listen, respond

pytestmark = pytest.mark.req("S20")

SUMMARIZE = platform_agent_id("summarize")
MODEL = "openai/gpt-test"
POLICY = "/v1/organizations/current/privacy"
EMAIL, OTHER = "ada.quill@example.org", "bo.finch@example.org"
JSON = {"Content-Type": "application/json"}
TEXT_IN = {"type": "object", "properties": {"text": {"type": "string"}, "ssn": {}}}
PROMPT = {"kind": "prompt", "instructions": "Answer."}


async def choose(person: Client, own: str, other: str) -> None:
    chosen = await person.call("PUT", POLICY, {"own_agents": own, "other_agents": other})
    assert chosen.status == 200, chosen.body


async def strangers(hub: RunningHub, manifest: dict[str, Any]) -> tuple[Client, str]:
    """Somebody who has enabled an agent that another organization publishes."""
    publisher, person = await hub.sign_up(), await hub.sign_up()
    agent = await publish(hub, publisher, manifest, listed=True)
    await person.enable(agent)
    return person, agent


def asked(hub: RunningHub, part: str) -> list[dict[str, Any]]:
    """The messages of the last request to the model in which this stands."""
    found = [r["messages"] for r in hub.model.requests if part in json.dumps(r["messages"])]
    turns: list[dict[str, Any]] = found[-1]
    return turns


def personal(run: Any) -> list[dict[str, Any]]:
    return [step for step in run["attempts"] if "personal_data" in step]


async def test_the_platforms_agents_see_it_and_the_record_counts_it(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    answer = await person.invoke(SUMMARIZE, f"flagged {EMAIL}", model=MODEL)
    assert answer["output"] == {"text": f"echo: flagged {EMAIL}"}
    run = await person.get(f"/v1/runs/{answer['id']}")
    assert personal(run) == [{"personal_data": {"EMAIL": 1}, "mode": "flag"}]
    assert EMAIL in json.dumps(asked(hub, "flagged "))


@pytest.mark.req("R62")
async def test_a_strangers_agent_sees_tokens_and_the_caller_values(hub: RunningHub) -> None:
    person, agent = await strangers(hub, PROMPT)
    text = f"tokens {EMAIL}, {OTHER}, {EMAIL} but not <EMAIL_7>"
    answer = await person.invoke(agent, text, model=MODEL)
    assert answer.status == 200, answer.body
    seen = asked(hub, "tokens <EMAIL_1>")[-1]["content"]
    assert seen == "tokens <EMAIL_1>, <EMAIL_2>, <EMAIL_1> but not <TEXT_1>"
    assert answer["output"] == {"text": f"echo: {text}"}
    run = await person.get(f"/v1/runs/{answer['id']}")
    assert personal(run) == [{"personal_data": {"EMAIL": 3}, "mode": "tokens"}]


async def test_a_stream_shows_values_and_ends_with_them(hub: RunningHub) -> None:
    person, agent = await strangers(hub, PROMPT)
    headers = person.headers({"accept": "text/event-stream"})
    body = {"input": f"streamed {EMAIL} and {OTHER}", "model": MODEL}
    path = f"{person.url}/v1/agents/{agent}/invoke"
    async with person.http.post(path, json=body, headers=headers) as answer:
        events = (await answer.text()).split("\n\n")
    pieces, last = [], {}
    for event in events:
        name, _, data = event.partition("\ndata: ")
        if name.endswith("output.delta"):
            pieces.append(json.loads(data)["text"])
        if name.endswith("run.finished"):
            last = json.loads(data)
    assert "".join(pieces) == f"echo: streamed {EMAIL} and {OTHER}"
    assert len(pieces) > 3
    assert last["output"] == {"text": f"echo: streamed {EMAIL} and {OTHER}"}
    assert asked(hub, "streamed <EMAIL_1> and <EMAIL_2>")


async def test_a_conversation_keeps_its_tokens(hub: RunningHub) -> None:
    person, agent = await strangers(hub, PROMPT)
    first = await person.invoke(agent, f"I am {EMAIL}", model=MODEL, session_id="new")
    session = first["session_id"]
    second = await person.invoke(agent, f"again {OTHER} {EMAIL}", model=MODEL, session_id=session)
    assert second["output"] == {"text": f"echo: again {OTHER} {EMAIL}"}
    turns = [turn["content"] for turn in asked(hub, "again <EMAIL_2> <EMAIL_1>")[1:]]
    assert turns == ["I am <EMAIL_1>", "echo: I am <EMAIL_1>", "again <EMAIL_2> <EMAIL_1>"]
    shown = await person.get(f"/v1/sessions/{session}")
    assert shown["messages"][0]["text"] == f"I am {EMAIL}"


@pytest.mark.req("R62")
async def test_a_publishers_server_gets_tokens_in_every_field(hub: RunningHub) -> None:
    number = next(n for n in (mint("US_SSN", "bare", at) for at in range(9)) if n[0] != "0")
    reply = b'{"state": "wrote to <EMAIL_1> about <US_SSN_1>"}'
    async with listen(respond(200, reply, JSON)) as peer:
        manifest = {
            "kind": "http",
            "url": f"{peer.url}/mail",
            "method": "POST",
            "input_schema": TEXT_IN,
            "response": {"output": {"text": "state"}},
        }
        person, agent = await strangers(hub, manifest)
        answer = await person.invoke(agent, {"text": f"to {EMAIL}", "ssn": int(number)})
    assert answer.status == 200, answer.body
    assert json.loads(peer.requests[0].body) == {"text": "to <EMAIL_1>", "ssn": "<US_SSN_1>"}
    assert answer["output"] == {"text": f"wrote to {EMAIL} about {number}"}


async def test_an_organizations_own_tools_get_values(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await choose(person, "tokens", "tokens")
    async with tool_server(tool("send", "Sends.", to="string")) as server:
        server.answers["send"] = said(f"sent to {EMAIL}, copy to {OTHER}")
        await person.post("/v1/mcp-servers", {"name": "desk", "url": server.url})
        granted = {**PROMPT, "tools": [{"server": "desk", "allow": ["send"]}]}
        agent = await publish(hub, person, granted)
        await person.enable(agent)
        call = f'[[tool desk__send {{"to": "{EMAIL}"}}]]'
        answer = await person.invoke(agent, call, model=MODEL)
    assert answer.status == 200, answer.body
    assert server.calls[0]["arguments"] == {"to": EMAIL}
    assert f"sent to {EMAIL}, copy to {OTHER}" in answer["output"]["text"]
    heard = asked(hub, "copy to <EMAIL_2>")
    assert "sent to <EMAIL_1>, copy to <EMAIL_2>" in heard[-1]["content"]
    assert EMAIL not in json.dumps(heard)


async def test_the_stricter_of_organization_and_publisher_holds(hub: RunningHub) -> None:
    person, agent = await strangers(hub, {**PROMPT, "personal_data": "redact"})
    answer = await person.invoke(agent, f"masked {EMAIL}", model=MODEL)
    assert answer["output"] == {"text": "echo: masked [EMAIL]"}
    lax, theirs = await strangers(hub, {**PROMPT, "personal_data": "off"})
    await lax.invoke(theirs, f"lenient {EMAIL}", model=MODEL)
    assert asked(hub, "lenient <EMAIL_1>")


async def test_an_organization_may_turn_it_off(hub: RunningHub) -> None:
    person, agent = await strangers(hub, PROMPT)
    await choose(person, "off", "off")
    answer = await person.invoke(agent, f"open {EMAIL}", model=MODEL)
    assert EMAIL in json.dumps(asked(hub, "open "))
    assert personal(await person.get(f"/v1/runs/{answer['id']}")) == []


async def test_only_admins_choose_and_only_what_there_is(hub: RunningHub) -> None:
    person = await hub.sign_up()
    assert (await person.get(POLICY)).body == {"own_agents": "flag", "other_agents": "tokens"}
    await choose(person, "redact", "tokens")
    assert (await person.get(POLICY)).body == {"own_agents": "redact", "other_agents": "tokens"}
    refused = await person.call("PUT", POLICY, {"own_agents": "some", "other_agents": "off"})
    assert (refused.status, refused["code"]) == (422, "invalid_input")
    key = await person.key()
    refused = await key.call("PUT", POLICY, {"own_agents": "off", "other_agents": "off"})
    assert (refused.status, refused["code"]) == (403, "scope_missing")
    other = await hub.sign_up()
    assert (await other.get(POLICY)).body == {"own_agents": "flag", "other_agents": "tokens"}
