"""First-party servers behind the hub: as tools of a prompt agent, and as agents."""

from pathlib import Path

import aiohttp
import pytest

from hub.kit.engines import EngineUrls
from tests.agent_kinds.publishing import publish
from tests.hub_fixtures import Client, RunningHub, hub_settings, serve
from tests.mcp_servers.running import ERAS, TOKEN, at, call, served
from tests.peers.model import ModelPeer

pytestmark = [pytest.mark.req("S7"), pytest.mark.req("D-agent"), pytest.mark.timeout(90)]

MODEL = "openai/gpt-test"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "terms.md").write_text("# Refunds\n\nCustomers may return goods for 30 days.\n")
    (tmp_path / "trips.md").write_text("# Journeys\n\nBook railway tickets in second class.\n")
    return tmp_path


async def with_token(person: Client, url: str) -> None:
    body = {"name": "office", "url": url, "secret": TOKEN}
    assert (await person.post("/v1/credentials", body)).status == 201


async def test_a_prompt_agent_reads_and_writes_files(hub: RunningHub, folder: Path) -> None:
    person = await hub.sign_up()
    async with served("files", folder, "--writable") as url:
        body = {"name": "office", "url": url, "token": TOKEN}
        made = await person.post("/v1/mcp-servers", body)
        assert made.status == 201, made.body
        grant = {"server": "office", "allow": ["read_file", "write_file"]}
        agent = await publish(
            hub, person, {"kind": "prompt", "instructions": "Answer.", "tools": [grant]}
        )
        await person.enable(agent)
        ask = '[[tool office__read_file {"path": "terms.md"}]]'
        answer = await person.invoke(agent, ask, model=MODEL)
        assert answer.status == 200, answer.body
        assert "return goods for 30 days" in answer["output"]["text"]
        ask = '[[tool office__write_file {"path": "notes/a.md", "text": "Noted."}]]'
        assert (await person.invoke(agent, ask, model=MODEL)).status == 200
        ask = '[[tool office__read_file {"path": "../../etc/passwd"}]]'
        answer = await person.invoke(agent, ask, model=MODEL)
        assert "no path leads out" in answer["output"]["text"]
    assert (folder / "notes" / "a.md").read_text() == "Noted."


async def test_a_tool_of_it_is_an_agent_on_every_face(hub: RunningHub, folder: Path) -> None:
    person = await hub.sign_up()
    async with served("knowledge", folder) as url:
        await with_token(person, url)
        manifest = {
            "kind": "mcp",
            "url": url,
            "credential": "office",
            "tools": ["search_knowledge"],
            "input_schema": {"type": "object", "properties": {"query": {"type": "string"}}},
            "output_schema": {"type": "object"},
        }
        agent = await publish(hub, person, manifest)
        await person.enable(agent)
        answer = await person.invoke(agent, {"query": "may a customer return something?"})
        assert answer.status == 200, answer.body
        assert answer["output"]["results"][0]["path"] == "terms.md"
        key = await person.key()
        assert key.token is not None
        for era in ERAS:
            async with at(f"{hub.url}/mcp", era, key.token) as client:
                tools = (await client.list_tools()).tools
                (name,) = {tool.name for tool in tools} - {"laelia"}
                found = await call(client, name, query="refunds")
                assert found["results"][0]["path"] == "terms.md"


async def test_the_hubs_own_embeddings_find_what_shares_no_word(
    engines: EngineUrls, model: ModelPeer, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("hub")
    # Its vectors are computed in the hub itself; the chat model of that provider is not asked.
    settings = hub_settings(engines, home, local_model_url="http://127.0.0.1:9/v1")
    async with serve(settings) as hub_url, aiohttp.ClientSession() as http:
        person = await RunningHub(hub_url, model, engines, http, home).sign_up()
        key = await person.key(scopes=["agents:invoke"])
        assert key.token is not None
        words = ("knowledge", folder, "--embeddings-url", f"{hub_url}/v1")
        words = (*words, "--embeddings-model", "local/all-minilm-l6-v2")
        async with (
            served(*words, LAELIA_KNOWLEDGE_EMBEDDINGS_KEY=key.token) as url,
            at(url, ERAS[1]) as client,
        ):
            found = await call(client, "search_knowledge", query="traveling by train", limit=1)
    assert found["ranking"] == "words and meaning", found["note"]
    assert found["results"][0]["path"] == "trips.md"
