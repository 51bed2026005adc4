"""Anyone signed in tries a listed agent within its free tries, and somebody else pays for it."""

import asyncio
import base64
import json
from datetime import UTC, datetime

import aiohttp
import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from hub.runs.trying.models import TryFunding
from hub.runs.trying.returning import unused
from tests.agent_kinds.publishing import publish
from tests.agents.documents import graph, node
from tests.hub_fixtures import RunningHub, hub_settings, serve
from tests.marketplace.people import become_publisher, publish_agent, publish_listing
from tests.tries.conftest import MODEL, Lab, attempt

pytestmark = pytest.mark.req("S11", "FR-3.7")


async def test_a_try_is_a_run_that_costs_the_visitor_nothing(lab: Lab) -> None:
    person = await lab.hub.sign_up(organization="Visiting")
    path = f"/v1/agents/{lab.agent_id}/tries"
    before, books = (await person.get(path)).body, await lab.balance()
    assert (before["available"], before["limit"], before["left"]) == (True, 3, 3)
    made = await attempt(person, lab.agent_id)
    assert made.status == 200, made.body
    assert (made["output"]["text"], made["mode"]) == ("echo: hello", "try")
    assert (made["cost"], made["paid_by"]) == ({"credits": "0"}, "platform")
    claims = made["receipt"].split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert (said["mode"], said["paid_by"], said["cost"]) == ("try", "platform", {"credits": "0"})
    run = await person.get(f"/v1/runs/{made['id']}")
    assert (run["mode"], run["cost"]) == ("try", {"credits": "0"})
    [used] = [u for u in (await person.get("/v1/usage")).body["data"] if u["run_id"] == made["id"]]
    assert (used["mode"], used["credits"]) == ("try", "0")
    assert (await person.get(path))["left"] == 2
    now = await lab.balance()
    spent = books.get("promo_expense", 0) - now["promo_expense"]
    assert spent > 1_500_000, "the agent's price, and what its model cost"
    assert now["revenue"] - books.get("revenue", 0) == spent
    assert (await person.get("/v1/credits"))["available"] == "100"
    assert not await lab.differences()


async def test_limits_are_kept_by_everybody_at_once_and_say_what_to_do(lab: Lab) -> None:
    await lab.offer(per_person=2, per_organization=1000)
    person = await lab.hub.sign_up(organization="Eager")
    answers = await asyncio.gather(*(attempt(person, lab.agent_id) for _ in range(2)))
    assert [a.status for a in answers] == [200, 200], [a.body for a in answers]
    third = await attempt(person, lab.agent_id)
    assert (third.status, third["code"], third["limit"]) == (403, "tries_used_up", "person")
    assert third["enable"] == f"/v1/agents/{lab.agent_id}/enable"
    shown = await person.get(f"/v1/agents/{lab.agent_id}/tries")
    assert (shown["available"], shown["reason"], shown["left"]) == (False, "tries_used_up", 0)
    assert shown["resets_at"]
    await lab.offer(per_person=9, per_organization=2)
    assert (await attempt(person, lab.agent_id))["limit"] == "organization"
    await lab.offer(offered=False)
    assert (await attempt(person, lab.agent_id))["code"] == "try_not_offered"
    await lab.offer(per_person=9)
    await person.enable(lab.agent_id)
    assert (await attempt(person, lab.agent_id))["code"] == "agent_enabled"
    own = await attempt(lab.creator, lab.agent_id)
    assert (own.status, own["code"]) == (403, "try_not_offered")


async def test_a_try_that_fails_costs_nothing_and_uses_none_up(lab: Lab) -> None:
    person = await lab.hub.sign_up()
    books = await lab.balance()
    failed = await attempt(person, lab.agent_id, "[[fail 400]]")
    assert failed.status == 502, failed.body
    assert (await person.get(f"/v1/agents/{lab.agent_id}/tries"))["left"] == 3
    assert await lab.balance() == books
    assert not await lab.differences()


async def test_what_a_creator_set_aside_pays_first(lab: Lab) -> None:
    path = f"/v1/agents/{lab.agent_id}/tries/budget"
    keyed = {"idempotency-key": f"fund-{lab.agent_id}"}
    assert (await lab.creator.post(path, {"credits": "40"})).status == 400
    funded = await lab.creator.post(path, {"credits": "40"}, headers=keyed)
    assert (funded.status, funded["left"]) == (201, "40"), funded.body
    again = await lab.creator.post(path, {"credits": "40"}, headers=keyed)
    assert (again["funded"], again.headers["idempotent-replayed"]) == ("40", "true")
    other = await lab.creator.post(path, {"credits": "41"}, headers=keyed)
    assert other["code"] == "idempotency_key_reused"
    assert (await lab.creator.get("/v1/credits"))["available"] == "60"
    told = (await lab.creator.get(f"/v1/earnings/statements/{datetime.now(UTC):%Y-%m}")).body
    assert (told["lines"], told["closing"]) == ([], {}), "it is set aside, and was never earned"
    assert (await lab.creator.get("/v1/earnings"))["data"] == []
    much = await lab.creator.post(
        path, {"credits": "61"}, headers={"idempotency-key": f"much-{lab.agent_id}"}
    )
    assert (much.status, much["code"]) == (402, "insufficient_credits")
    earned = {"credits": "5", "source": "earnings"}
    none = await lab.creator.post(path, earned, headers={"idempotency-key": f"e-{lab.agent_id}"})
    assert none["code"] == "insufficient_credits"
    person = await lab.hub.sign_up()
    books = await lab.balance()
    made = await attempt(person, lab.agent_id)
    assert made["paid_by"] == "creator"
    now = await lab.balance()
    spent = books["publisher_tries"] - now["publisher_tries"]
    assert 0 < spent < 1_500_000, "what the model cost, and nothing to themselves"
    assert now["promo_expense"] == books["promo_expense"]
    offer = (await lab.creator.get(f"/v1/agents/{lab.agent_id}/tries/offer")).body
    assert [(d["tries"], d["completed"]) for d in offer["days"]] == [(1, 1)]
    assert float(offer["spent"]) == float(offer["days"][0]["credits"]) == spent / 1_000_000
    for secret in (person.user["id"], person.organization["id"], made["id"]):
        assert secret not in json.dumps(offer), "counts only"
    entries = json.dumps((await lab.creator.get("/v1/credits/entries")).body)
    assert "set aside for tries" in entries
    assert made["id"] not in entries
    assert not await lab.differences()
    await _takes_back(lab, f"{path}/return", spent)


async def _takes_back(lab: Lab, path: str, spent: int) -> None:
    """What nobody tried with, where it came from, once a key."""
    keyed = {"idempotency-key": f"back-{lab.agent_id}"}
    part = await lab.creator.post(path, {"credits": "10"}, headers=keyed)
    assert (part.status, part["funded"]) == (200, "30"), part.body
    again = await lab.creator.post(path, {"credits": "10"}, headers=keyed)
    assert (again["funded"], again.headers["idempotent-replayed"]) == ("30", "true")
    assert (await lab.creator.get("/v1/credits"))["available"] == "70"
    much = await lab.creator.post(
        path, {"credits": "30"}, headers={"idempotency-key": f"too-much-{lab.agent_id}"}
    )
    assert (much.status, much["code"]) == (409, "try_budget_too_small")
    rest = await lab.creator.post(path, {}, headers={"idempotency-key": f"rest-{lab.agent_id}"})
    assert (rest.status, rest["left"], rest["funded"]) == (200, "0", rest["spent"])
    left = (await lab.creator.get("/v1/credits"))["available"]
    assert float(left) == (100_000_000 - spent) / 1_000_000
    [entry, *_] = (await lab.creator.get("/v1/credits/entries"))["data"]
    assert entry["type"] == "tries_returned"
    assert not await lab.differences()


def _funding(source: str, amount: int, name: str) -> TryFunding:
    rest = {"org_id": "o", "agent_id": "a", "created_by": "u", "created_at": datetime.now(UTC)}
    return TryFunding(key=name, id=name, source=source, amount=amount, **rest)


@pytest.mark.parametrize(
    ("rows", "gone", "left"),
    [
        ([("credits", 5), ("earnings", 5)], 5, [("earnings", 5)]),
        ([("earnings", 5), ("credits", 5)], 5, [("credits", 5)]),
        ([("credits", 5), ("earnings", 5), ("earnings", -2)], 6, [("earnings", 2)]),
        ([("credits", 5), ("credits", -5), ("earnings", 3)], 0, [("earnings", 3)]),
    ],
)
def test_credits_that_were_given_never_come_back_as_money(
    rows: list[tuple[str, int]], gone: int, left: list[tuple[str, int]]
) -> None:
    made = [_funding(source, amount, str(at)) for at, (source, amount) in enumerate(rows)]
    assert [(one.source, one.amount) for one in unused(made, gone)] == left


async def test_the_budget_of_a_day_is_the_platforms_last_word(
    lab: Lab, engines: EngineUrls
) -> None:
    tries = {"daily_credits": "0", "visitors_try_ours": True}
    settings = hub_settings(engines, lab.hub.home, tries=tries)
    person = await lab.hub.sign_up()
    async with serve(settings) as url, aiohttp.ClientSession() as http:
        poor = RunningHub(url, lab.hub.model, engines, http, lab.hub.home)
        there = poor.anonymous.with_token(str(person.token))
        refused = await attempt(there, lab.agent_id)
        shown = await there.get(f"/v1/agents/{lab.agent_id}/tries")
        ours = await poor.anonymous.get(f"/v1/agents/{platform_agent_id('summarize')}/tries")
    assert (ours["anonymous"], ours["reason"]) == (True, "try_budget_spent")
    assert (refused.status, refused["code"]) == (429, "try_budget_spent")
    assert int(refused.headers["retry-after"]) > 0
    assert shown["reason"] == "try_budget_spent"


@pytest.mark.req("S12")
async def test_a_completed_try_lets_one_review(lab: Lab) -> None:
    moderator = await lab.hub.admin()
    await become_publisher(lab.creator, moderator)
    agent_id = await publish_agent(lab.creator)
    listing = await publish_listing(lab.creator, moderator, agent_id)
    person = await lab.hub.sign_up()
    path = f"/v1/listings/{listing['id']}/review"
    assert (await person.get(path))["eligible"] is False
    assert (await attempt(person, agent_id)).status == 200
    stands = await person.get(path)
    assert (stands["eligible"], stands["level"]) == (True, "tried")
    body = {"stars": 4, "title": "It says what it is told", "text": "As I hoped it would."}
    written = await person.call("PUT", path, body)
    assert (written.status, written["level"]) == (200, "tried"), written.body


async def test_a_try_streams_and_is_replayed_by_its_key(lab: Lab) -> None:
    person = await lab.hub.sign_up()
    headers = person.headers({"accept": "text/event-stream", "idempotency-key": lab.agent_id})
    url = f"{lab.hub.url}/v1/agents/{lab.agent_id}/try"
    body = {"input": "hello", "model": MODEL}
    async with person.http.post(url, json=body, headers=headers) as stream:
        text = await stream.text()
    assert text.index("event: run.started") < text.index("event: run.finished")
    again = await person.post(
        f"/v1/agents/{lab.agent_id}/try", body, headers={"idempotency-key": lab.agent_id}
    )
    assert again.headers["idempotent-replayed"] == "true"
    assert (await person.get(f"/v1/agents/{lab.agent_id}/tries"))["left"] == 2


async def test_what_needs_more_than_a_try_is_not_tried(lab: Lab) -> None:
    waits = graph(
        [node("a"), node("gate", "approval")], "start>a a>gate gate>end:approved gate>end:rejected"
    )
    agent_id = await publish(lab.hub, lab.creator, {**waits, "slug": "waits"}, listed=True)
    person = await lab.hub.sign_up()
    refused = await attempt(person, agent_id)
    assert (refused.status, refused["code"]) == (403, "try_not_offered"), refused.body
