"""Joining an organization by an address of its domain: taken, asked for, or not at all."""

import pytest

from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub
from tests.notifications.people import waiting
from tests.sso.companies import Company, a_company

pytestmark = pytest.mark.req("S1", "R67")
JOIN = "/v1/organizations/joinable"
REQUESTS = "/v1/join-requests"


async def _colleague(company: Company, name: str, *, verified: bool = True) -> Client:
    """Somebody with an address of the domain, and without a seat."""
    hub, email = company.hub, company.address(name)
    made = await hub.anonymous.post("/v1/auth/signup", {"email": email, "password": PASSWORD})
    assert made.status == 201, made.body
    person = Client(hub.url, hub.http, made["token"], made["user"], made["organization"])
    return await _shown(hub, person) if verified else person


async def _shown(hub: RunningHub, person: Client) -> Client:
    """Their address is theirs."""
    await person.post("/v1/auth/email/verification", {})
    body = (await waiting(hub, person.user["email"]))["body"]
    token = body.partition("#token=")[2].split()[0]
    verified = await person.post("/v1/auth/email/verify", {"token": token})
    assert verified.status == 200, verified.body
    return person


async def _lets(company: Company, joining: str) -> Answer:
    domain = (await company.admin.get("/v1/organizations/current/domains"))["data"][0]
    path = f"/v1/organizations/current/domains/{domain['id']}"
    return await company.admin.call("PATCH", path, {"joining": joining})


async def _actions(company: Company, person: Client) -> list[str]:
    """What the company's record says of somebody, the oldest first."""
    found = await company.admin.get(f"/v1/audit?target={person.user['id']}")
    return [event["action"] for event in reversed(found["data"])]


async def test_people_of_a_domain_join_as_it_says(hub: RunningHub) -> None:
    company = await a_company(hub)
    wanted = {"organization_id": company.org_id}
    ana, ben = await _colleague(company, "ana"), await _colleague(company, "ben")
    unverified = await _colleague(company, "eve", verified=False)
    stranger = await _shown(hub, await hub.sign_up())

    shut = await ana.get(JOIN), await ana.post(JOIN, wanted)
    assert (await _lets(company, "join"))["joining"] == "join"
    seen = (await ana.get(JOIN))["data"]
    joined, again = await ana.post(JOIN, wanted), await ana.post(JOIN, wanted)
    early, foreign = await unverified.post(JOIN, wanted), await stranger.post(JOIN, wanted)
    hidden = [(await one.get(JOIN))["data"] for one in (unverified, stranger)]

    assert (shut[0]["data"], shut[1]["code"]) == ([], "organization_not_found")
    assert seen == [
        {"organization_id": company.org_id, "name": "A company", "joining": "join", "asked": False}
    ]
    assert joined.body == {"status": "joined"}
    assert (early["code"], foreign["code"]) == ("email_not_verified", "organization_not_found")
    assert again["code"] == "organization_not_found"
    assert hidden == [[], []]
    assert (await company.members())[ana.user["email"]] == "member"
    assert await _actions(company, ana) == ["member.joined"]

    await _lets(company, "ask")
    asked = [await ben.post(JOIN, wanted) for _ in range(2)]
    assert [one["status"] for one in asked] == ["asked", "asked"]
    assert (await ben.get(JOIN))["data"][0]["asked"] is True
    decision = f"{REQUESTS}/{ben.user['id']}/decision"
    refused = await company.admin.post(decision, {"decision": "refuse"})
    gone = await company.admin.post(decision, {"decision": "accept"})
    await ben.post(JOIN, wanted)
    [waits] = (await company.admin.get(REQUESTS))["data"]
    taken = await company.admin.post(decision, {"decision": "accept", "role": "staff"})

    assert (refused.status, gone["code"], taken.status) == (204, "join_request_not_found", 204)
    assert (waits["email"], waits["user_id"]) == (ben.user["email"], ben.user["id"])
    assert (await company.admin.get(REQUESTS))["data"] == []
    assert (await company.members())[ben.user["email"]] == "staff"
    assert await _actions(company, ben) == [
        "join_request.made",
        "join_request.refused",
        "join_request.made",
        "join_request.accepted",
    ]
    entered = await ben.post("/v1/auth/switch", wanted)
    assert entered["role"] == "staff"


async def test_nobody_joins_by_a_domain_that_is_not_shown(hub: RunningHub) -> None:
    admin = await hub.sign_up(organization="Claims much")
    added = await admin.post("/v1/organizations/current/domains", {"domain": "claimed.example"})
    path = f"/v1/organizations/current/domains/{added['id']}"

    refused = await admin.call("PATCH", path, {"joining": "join"})

    assert (refused.status, refused["code"]) == (409, "domain_not_verified")
    assert added["joining"] == "off"
