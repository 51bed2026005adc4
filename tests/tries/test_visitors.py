"""Visitors without an account: a few tries of what allows it, and nothing else at all."""

import pytest

from hub.kit.ids import VISITORS_ORG
from tests.isolation.requests import operations, served_document
from tests.tries.conftest import MODEL, Lab

pytestmark = pytest.mark.req("S11", "FR-3.7")
GUARDED = [one for one in operations(served_document()) if one.scope is not None]


async def test_visitors_try_what_allows_it_a_few_times(lab: Lab) -> None:
    nobody = lab.hub.anonymous
    visit = await nobody.post("/v1/visitors")
    assert visit.status == 201
    token = {"laelia-visitor": visit["token"]}
    body = {"agent_id": lab.agent_id, "input": "hello", "model": MODEL}
    path = "/v1/visitors/tries"
    shy = await nobody.post(path, body, headers=token)
    assert (shy.status, shy["code"]) == (403, "sign_in_to_try"), shy.body
    await lab.offer(anonymous=True)
    shown = await nobody.get(f"/v1/agents/{lab.agent_id}/tries", headers=token)
    assert (shown["available"], shown["left"]) == (True, 2)
    made = await nobody.post(path, body, headers=token)
    assert (made.status, made["output"]) == (200, {"text": "echo: hello"}), made.body
    assert (made["cost"], made["paid_by"]) == ({"credits": "0"}, "platform")
    assert (await nobody.post(path, body, headers=token)).status == 200
    third = await nobody.post(path, body, headers=token)
    assert (third.status, third["code"]) == (403, "tries_used_up")
    assert third["limit"] == "visitor"
    # Another visit from the same address: the address has its own end.
    other = {"laelia-visitor": (await nobody.post("/v1/visitors"))["token"]}
    assert (await nobody.post(path, body, headers=other)).status == 429
    assert not await lab.differences()


@pytest.mark.parametrize("token", [None, "", "lav_", "lav_AAAA", "las_x", "lav_" + "A" * 480])
async def test_a_visit_that_we_did_not_begin_opens_nothing(lab: Lab, token: str | None) -> None:
    headers = {} if token is None else {"laelia-visitor": token}
    body = {"agent_id": lab.agent_id, "input": "hello"}
    refused = await lab.hub.anonymous.post("/v1/visitors/tries", body, headers=headers)
    assert (refused.status, refused["code"]) == (403, "visitor_invalid")


@pytest.mark.req("R25")
async def test_a_visit_gets_at_nothing_else(lab: Lab) -> None:
    """As a bearer, a key and a cookie, at every operation that takes a credential."""
    token = (await lab.hub.anonymous.post("/v1/visitors"))["token"]
    disguises = (
        {"authorization": f"Bearer {token}"},
        {"x-api-key": token},
        {"cookie": f"laelia_session={token}; __Host-laelia_session={token}"},
    )
    ids = {"agent_id": lab.agent_id, "organization_id": VISITORS_ORG}
    for at, operation in enumerate(GUARDED):
        headers = disguises[at % 3] | {"laelia-visitor": token}
        answer = await lab.hub.anonymous.call(
            operation.method, operation.address(ids), headers=headers
        )
        assert answer.status in (401, 405), f"{operation.method} {operation.path}: {answer.body}"
