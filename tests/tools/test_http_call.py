"""An http agent calls exactly the address it was defined for, and nothing above it."""

import asyncio
import json
from typing import Any

import pytest

from hub.kit.errors import InvalidInput
from hub.tools.errors import InvalidMapping, OutboundError
from hub.tools.http_call import HttpRequest, HttpResult, call_http, check_request
from hub.tools.outbound import Credential, OutboundClient, origin_of
from tests.tools.peers import Handler, Peer, Request, listen, redirect, respond

JSON = {"Content-Type": "application/json; charset=utf-8"}
LOCAL = ["127.0.0.0/8"]


async def call(
    handler: Handler, arguments: dict[str, Any], secret: str | None = None, /, **parts: Any
) -> tuple[HttpResult, Peer]:
    async with listen(handler) as peer, OutboundClient(allow=LOCAL) as client:
        definition = {"method": "GET", "url": "/", **parts}
        agent = HttpRequest(**{**definition, "url": peer.url + definition["url"]})
        headers = {"Authorization": f"Bearer {secret}"}
        credential = Credential(origin_of(peer.url), headers) if secret else None
        return await call_http(client, agent, arguments, credential=credential), peer


async def test_a_request_is_made_from_the_input_and_its_answer_becomes_the_output() -> None:
    answer = json.dumps({"items": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]}).encode()
    result, peer = await call(
        respond(201, answer, JSON),
        {
            "version": "1&x",
            "customer": {"id": "c/1 ü"},
            "tags": ["x", "y"],
            "note": None,
            "draft": True,
        },
        "secret",
        method="POST",
        url="/v1/customers/{{customer.id}}/orders?v={{ version }}",
        query={"tag": "tags", "note": "note", "draft": "draft"},
        headers={"X-Version": "7"},
        body={"labels": "tags"},
        output={"names": "items[].name", "none": "nothing"},
    )
    assert (result.status, result.output) == (201, {"names": ["a", "b"], "none": None})
    seen = peer.requests[0]
    assert seen.target == "/v1/customers/c%2F1%20%C3%BC/orders?v=1%26x&tag=x&tag=y&draft=true"
    assert json.loads(seen.body) == {"labels": ["x", "y"]}
    assert seen.headers["authorization"] == "Bearer secret"
    assert seen.headers["x-version"] == "7"


async def test_without_mappings_the_input_is_the_body_and_the_body_the_output() -> None:
    result, peer = await call(respond(200, b'{"a":1}', JSON), {"b": 2}, method="PUT")
    assert (result.output, json.loads(peer.requests[0].body)) == ({"a": 1}, {"b": 2})
    result, peer = await call(respond(200, b"h\xffi", {"Content-Type": "text/plain"}), {"b": 2})
    assert (result.output, peer.requests[0].body) == ("h\ufffdi", b"")
    result, _ = await call(respond(204, b""), {}, method="DELETE")
    assert result.output is None


CLIMBS = [
    "..",
    ".",
    "../admin",
    "..\\admin",
    "a/../b",
    "a/..",
    "/..",
    "./a",
    "%2e%2e",
    "%2E%2E/",
    ".%2e",
    "%2e.",
    "..%2f",
    "..%5c",
    "%2e%2e%2f%2e%2e",
    "a%2f..%2fb",
    "%252e%252e",
    "%252e%252e%252f",
    "%25252e%25252e",
    "..;",
    "..;/admin",
    "..;x=1/admin",
    "%2e%2e;/",
    "..%3b/",
    ".. /",
    " ..",
    "a\x00",
    "a%00",
    "a\r\nX: 1",
    "a%0d%0aX",
    "\x7f",
    "..%c0%af",
    "%c0%ae%c0%ae/",
    "%" + "25" * 8 + "2e",
    "",
]


@pytest.mark.req("R49")
@pytest.mark.parametrize("value", CLIMBS)
async def test_a_value_cannot_leave_its_place_in_the_path(value: str) -> None:
    async with listen(respond()) as peer, OutboundClient(allow=LOCAL) as client:
        agent = HttpRequest("GET", f"{peer.url}/safe/{{{{name}}}}/end")
        with pytest.raises(InvalidInput) as caught:
            await call_http(client, agent, {"name": value})
        assert caught.value.code == "invalid_input"
        assert peer.accepted == 0


@pytest.mark.req("R49")
@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("a b", "a%20b"),
        ("a/b", "a%2Fb"),
        ("?x=1", "%3Fx=1"),
        ("#x", "%23x"),
        ("@evil.example", "@evil.example"),
        (":80", ":80"),
        ("...", "..."),
        ("a..b", "a..b"),
        ("100%", "100%25"),
        ("ü", "%C3%BC"),
        (7, "7"),
        (True, "true"),
        ("{name}", "%7Bname%7D"),
    ],
)
async def test_a_value_is_encoded_into_one_segment(value: object, encoded: str) -> None:
    _, peer = await call(respond(), {"name": value}, url="/safe/{{name}}/end")
    assert peer.requests[0].target == f"/safe/{encoded}/end"


@pytest.mark.parametrize("value", [None, [], {}, ["a"]])
async def test_a_segment_takes_plain_values_only(value: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        await call(respond(), {"name": value}, url="/safe/{{name}}")
    assert caught.value.code == "invalid_input"


@pytest.mark.parametrize(
    "parts",
    [
        {"url": "https://{{host}}/"},
        {"url": "https://api.example.com:{{port}}/"},
        {"url": "https://api.example.com{{suffix}}/"},
        {"url": "{{scheme}}://api.example.com/"},
        {"url": "https://api.example.com?a={{b}}#{{c}}"},
        {"url": "https://api.example.com/{a}"},
        {"url": "https://api.example.com/{{a"},
        {"url": "https://api.example.com/{{a.}}"},
        {"url": "https://api.example.com/{{a}}}"},
        {"url": "https://user@api.example.com/"},
        {"url": "ftp://api.example.com/"},
        {"url": "https:///a"},
        {"url": "not a url"},
        {"url": "https://api.example.com/%2e%2e/{{a}}"},
        {"url": "https://api.example.com/../{{a}}"},
        {"body": {"a": "a["}},
        {"output": {"a": "no_such("}},
        {"query": {"a": "||"}},
        {"query": {"a": "x" * 5000}},
        {"headers": {"Authorization": "Bearer x"}},
        {"headers": {"host": "evil.example"}},
        {"headers": {"X Y": "1"}},
        {"headers": {"X": "1\r\nY: 2"}},
    ],
)
def test_a_definition_that_cannot_be_kept_to_is_refused(parts: dict[str, Any]) -> None:
    agent = HttpRequest(**{"method": "GET", "url": "https://api.example.com/", **parts})
    with pytest.raises(InvalidMapping) as caught:
        check_request(agent)
    assert caught.value.code == "invalid_mapping"


@pytest.mark.req("R48")
async def test_the_credential_does_not_follow_a_redirect_elsewhere() -> None:
    async with listen(respond(200, b"{}", JSON), host="127.0.0.2") as other:
        await call(redirect(f"http://127.0.0.2:{other.port}/"), {}, "secret")
        assert "authorization" not in other.requests[0].headers


@pytest.mark.parametrize(
    ("handler", "code", "status"),
    [
        (respond(401), "outbound_unauthorized", 401),
        (respond(404), "outbound_bad_response", 404),
        (respond(500), "outbound_bad_response", 500),
        (respond(200, b"{oops", JSON), "outbound_bad_response", None),
        (respond(200, b'{"a":"\xff"}', JSON), "outbound_bad_response", None),
        (respond(200, b"[" * 100_000, JSON), "outbound_bad_response", None),
    ],
)
async def test_an_answer_that_is_no_success_is_an_error(
    handler: Handler, code: str, status: int | None
) -> None:
    with pytest.raises(OutboundError) as caught:
        await call(handler, {})
    assert (caught.value.code, caught.value.answered) == (code, status)


@pytest.mark.parametrize("link", ["[@, @]", "[@, @][]", "{a: @, b: @}", "join('', [@, @])"])
async def test_a_mapping_that_explodes_is_stopped(link: str) -> None:
    mapping = {"all": " | ".join(["'x'" if "join" in link else "@", *[link] * 60])}
    with pytest.raises(InvalidInput):
        await asyncio.wait_for(call(respond(), {"a": [1, 2]}, method="POST", body=mapping), 10)
    with pytest.raises(OutboundError):
        await asyncio.wait_for(call(respond(200, b"[1]", JSON), {}, output=mapping), 10)


async def test_an_inner_address_is_not_called() -> None:
    async with OutboundClient() as client:
        with pytest.raises(OutboundError) as caught:
            await call_http(client, HttpRequest("GET", "http://169.254.169.254/latest"), {})
    assert caught.value.code == "outbound_blocked"


async def test_the_method_and_target_are_sent_as_defined() -> None:
    async def echo(request: Request, writer: asyncio.StreamWriter) -> None:
        body = json.dumps({"method": request.method, "target": request.target}).encode()
        await respond(200, body, JSON)(request, writer)

    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        result, _ = await call(echo, {}, method=method, url="/a%20b/c?d=%26")
        assert result.output == {"method": method, "target": "/a%20b/c?d=%26"}
