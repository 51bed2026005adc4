"""What is not exactly a JSON-RPC message of one era is refused, and never with a 500."""

import json
from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import Client, RunningHub
from tests.mcp.speaking import (
    MODERN,
    headers_for,
    message,
    post,
    say,
    say_old,
)

SUMMARIZE = platform_agent_id("summarize")
CALL = {"name": "summarize", "arguments": {"text": "x"}}
DEEP = b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","arguments":%s}}'
CORPUS = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"\xff\xfe{}",
    b'\xef\xbb\xbf{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
    b'[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]',
    b"{}",
    b'{"jsonrpc":"1.0","id":1,"method":"tools/list"}',
    b'{"jsonrpc":"2.0","id":null,"method":"tools/list"}',
    b'{"jsonrpc":"2.0","id":1.5,"method":"tools/list"}',
    b'{"jsonrpc":"2.0","id":true,"method":"tools/list"}',
    b'{"jsonrpc":"2.0","id":{},"method":"tools/list"}',
    b'{"jsonrpc":"2.0","id":"' + b"i" * 300 + b'","method":"tools/list"}',
    b'{"jsonrpc":"2.0","id":1,"method":7}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}',
    b'{"jsonrpc":"2.0","id":1,"Method":"tools/list"}',
    b'{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/list"}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/list","PARAMS":{}}',
    b'{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/list"}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","name":"b"}}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"\\"","n\\u0061me":"b"}}',
    b'{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}',
    b'{"jsonrpc":"2.0","id":1,"result":{},"error":{}}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"n":NaN}}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"n":1e999}}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"s":"\\ud800"}}',
    DEEP % (b"[" * 100 + b"]" * 100),
    DEEP % (b'{"a":' * 5000 + b"1" + b"}" * 5000),
    DEEP % (b"[" * 200_000),
]


@pytest.mark.req("R74")
@pytest.mark.parametrize("body", CORPUS, ids=range(len(CORPUS)))
async def test_a_malformed_message_is_refused(corpus_key: Client, body: bytes) -> None:
    plain = {"content-type": "application/json", "accept": "application/json"}
    for headers in (plain, plain | {"mcp-protocol-version": MODERN, "mcp-method": "tools/list"}):
        refused = await post(corpus_key, body, headers)
        assert refused.status == 400
        assert refused.error["code"] in (-32700, -32600)
        assert refused.error["data"]["code"] in ("parse_error", "invalid_request")


@pytest.fixture(scope="module")
async def corpus_key(hub: RunningHub) -> Client:
    return await (await hub.sign_up()).key()


ODD: list[tuple[str, dict[str, Any]]] = [
    ("tools/call", {}),
    ("tools/call", {"name": 7}),
    ("tools/call", {"name": "summarize", "arguments": []}),
    ("tools/call", {"name": "\u0000"}),
    ("tools/call", {"name": "x" * 5000}),
    ("tools/list", {"cursor": "!"}),
    ("tools/list", {"cursor": {}}),
    ("subscriptions/listen", {}),
    ("initialize", {"protocolVersion": {}}),
    ("resources/read", {"uri": "file:///etc/passwd"}),
    ("__class__", {}),
    ("", {}),
]


@pytest.mark.req("R74")
@pytest.mark.parametrize(("method", "params"), ODD, ids=range(len(ODD)))
async def test_odd_parameters_never_break_the_hub(
    corpus_key: Client, method: str, params: dict[str, Any]
) -> None:
    old = await say_old(corpus_key, method, params)
    assert old.status < 500
    sent = message(method, params)
    headers = {**headers_for(sent), "mcp-name": str(params.get("name", ""))}
    if all(ord(c) > 31 for c in headers["mcp-name"]):
        new = await post(corpus_key, json.dumps(sent).encode(), headers)
        assert 400 <= new.status < 500
        assert isinstance(new.error["data"]["code"], str)


async def test_headers_must_repeat_the_message(hub: RunningHub) -> None:
    person = await hub.sign_up()
    for wrong in (
        {"mcp-method": "tools/list"},
        {"mcp-name": "other"},
        {"mcp-name": "=?base64?!!?="},
        {"mcp-protocol-version": "2026-07-29"},
    ):
        refused = await say(person, "tools/call", CALL, headers=wrong)
        assert (refused.status, refused.error["code"]) == (400, -32020), wrong
    sent = message("tools/call", CALL)
    bare = {k: v for k, v in headers_for(sent).items() if k not in ("mcp-name", "mcp-method")}
    refused = await post(person, json.dumps(sent).encode(), bare)
    assert (refused.status, refused.error["code"]) == (400, -32020)
    del bare["mcp-protocol-version"]
    refused = await post(person, json.dumps(sent).encode(), bare)
    assert (refused.status, refused.error["code"]) == (400, -32020)


async def test_a_name_may_be_encoded_in_its_header(hub: RunningHub) -> None:
    person = await hub.sign_up()
    refused = await say(
        person, "tools/call", {"name": "älter"}, headers={"mcp-name": "=?base64?w6RsdGVy?="}
    )
    assert refused.error["code"] == -32602


async def test_an_unknown_revision_is_told_what_is_spoken(hub: RunningHub) -> None:
    person = await hub.sign_up()
    version = {"io.modelcontextprotocol/protocolVersion": "2099-01-01"}
    refused = await say(
        person, "tools/list", meta=version, headers={"mcp-protocol-version": "2099-01-01"}
    )
    assert (refused.status, refused.error["code"]) == (400, -32022)
    assert refused.error["data"]["supported"] == [MODERN]
    assert refused.error["data"]["requested"] == "2099-01-01"


async def test_an_unknown_method_is_not_found(hub: RunningHub) -> None:
    person = await hub.sign_up()
    for method in ("ping", "initialize", "logging/setLevel", "nothing/here"):
        refused = await say(person, method)
        assert (refused.status, refused.error["code"]) == (404, -32601)
    old = await say_old(person, "server/discover")
    assert (old.status, old.error["code"]) == (200, -32601)


async def test_only_json_is_read_and_only_with_a_credential(hub: RunningHub) -> None:
    person = await hub.sign_up()
    typed = await say(person, "tools/list", headers={"content-type": "text/plain"})
    assert typed.status == 415
    nobody = await say(hub.anonymous, "tools/list")
    assert nobody.status == 401
    assert nobody.headers["www-authenticate"].startswith("Bearer")
    assert nobody.error["data"]["code"] == "unauthenticated"
    query = await say(hub.anonymous, "tools/list", path=f"/mcp?api_key={person.token}")
    assert query.status == 401
    assert (await hub.anonymous.get("/mcp")).status == 401
    assert (await person.call("PUT", "/mcp")).status == 405


@pytest.mark.req("R69")
async def test_a_foreign_host_or_origin_reaches_nothing(hub: RunningHub) -> None:
    person = await hub.sign_up()
    for foreign in ({"host": "evil.example"}, {"origin": "http://evil.example"}):
        refused = await say(person, "tools/list", headers=foreign)
        assert refused.status == 421
