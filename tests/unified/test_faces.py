"""The unified agent is the same agent on every face; and a strong model makes it better."""

import json

import pytest
from openai import AsyncOpenAI

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import RunningHub
from tests.mcp.speaking import USE_TEST_MODEL, mcp_client
from tests.unified.asking import LAELIA, MODEL, chosen, person_with

pytestmark = pytest.mark.req("S6")

SUMMARIZE, TRANSLATE = platform_agent_id("summarize"), platform_agent_id("translate")
ASKED = "Summarize this report and then translate it into Spanish: Sales rose."


@pytest.mark.req("S7")
async def test_it_is_a_tool(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize", "translate")
    async with mcp_client(person, "auto") as client:
        answer = await client.call_tool(LAELIA, {"text": ASKED}, meta=dict(USE_TEST_MODEL))
    assert not answer.is_error, answer
    output = answer.structured_content
    assert output is not None
    assert chosen({"output": output}) == [SUMMARIZE, TRANSLATE]
    run = await person.get(f"/v1/runs/{(answer.meta or {})['laelia/run_id']}")
    assert (run["agent_id"], run["face"], run["output"]) == (LAELIA, "mcp", output)
    for step in output["steps"]:
        child = await person.get(f"/v1/runs/{step['run_id']}")
        assert (child["face"], child["parent_run_id"]) == ("mcp", run["id"])


@pytest.mark.req("S8")
async def test_it_is_a_model(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize", "translate")
    key = await person.key()
    messages = [{"role": "user", "content": ASKED}]
    async with AsyncOpenAI(base_url=f"{hub.url}/v1", api_key=str(key.token)) as openai:
        assert LAELIA in [model.id async for model in openai.models.list()]
        answer = await openai.chat.completions.create(model=LAELIA, messages=messages)
        assert answer.choices[0].message.content == "echo: echo: Sales rose."
        pieces = [
            chunk.choices[0].delta.content or ""
            async for chunk in await openai.chat.completions.create(
                model=LAELIA, messages=messages, stream=True
            )
            if chunk.choices
        ]
    assert "".join(pieces) == "echo: echo: Sales rose."


async def test_a_key_for_some_agents_chooses_among_those(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize", "rewrite-tone")
    key = await person.key(agent_ids=[SUMMARIZE])
    asked = {"text": "Make this text more formal", "material": "Hi."}
    rewrite = platform_agent_id("rewrite-tone")
    assert chosen(await person.invoke(LAELIA, asked, model=MODEL)) == [rewrite]
    limited = await key.invoke(LAELIA, asked, model=MODEL)
    assert rewrite not in json.dumps(limited.body)


async def test_a_strong_model_finds_what_words_do_not_tell(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize", "translate")
    asked = {"text": "Unlock the front door, code 4711", "material": "Sales rose."}
    alone = await person.invoke(LAELIA, asked, model=MODEL)
    assert alone["code"] == "no_suitable_agent"
    steps = [{"agent": SUMMARIZE, "request": "say it shorter"}]
    hub.model.answers["code 4711"] = json.dumps({"steps": steps})
    answer = await person.invoke(LAELIA, asked, model=MODEL)
    assert chosen(answer) == [SUMMARIZE]
    assert "chosen by the model" in answer["output"]["steps"][0]["why"]
    assert answer["output"]["text"] == "echo: Sales rose."
    run = await person.get(f"/v1/runs/{answer['id']}")
    assert [attempt["model"] for attempt in run["attempts"]] == [MODEL]


async def test_a_model_reads_a_field_out_of_the_request(hub: RunningHub) -> None:
    person = await person_with(hub, "translate")
    asked = {"text": "Translate this for our friends in Aarhus, code 4712", "material": "Hi."}
    hub.model.answers["code 4712"] = json.dumps({"language": "Danish"})
    answer = await person.invoke(LAELIA, asked, model=MODEL)
    assert answer.status == 200, answer.body
    child = await person.get(f"/v1/runs/{answer['output']['steps'][0]['run_id']}")
    assert child["input"] == {"text": "Hi.", "language": "Danish"}


async def test_what_a_model_answers_is_checked(hub: RunningHub) -> None:
    person = await person_with(hub, "summarize")
    asked = {"text": "Summarize this report, code 4713", "material": "Sales rose."}
    for useless in ("{", json.dumps({"steps": [{"agent": TRANSLATE, "request": "x"}]})):
        hub.model.answers["code 4713"] = useless
        answer = await person.invoke(LAELIA, asked, model=MODEL)
        assert chosen(answer) == [SUMMARIZE]
