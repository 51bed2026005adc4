"""Reviews: by those who tried, weighed by what stands behind them, answered, voted on, reported."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from hub.kit.db import SET_ORGS
from hub.marketplace.pseudonyms import pseudonym
from tests.hub_fixtures import Client, RunningHub
from tests.marketplace.conftest import Market, open_market
from tests.marketplace.people import case_about, decide, made, try_agent

GOOD = {"stars": 5, "title": "It balances the books", "text": "Every receipt was in its place."}


async def write(person: Client, market: Market, **changes: Any) -> dict[str, Any]:
    answer = await person.call("PUT", f"{market.path}/review", GOOD | changes)
    return dict((await made(answer)).body)


@pytest.mark.req("S12", "FR-3.16")
async def test_only_who_tried_an_agent_reviews_it(market: Market, hub: RunningHub) -> None:
    stranger = await hub.sign_up()
    refused = await stranger.call("PUT", f"{market.path}/review", GOOD)
    assert (refused.status, refused["code"]) == (403, "review_not_allowed")
    insider = await market.owner.call("PUT", f"{market.path}/review", GOOD)
    assert (insider.status, insider["code"]) == (403, "review_not_allowed")
    person = await try_agent(hub, market.agent_id)
    may = await made(await person.get(f"{market.path}/review"))
    assert (may["eligible"], may["level"], may["review"]) == (True, "tried", None)
    review = await write(person, market)
    assert (review["status"], review["level"], review["runs"]) == ("published", "tried", "1+")
    assert review["agent_version"] == "1.0.0"
    assert review["model"] == "openai/gpt-test"
    shown = await made(await hub.anonymous.get(f"{market.path}/reviews?sort=newest"))
    said = json.dumps(shown.body)
    assert review["id"] in said
    for secret in (person.user["id"], person.user["email"], person.organization["id"]):
        assert secret not in said, "authors are pseudonyms"
    again = await write(person, market, stars=4, title="On second thoughts")
    assert (again["id"], again["edited"], again["revision"]) == (review["id"], True, 2)
    own = await made(await person.get(f"{market.path}/review"))
    assert [(one["revision"], one["stars"]) for one in own["history"]] == [(1, 5)]


@pytest.mark.req("S12", "S13")
async def test_stars_are_counted_by_the_published_formula(hub: RunningHub) -> None:
    market = await open_market(hub)
    await write(await try_agent(hub, market.agent_id), market, stars=5)
    card = (await made(await hub.anonymous.get(market.path))).body
    # one review of somebody who tried weighs a half, beside five of 3.5 stars
    assert card["rating"] == {"score": round((5 * 3.5 + 0.5 * 5) / 5.5, 2), "mean": 5, "reviews": 1}
    team = await hub.sign_up(organization="Many of one mind")
    await team.enable(market.agent_id)
    for _ in range(4):
        colleague = await _colleague(hub, team)
        await made(await colleague.invoke(market.agent_id, "x", model="openai/gpt-test"))
        await write(colleague, market, stars=1, title="Bad", text="")
    card = (await made(await hub.anonymous.get(market.path))).body
    assert card["histogram"] == {"1": 4, "2": 0, "3": 0, "4": 0, "5": 1}
    # four colleagues weigh twice one, and together at most 1
    assert card["rating"]["score"] == round((5 * 3.5 + 0.5 * 5 + 1 * 1) / 6.5, 2)
    words = await made(await hub.anonymous.get("/v1/listings?q=balances%20books"))
    assert market.listing["id"] in [one["id"] for one in words["data"]], "reviews are searched"


async def _colleague(hub: RunningHub, team: Client) -> Client:
    person = await hub.sign_up()
    email = person.user["email"]
    offer = await made(await team.post("/v1/invitations", {"email": email}))
    await made(await person.post("/v1/invitations/accept", {"token": offer["token"]}))
    entered = await made(
        await person.post("/v1/auth/switch", {"organization_id": team.organization["id"]})
    )
    return person.with_token(entered["token"])


@pytest.mark.req("FR-3.18")
async def test_a_review_says_how_much_stands_behind_it(hub: RunningHub) -> None:
    market = await open_market(hub)
    price = {"model": "per_call", "credits": "1", "model_cost": "included"}
    path = f"/v1/agents/{market.agent_id}/price"
    await made(await market.owner.call("PUT", path, price))
    person = await try_agent(hub, market.agent_id, runs=3)
    assert (await made(await person.get(f"{market.path}/review")))["level"] == "tried"
    org_id = person.organization["id"]
    async with await psycopg.AsyncConnection.connect(hub.engines.database) as database:
        await database.execute(SET_ORGS, [org_id])
        await database.execute(
            "update runs set finished_at = finished_at - interval '2 days'"
            " where id = (select min(id) from runs where org_id = %s)",
            [org_id],
        )
    used = await made(await person.get(f"{market.path}/review"))
    assert used["level"] == "verified_use", "what was given away bought nothing"
    grant = {
        "organization_id": org_id,
        "credits": "5",
        "kind": "paid",
        "reason": "bought",
        "expires_at": (datetime.now(UTC) + timedelta(days=1)).isoformat(),
    }
    headers = {"idempotency-key": f"paid-{org_id}"}
    await made(await market.moderator.post("/v1/admin/grants", grant, headers=headers))
    await made(await person.invoke(market.agent_id, "x", model="openai/gpt-test"))
    assert (await write(person, market))["level"] == "verified_purchase"


@pytest.mark.req("FR-3.17")
async def test_the_publisher_answers_and_others_say_what_helped(
    market: Market, hub: RunningHub
) -> None:
    author = await try_agent(hub, market.agent_id)
    text = "It found the tax on every receipt. I wonder how it knows the country."
    review = await write(author, market, title="Knows our taxes", text=text)
    path = f"/v1/reviews/{review['id']}"
    stranger = await hub.sign_up()
    refused = await stranger.call("PUT", f"{path}/reply", {"text": "Hi"})
    assert (refused.status, refused["code"]) == (404, "review_not_found")
    answered = await made(await market.owner.call("PUT", f"{path}/reply", {"text": "By country."}))
    assert answered["reply"]["text"] == "By country."
    voted = await made(await stranger.call("PUT", f"{path}/vote", {"helpful": True}))
    assert (voted["helpful"], voted["your_vote"]) == (1, True)
    assert (await author.call("PUT", f"{path}/vote", {"helpful": True})).status == 409
    back = await made(await stranger.call("PUT", f"{path}/vote", {"helpful": None}))
    assert (back["helpful"], back["your_vote"]) == (0, None)
    denied = await stranger.post(f"{path}/comments", {"text": "I was not there."})
    assert (denied.status, denied["code"]) == (403, "review_not_allowed")
    await made(await author.post(f"{path}/comments", {"text": "Thank you, that helps me."}))
    await made(await market.owner.post(f"{path}/comments", {"text": "Write again any time."}))
    comments = (await made(await hub.anonymous.get(f"{path}/comments")))["data"]
    assert [one["author"]["publisher"] for one in comments] == [False, True]
    publisher = await made(await hub.anonymous.get(f"/v1/publishers/{market.publisher['id']}"))
    assert publisher["reply_share"] > 0
    gone = await made(await market.owner.call("PUT", f"{path}/reply", {"text": ""}))
    assert gone["reply"] is None


@pytest.mark.req("FR-3.19", "FR-7.4")
async def test_what_is_suspicious_waits_for_a_person(market: Market, hub: RunningHub) -> None:
    person = await try_agent(hub, market.agent_id)
    review = await write(person, market, text="Cheaper at www.better-agents.shop, mail a@b.example")
    assert review["status"] == "held"
    own = await made(await person.get(f"{market.path}/review"))
    assert "It has a link." in own["held_because"], "its author is told"
    shown = json.dumps((await made(await hub.anonymous.get(f"{market.path}/reviews"))).body)
    assert review["id"] not in shown
    case = await case_about(market.moderator, review["id"])
    checks = {one["check"] for one in case["findings"]}
    assert {"link", "personal_data"} <= checks
    await decide(market.moderator, review["id"], "remove", "spam")
    statement = (await made(await person.get("/v1/moderation/statements")))["data"][0]
    assert (statement["reason"], statement["queue"]) == ("spam", "reviews")
    again = await person.call("PUT", f"{market.path}/review", GOOD)
    assert again.status == 409, "what was removed is appealed, not written anew"


@pytest.mark.req("FR-3.19", "FR-7.4")
async def test_a_report_leads_to_a_decision_with_reasons(market: Market, hub: RunningHub) -> None:
    author, reader = await try_agent(hub, market.agent_id), await hub.sign_up()
    review = await write(author, market, title="Fine", text="It sorted my papers by date.")
    report = {"subject_type": "review", "subject_id": review["id"], "reason": "other"}
    await made(await reader.post("/v1/reports", report))
    twice = await reader.post("/v1/reports", report)
    assert (twice.status, twice["code"]) == (409, "reported_already")
    before = (await made(await hub.anonymous.get(market.path)))["rating"]["reviews"]
    await decide(market.moderator, review["id"], "remove", "not_about_the_agent")
    after = (await made(await hub.anonymous.get(market.path)))["rating"]["reviews"]
    assert after == before - 1, "what is removed counts no more"
    assert (await hub.anonymous.get(f"/v1/reviews/{review['id']}/comments")).status == 404


async def test_a_review_is_taken_back(market: Market, hub: RunningHub) -> None:
    person = await try_agent(hub, market.agent_id)
    review = await write(person, market)
    assert (await person.call("DELETE", f"{market.path}/review")).status == 204
    shown = await made(await hub.anonymous.get(f"{market.path}/reviews?limit=100"))
    assert review["id"] not in [one["id"] for one in shown["data"]]
    assert (await person.call("DELETE", f"{market.path}/review")).status == 404
    assert (await write(person, market))["status"] == "published"


def test_one_person_has_another_name_on_each_listing() -> None:
    names = {pseudonym(f"lst_{at}", "usr_1") for at in range(50)}
    assert len(names) > 45
    assert pseudonym("lst_1", "usr_1") == pseudonym("lst_1", "usr_1")
