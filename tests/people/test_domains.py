"""Which email domains may have accounts: rules, throw-away mailboxes, and an allow-list."""

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from disposable_email_domains import blocklist

from hub.identity.public import ensure_platform_admin
from hub.kit.settings import SignUp
from tests.engine_fixtures import DatabaseUrls
from tests.identity.conftest import PASSWORD, Hub, MakeHub, make_hub, passwords

__all__ = ["make_hub", "passwords"]

DOMAINS = "/v1/admin/blocked-domains"


@asynccontextmanager
async def _hub(url: str, make: MakeHub, **settings: bool) -> AsyncIterator[tuple[Hub, Any]]:
    """A hub of its own, and its administrator."""
    async with make(url, sign_up=SignUp(verification="off", **settings)) as hub:
        await ensure_platform_admin(hub.identity, email="root@example.com", password=PASSWORD)
        async with hub.client() as client:
            body = {"email": "root@example.com", "password": PASSWORD}
            token = (await client.post("/v1/auth/login", json=body)).json()["token"]
        async with hub.as_caller(token) as admin:
            yield hub, admin


async def _sign_up(hub: Hub, email: str) -> httpx.Response:
    async with hub.client() as client:
        body = {"email": email, "password": PASSWORD, "organization_name": "New"}
        return await client.post("/v1/auth/signup", json=body)


async def _rule(admin: httpx.AsyncClient, domain: str, effect: str = "block") -> dict[str, Any]:
    body = {"domain": domain, "effect": effect, "reason": "Tested"}
    made = await admin.post(DOMAINS, json=body)
    assert made.status_code == 201, made.text
    rule: dict[str, Any] = made.json()
    return rule


@pytest.mark.req("S23")
async def test_the_most_particular_rule_decides(
    fresh_database: DatabaseUrls, make_hub: MakeHub
) -> None:
    async with _hub(fresh_database.app, make_hub) as (hub, admin):
        await _rule(admin, "Blocked.Example.")
        await _rule(admin, "*.wild.example")
        await _rule(admin, "*.good.wild.example", "allow")
        await _rule(admin, "bad.good.wild.example")
        await _rule(admin, "bücher.example")
        wide = "blocked".translate({ord(letter): ord(letter) + 0xFEE0 for letter in "blocked"})
        cases = {
            "a@blocked.example": 403,
            "a@BLOCKED.example": 403,
            f"a@{wide}.example": 403,
            "a@sub.blocked.example": 201,
            "a@wild.example": 201,
            "a@x.wild.example": 403,
            "a@x.y.wild.example": 403,
            "a@notwild.example": 201,
            "a@x.good.wild.example": 201,
            "a@bad.good.wild.example": 403,
            "a@xn--bcher-kva.example": 403,
            "a@BÜCHER.example": 403,
        }
        for email, status in cases.items():
            answer = await _sign_up(hub, email)
            assert answer.status_code == status, (email, answer.text)
            if status == 403:
                assert answer.json()["code"] == "email_domain_not_allowed"
                assert "Tested" not in answer.text


@pytest.mark.req("S23")
async def test_throw_away_mailboxes_are_refused_unless_allowed(
    fresh_database: DatabaseUrls, make_hub: MakeHub
) -> None:
    first, second = sorted(blocklist)[100:102]
    async with _hub(fresh_database.app, make_hub) as (hub, admin):
        assert (await _sign_up(hub, f"a@{first}")).status_code == 403
        assert (await _sign_up(hub, f"a@mail.{first}")).status_code == 403
        await _rule(admin, first, "allow")
        assert (await _sign_up(hub, f"a@{first}")).status_code == 201
        assert (await _sign_up(hub, f"a@{second}")).status_code == 403
    async with _hub(fresh_database.app, make_hub, disposable=True) as (hub, _):
        assert (await _sign_up(hub, f"b@{second}")).status_code == 201


@pytest.mark.req("S23")
async def test_a_private_hub_admits_only_who_is_allowed(
    fresh_database: DatabaseUrls, make_hub: MakeHub
) -> None:
    async with _hub(fresh_database.app, make_hub, allow_list=True) as (hub, admin):
        assert (await _sign_up(hub, "a@ours.example")).status_code == 403
        await _rule(admin, "ours.example", "allow")
        await _rule(admin, "*.ours.example", "allow")
        await _rule(admin, "guests.ours.example")
        assert (await _sign_up(hub, "a@ours.example")).status_code == 201
        assert (await _sign_up(hub, "a@mail.ours.example")).status_code == 201
        assert (await _sign_up(hub, "a@guests.ours.example")).status_code == 403
        assert (await _sign_up(hub, "a@other.example")).status_code == 403


@pytest.mark.req("S23")
async def test_a_seat_is_neither_offered_nor_taken(
    fresh_database: DatabaseUrls, make_hub: MakeHub
) -> None:
    async with _hub(fresh_database.app, make_hub) as (hub, admin):
        founder, guest = (
            await _sign_up(hub, "a@ours.example"),
            await _sign_up(hub, "b@gone.example"),
        )
        async with (
            hub.as_caller(founder.json()["token"]) as owner,
            hub.as_caller(guest.json()["token"]) as person,
        ):
            offer = await owner.post("/v1/invitations", json={"email": "b@gone.example"})
            rule = await _rule(admin, "gone.example")
            accept = {"token": offer.json()["token"]}
            refused = await person.post("/v1/invitations/accept", json=accept)
            again = await owner.post("/v1/invitations", json={"email": "c@gone.example"})
            for answer in (refused, again):
                assert answer.json()["code"] == "email_domain_not_allowed"
            assert (await person.get("/v1/me")).status_code == 200, "accounts that exist go on"
            assert (await admin.delete(f"{DOMAINS}/{rule['id']}")).status_code == 204
            taken = await person.post("/v1/invitations/accept", json=accept)
            assert taken.status_code == 200, "once the rule is gone"


@pytest.mark.req("S23")
async def test_rules_are_taken_out_and_in_again(
    fresh_database: DatabaseUrls, make_hub: MakeHub
) -> None:
    async with _hub(fresh_database.app, make_hub) as (_, admin):
        kept = await _rule(admin, "a.example")
        rules = [
            {"domain": "A.example", "effect": "allow", "reason": "Changed"},
            {"domain": "*.b.example", "reason": "=1+1"},
            {"domain": "c.example", "reason": "First"},
            {"domain": "c.example.", "reason": "Second"},
        ]
        taken = await admin.post(f"{DOMAINS}/import", json={"rules": rules})
        exported = await admin.get(f"{DOMAINS}/export")
        listed = (await admin.get(DOMAINS, params={"q": "a.ex"})).json()["data"]

    assert taken.json() == {"imported": 3}
    assert exported.headers["content-type"].startswith("text/csv")
    assert list(csv.reader(io.StringIO(exported.text))) == [
        ["domain", "effect", "reason"],
        ["*.b.example", "block", "'=1+1"],
        ["a.example", "allow", "Changed"],
        ["c.example", "block", "Second"],
    ]
    assert [(one["id"], one["reason"]) for one in listed] == [(kept["id"], "Changed")]


@pytest.mark.req("S23")
async def test_what_is_no_domain_is_no_rule(
    fresh_database: DatabaseUrls, make_hub: MakeHub
) -> None:
    async with _hub(fresh_database.app, make_hub) as (_, admin):
        for domain in (
            "*",
            "*.*",
            "com",
            "a b.example",
            "x.*.example",
            "-a.example",
            "a..b",
            "@x.y",
        ):
            body = {"domain": domain, "reason": "x"}
            refused = await admin.post(DOMAINS, json=body)
            assert refused.status_code == 422, domain
            rules = {"rules": [{"domain": "fine.example", "reason": "x"}, body]}
            listed = await admin.post(f"{DOMAINS}/import", json=rules)
            assert listed.status_code == 422, domain
        assert (await admin.get(DOMAINS)).json()["data"] == []
        gone = await admin.delete(f"{DOMAINS}/dom_00000000000000000000000000")
        assert (gone.status_code, gone.json()["code"]) == (404, "domain_rule_not_found")
