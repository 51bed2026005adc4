"""Everything that changes something leaves exactly one event, in its own transaction."""

from collections.abc import AsyncIterator

import pytest

from hub.audit.catalog import ACTIONS
from tests.audit.acts import NOT_RECORDED, PROVEN_APART, SECRET, Stage
from tests.audit.billing_acts import BILLING_ACTS
from tests.audit.conftest import Ledger
from tests.audit.market_acts import ACTS as OTHER_ACTS
from tests.audit.organization_acts import ORGANIZATION_ACTS
from tests.hub_fixtures import RunningHub
from tests.isolation.requests import served_document
from tests.peers.toolserver import tool, tool_server

pytestmark = pytest.mark.req("R67")
EVERY_ACT = {**OTHER_ACTS, **BILLING_ACTS, **ORGANIZATION_ACTS}
_CHANGING = ("post", "put", "patch", "delete")


@pytest.fixture
async def stage(hub: RunningHub) -> AsyncIterator[Stage]:
    async with tool_server(tool("add")) as server:
        yield Stage(hub, server)


def test_every_operation_that_changes_something_is_accounted_for() -> None:
    document = served_document()
    changing = {
        (method.upper(), path)
        for path, item in document["paths"].items()
        for method in item
        if method in _CHANGING
    }
    assert changing == set(EVERY_ACT) | set(NOT_RECORDED) | PROVEN_APART
    assert not set(EVERY_ACT) & set(NOT_RECORDED)


@pytest.mark.parametrize("operation", EVERY_ACT, ids=" ".join)
async def test_an_act_and_its_one_event_happen_both_or_neither(
    stage: Stage, ledger: Ledger, operation: tuple[str, str]
) -> None:
    """Tried first when no event can be written, and done once there is room."""
    act = await EVERY_ACT[operation](stage)
    before = await ledger.contents()
    async with ledger.refusing_events():
        refused = await act.do()
    assert refused.status >= 500, refused.body
    after = await ledger.contents()
    assert {name for name in after if after[name] != before[name]} == set()
    answer = await act.do()
    assert answer.status < 300, answer.body
    events = await ledger.of_request(answer.headers["x-request-id"])
    assert [event["action"] for event in events] == [act.action]
    event = events[0]
    assert event["action"] in ACTIONS
    assert event["org_id"] == (act.org_id or event["org_id"])
    assert event["outcome"] == "success"
    assert event["target_id"], "an act is done to something"
    assert event["address"] == "127.0.0.1"
    assert "aiohttp" in event["user_agent"]
    signed_up = isinstance(answer.body, dict) and answer.body.get("user")
    person = signed_up or act.who.user
    kind = "api_key" if operation[1].startswith("/scim/") else "user"
    assert (event["actor_type"], event["actor_id"]) == (kind, person["id"])
    assert event["as_platform"] == operation[1].startswith("/v1/admin/") or act.action in (
        "agent.listed",
        "agent.unlisted",
        "decision.confirmed",
        "decision.decided",
    )
    assert SECRET not in str(event)
    assert person["email"] not in str(event)


async def test_an_act_that_fails_leaves_no_event(hub: RunningHub, ledger: Ledger) -> None:
    person = await hub.sign_up()
    refused = [
        await person.post("/v1/agents", {"kind": "prompt"}),
        await person.call("PATCH", f"/v1/members/{person.user['id']}", {"role": "member"}),
        await person.post("/v1/invitations", {"email": "x@example.com"}),
        await person.call("DELETE", "/v1/api-keys/key_00000000000000000000000000"),
        await person.post("/v1/admin/grants", {}),
    ]
    for answer in refused:
        assert answer.status >= 400
        assert await ledger.of_request(answer.headers["x-request-id"]) == []
    assert [event["action"] for event in await ledger.of_chain(person.organization["id"])] == [
        "user.signed_up"
    ]


async def test_what_is_done_already_is_not_recorded_again(hub: RunningHub, ledger: Ledger) -> None:
    person, admin = await hub.sign_up(), await hub.admin()
    org_id = person.organization["id"]
    key = await person.post("/v1/api-keys", {"name": "CI"})
    body = {"organization_id": org_id, "credits": "1", "kind": "promotional", "reason": "x"}
    headers = {"idempotency-key": f"once-{org_id}"}
    for _ in range(2):
        await person.call("DELETE", f"/v1/api-keys/{key['id']}")
        assert (await admin.post("/v1/admin/grants", body, headers=headers)).status == 201
    assert [event["action"] for event in await ledger.of_chain(org_id)] == [
        "user.signed_up",
        "api_key.created",
        "api_key.revoked",
        "credit_grant.made",
    ]


async def test_a_connection_that_dies_before_the_commit_leaves_neither(
    hub: RunningHub, ledger: Ledger
) -> None:
    """The act is held between its event and its commit, and its connection killed there."""
    person = await hub.sign_up()
    org_id = person.organization["id"]
    before = await ledger.contents()
    async with ledger.dying_at_commit(org_id):
        answer = await person.post("/v1/api-keys", {"name": "CI"})
    assert answer.status >= 500, answer.body
    assert await ledger.contents() == before
    assert (await person.get("/v1/api-keys"))["data"] == []
