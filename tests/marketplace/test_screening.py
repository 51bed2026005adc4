"""What the screening holds, on reviews that nothing was tuned on."""

import pytest

from bench.screening.__main__ import PRECISION, RECALL, held, measured
from bench.screening.cases import cases
from tests.hub_fixtures import RunningHub
from tests.marketplace.conftest import Market
from tests.marketplace.people import case_about, made, try_agent


@pytest.mark.req("FR-3.19")
def test_theheld_out_half_is_told_apart() -> None:
    asked = cases(tuning=False)
    assert len(asked) >= 150
    precision, recall = measured(asked, held(asked)["both"])
    assert precision >= PRECISION
    assert recall >= RECALL


@pytest.mark.req("FR-3.19")
async def test_copies_and_contradictions_wait_for_a_person(market: Market, hub: RunningHub) -> None:
    text = "It found the wrong total on the second page of our longest receipt, and said why."
    body = {"stars": 5, "title": "It found it", "text": text}
    one, other, third = [await try_agent(hub, market.agent_id) for _ in range(3)]
    first = await made(await one.call("PUT", f"{market.path}/review", body))
    assert first["status"] == "published"
    copy = body | {"text": text.replace("longest", "long")}
    second = await made(await other.call("PUT", f"{market.path}/review", copy))
    assert second["status"] == "held"
    case = await case_about(market.moderator, second["id"])
    assert [one["check"] for one in case["findings"]] == ["near_duplicate"]
    run = (await made(await third.get("/v1/runs?limit=1")))["data"][0]
    await made(await third.post(f"/v1/runs/{run['id']}/outcome", {"happy": False}))
    said = {"stars": 5, "title": "Nothing better", "text": "We use it every day at the office."}
    glowing = await made(await third.call("PUT", f"{market.path}/review", said))
    assert glowing["status"] == "held"
    case = await case_about(market.moderator, glowing["id"])
    assert "against_outcomes" in [one["check"] for one in case["findings"]]
