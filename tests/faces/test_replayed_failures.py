"""What failed is told again as it was told: a retry with the same key is no success."""

import asyncio
import json
from typing import Any

import pytest

from tests.faces.conftest import LAELIA, MODEL, SUMMARIZE, Person
from tests.hub_fixtures import Answer, Client

KEY = {"idempotency-key": "once"}
_SAME = ("title", "status", "detail", "code", "type", "run_id")
_FAIL = "[[fail 400]]"
_MESSAGES = [{"role": "user", "content": _FAIL}]
CHATS = {
    "/v1/chat/completions": {"messages": _MESSAGES},
    "/v1/responses": {"input": _FAIL},
    "/v1/messages": {"messages": _MESSAGES, "max_tokens": 99},
}


def told(answer: Answer) -> dict[str, Any]:
    return {name: answer.body.get(name) for name in _SAME}


async def events(client: Client, text: str) -> tuple[dict[str, str], list[tuple[str, Any]]]:
    """The headers and events of a streamed invoke."""
    async with client.http.post(
        f"{client.url}/v1/agents/{SUMMARIZE}/invoke",
        json={"input": text, "model": MODEL},
        headers=client.headers(KEY | {"accept": "text/event-stream"}),
    ) as stream:
        assert stream.status == 200
        blocks = [block.splitlines() for block in (await stream.text()).split("\n\n") if block]
        headers = {name.lower(): value for name, value in stream.headers.items()}
    return headers, [(name[7:], json.loads(data[6:])) for name, data in blocks]


@pytest.mark.req("S6")
async def test_a_failed_run_fails_again_with_the_same_key(person: Person) -> None:
    first = await person.client.invoke(SUMMARIZE, _FAIL, model=MODEL, headers=KEY)
    again = await person.client.invoke(SUMMARIZE, _FAIL, model=MODEL, headers=KEY)
    assert (first.status, first["code"]) == (502, "provider_failed")
    assert told(again) == told(first)
    assert again.status == 502
    assert again["attempts"] == first["attempts"]
    assert again.headers["content-type"] == first.headers["content-type"]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert len(await person.usage()) == 1


@pytest.mark.req("S6")
async def test_a_cancelled_run_is_told_as_cancelled_again(person: Person) -> None:
    asking = asyncio.create_task(
        person.client.invoke(SUMMARIZE, "[[hang]]", model=MODEL, headers=KEY)
    )
    async with asyncio.timeout(10):
        while not (runs := await person.usage()):
            pass
    await person.client.post(f"/v1/runs/{runs[0]['id']}/cancel")
    first = await asking
    again = await person.client.invoke(SUMMARIZE, "[[hang]]", model=MODEL, headers=KEY)
    assert (first.status, first["code"]) == (409, "run_cancelled")
    assert told(again) == told(first)
    assert (again.status, again.headers["idempotent-replayed"]) == (409, "true")


@pytest.mark.req("S6")
async def test_a_queued_run_is_found_again_whatever_became_of_it(person: Person) -> None:
    """Its first answer was 202 and the run; so is the next."""
    queued = KEY | {"prefer": "respond-async"}
    first = await person.client.invoke(SUMMARIZE, "x", model=MODEL, headers=queued)
    await person.client.post(f"/v1/runs/{first['id']}/cancel")
    again = await person.client.invoke(SUMMARIZE, "x", model=MODEL, headers=queued)
    assert (again.status, again["id"], again["status"]) == (202, first["id"], "cancelled")


@pytest.mark.req("S6")
async def test_a_replayed_stream_ends_with_the_error(person: Person) -> None:
    headers, first = await events(person.client, _FAIL)
    assert [name for name, _ in first] == ["run.started", "error", "run.finished"]
    assert "idempotent-replayed" not in headers
    headers, again = await events(person.client, _FAIL)
    assert [name for name, _ in again] == ["error", "run.finished"]
    assert headers["idempotent-replayed"] == "true"
    error = dict(again)["error"]
    assert {name: error.get(name) for name in _SAME} == {
        name: dict(first)["error"].get(name) for name in _SAME
    }
    assert dict(again)["run.finished"]["status"] == "failed"


@pytest.mark.req("S6")
@pytest.mark.parametrize("path", CHATS)
async def test_a_chat_face_tells_the_failure_again(person: Person, path: str) -> None:
    body = {"model": SUMMARIZE} | CHATS[path] | LAELIA
    first = await person.client.post(path, body, headers=KEY)
    again = await person.client.post(path, body, headers=KEY)
    assert (first.status, again.status) == (502, 502)
    assert again["error"]["type"] == first["error"]["type"]
    assert again["error"]["message"] == first["error"]["message"]
    assert len(await person.usage()) == 1
    assert again.headers["idempotent-replayed"] == "true"


@pytest.mark.req("S6")
async def test_a_replayed_chat_stream_ends_with_the_error(person: Person) -> None:
    body = {"model": SUMMARIZE, "stream": True} | CHATS["/v1/chat/completions"] | LAELIA
    await person.client.post("/v1/chat/completions", body, headers=KEY)
    again = await person.client.post("/v1/chat/completions", body, headers=KEY)
    assert again.headers["idempotent-replayed"] == "true"
    assert "provider_failed" in again.body.split("\n\n")[-2]
    assert "[DONE]" not in again.body
