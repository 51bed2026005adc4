"""Every operation that changes something: not from another site, and nothing that it does not
name."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.hub_fixtures import Answer, Client, RunningHub
from tests.isolation.requests import Operation, operations, served_document

DOCUMENT = served_document()
WRITES = [one for one in operations(DOCUMENT) if one.method not in ("GET", "HEAD")]
# Cookies are no credential there: programs speak to it, each with its own.
_WITHOUT_COOKIES = ("/scim/v2/",)
# Shapes of other houses, where what is unknown is passed over: as their own programs expect it.
FACES = {
    "/v1/chat/completions",
    "/v1/embeddings",
    "/v1/messages",
    "/v1/messages/count_tokens",
    "/v1/responses",
    "/oauth/register",
    "/mcp",
    "/mcp/agents/{agent_id}",
}
# A manifest, which the rules of its kind close, a list, and what only a visit may send.
_OTHERWISE = {
    *("POST /v1/agents", "PATCH /v1/agents/{agent_id}"),
    *("POST /v1/leaked-keys", "POST /v1/visitors/tries"),
}
# What would make its sender more than they are, if an operation took it along with a body.
GREEDY: dict[str, Any] = {
    "org_id": "org_01K00000000000000000000000",
    "owner_id": "org_01K00000000000000000000000",
    "created_by": "usr_01K00000000000000000000000",
    "platform_role": "superadmin",
    "is_admin": True,
    "balance": "1000000",
    "key_hash": "00",
    "verified_at": "2026-01-01T00:00:00Z",
    "approved": True,
    "tenant": "org_01K00000000000000000000000",
}


def _name(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


async def _sent(asked: Iterator[tuple[Operation, Any]]) -> list[tuple[str, Answer]]:
    """The answers, sixteen requests at a time."""
    gate = asyncio.Semaphore(16)

    async def send(operation: Operation, request: Any) -> tuple[str, Answer]:
        async with gate:
            return _name(operation), await request

    return list(await asyncio.gather(*(send(*one) for one in asked)))


@pytest.mark.req("R23")
async def test_a_cookie_alone_changes_nothing_anywhere(hub: RunningHub) -> None:
    """From another site, or from who knows where: every operation, not just those of pages."""
    person = await hub.sign_up()
    browser = hub.anonymous
    sources = ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {})
    cookie = {"cookie": f"laelia={person.token}"}
    guarded = [one for one in WRITES if one.scope and not one.path.startswith(_WITHOUT_COOKIES)]
    assert len(guarded) > 100
    answers = await _sent(
        (one, browser.call(one.method, one.address({}), {}, headers=cookie | sources[at % 3]))
        for at, one in enumerate(guarded)
    )
    taken = {name: told.body for name, told in answers if "cross_site" not in json.dumps(told.body)}
    assert taken == {}
    assert (await person.get("/v1/me")).status == 200, "and the session goes on"


def _schema_of(operation: Operation) -> Any:
    """Of its JSON body; null where there is none, or it is another house's."""
    content = operation.spec.get("requestBody", {}).get("content", {})
    if "application/json" not in content or operation.path in FACES:
        return None
    if operation.path.startswith("/scim/v2/"):
        return None
    return operation._resolved(content["application/json"].get("schema", {}))


OURS = [one for one in WRITES if _schema_of(one) is not None]


def _takes(operation: Operation) -> set[str]:
    schema = _schema_of(operation)
    choices = [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return {name for one in choices for name in operation._resolved(one).get("properties", {})}


@pytest.fixture(scope="module")
async def everything(hub: RunningHub) -> Client:
    """Who may do everything: what is refused to them is refused for what it is."""
    return await hub.admin()


@pytest.mark.req("R26")
async def test_nothing_is_taken_along_that_an_operation_does_not_name(everything: Client) -> None:
    assert len(OURS) > 80
    answers = await _sent(
        (one, everything.call(one.method, one.address({}), GREEDY)) for one in OURS
    )
    told = dict(answers)
    silent = {}
    for operation in OURS:
        answer = told[_name(operation)]
        if _name(operation) in _OTHERWISE:
            assert answer.status in (403, 404, 422), answer.body
            continue
        named = {problem["pointer"] for problem in _problems(answer)}
        missed = {f"/{name}" for name in GREEDY if name not in _takes(operation)} - named
        # Bodies of calls are read by another reader, which ends at the first such field.
        read_no_further = answer.status == 422 and "unknown field" in answer["detail"]
        if not read_no_further and (answer.status != 422 or missed):
            silent[_name(operation)] = (answer.status, answer.body)
    assert silent == {}


def _problems(answer: Answer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.body.get("errors", []) if answer.status == 422 else []
    return found
