"""Quotes: signed, short-lived, for one agent of one organization."""

import asyncio
import time
from decimal import Decimal

import msgspec
import pytest

from hub.kit.signing import QUOTE, SigningKey
from tests.faces.conftest import EXTRACT, MODEL, SUMMARIZE, NewPerson, Person
from tests.hub_fixtures import RunningHub

INPUT = {"text": '[[json {"data": {"a": 1}, "missing": []}]]', "fields": ["a"]}


async def test_a_call_costs_no_more_than_its_quote(new_person: NewPerson) -> None:
    me = (await new_person(EXTRACT)).client
    quoted = await me.post(f"/v1/agents/{EXTRACT}/quote", {"input": INPUT, "model": MODEL})
    assert quoted.status == 200, quoted.body
    assert quoted["quote"].startswith("qte_")
    assert Decimal("0.5") < Decimal(quoted["expected_credits"]) < Decimal(quoted["max_credits"])
    called = await me.invoke(EXTRACT, INPUT, model=MODEL, quote=quoted["quote"])
    assert called.status == 200, called.body
    assert Decimal(called["cost"]["credits"]) <= Decimal(quoted["max_credits"])
    assert (await me.get("/v1/usage"))["totals"]["calls"] == 1


async def test_a_quote_fixes_what_a_call_may_cost(new_person: NewPerson) -> None:
    me = (await new_person(EXTRACT)).client
    low = {"input": INPUT, "model": MODEL, "max_credits": "0.5"}
    quoted = await me.post(f"/v1/agents/{EXTRACT}/quote", low)
    assert quoted["max_credits"] == "0.5"
    refused = await me.invoke(EXTRACT, INPUT, model=MODEL, quote=quoted["quote"])
    assert (refused.status, refused["code"]) == (402, "max_credits_reached")


async def test_what_was_said_before_is_in_the_quote(person: Person, new_person: NewPerson) -> None:
    me = (await new_person(SUMMARIZE)).client
    call = {"input": "Once more.", "model": MODEL}
    alone = await me.post(f"/v1/agents/{SUMMARIZE}/quote", call)
    said = await me.invoke(SUMMARIZE, "Sales rose in May. " * 40, model=MODEL, session_id="new")
    after = call | {"session_id": said["session_id"]}
    going_on = await me.post(f"/v1/agents/{SUMMARIZE}/quote", after)
    assert Decimal(going_on["max_credits"]) > Decimal(alone["max_credits"])
    refused = await person.client.post(f"/v1/agents/{SUMMARIZE}/quote", after)
    assert (refused.status, refused["code"]) == (404, "session_not_found")


async def test_a_quote_is_for_one_agent_and_one_organization(
    person: Person, new_person: NewPerson
) -> None:
    other = (await new_person(EXTRACT, SUMMARIZE)).client
    quoted = await other.post(f"/v1/agents/{EXTRACT}/quote", {"input": INPUT, "model": MODEL})
    for who in (other, person.client):
        refused = await who.invoke(SUMMARIZE, "x", model=MODEL, quote=quoted["quote"])
        assert (refused.status, refused["code"]) == (422, "quote_invalid")
    changed = quoted["quote"][:-4] + "AAAA"
    refused = await other.invoke(EXTRACT, INPUT, model=MODEL, quote=changed)
    assert (refused.status, refused["code"]) == (422, "quote_invalid")


async def test_a_receipt_is_no_quote(person: Person) -> None:
    made = await person.client.invoke(SUMMARIZE, "x", model=MODEL)
    refused = await person.client.invoke(SUMMARIZE, "x", model=MODEL, quote=made["receipt"])
    assert (refused.status, refused["code"]) == (422, "quote_invalid")


@pytest.mark.parametrize("age_s", [0, 1000])
async def test_a_quote_ends(hub: RunningHub, person: Person, age_s: int) -> None:
    key = SigningKey.load_or_create(hub.home / "secrets" / "receipts.pem")
    claims = {
        "iss": hub.url,
        "sub": person.client.organization["id"],
        "aud": SUMMARIZE,
        "jti": "qte_test",
        "exp": int(time.time()) + 900 - age_s,
        "max_micro_credits": 1_000_000,
    }
    token = "qte_" + key.sign(msgspec.json.encode(claims), kind=QUOTE)
    answer = await person.client.invoke(SUMMARIZE, "x", model=MODEL, quote=token)
    assert answer.status == (422 if age_s else 200), answer.body


async def test_what_may_not_be_called_is_not_quoted(person: Person) -> None:
    refused = await person.client.post(f"/v1/agents/{EXTRACT}/quote", {"input": INPUT})
    assert (refused.status, refused["code"]) == (403, "agent_not_enabled")
    wrong = await person.client.post(f"/v1/agents/{SUMMARIZE}/quote", {"input": {"x": 1}})
    assert (wrong.status, wrong["code"]) == (422, "invalid_input")


@pytest.mark.req("S6")
async def test_a_repeated_request_is_given_the_same_quote(
    person: Person, new_person: NewPerson
) -> None:
    path, key = f"/v1/agents/{SUMMARIZE}/quote", {"idempotency-key": "q-1"}
    body = {"input": "x", "model": MODEL}
    me = person.client
    made = await asyncio.gather(*(me.post(path, body, headers=key) for _ in range(5)))
    assert {answer.status for answer in made} == {200}, made
    assert len({answer["quote"] for answer in made}) == 1
    again = await me.post(path, body, headers=key)
    assert again.body == made[0].body
    assert again.headers["idempotent-replayed"] == "true"
    called = await me.invoke(SUMMARIZE, "x", model=MODEL, quote=again["quote"])
    assert called.status == 200, called.body
    other = await me.post(path, body | {"input": "y"}, headers=key)
    assert (other.status, other["code"]) == (422, "idempotency_key_reused")
    elsewhere = await (await new_person()).client.post(path, body, headers=key)
    assert elsewhere["quote"] != again["quote"]
    fresh = [await me.post(path, body) for _ in range(2)]
    assert fresh[0]["quote"] != fresh[1]["quote"]
    assert (await me.post(path, body, headers={"idempotency-key": "k" * 256})).status == 422
