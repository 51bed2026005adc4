"""Secrets that somebody found in public end at once, and the finder learns nothing."""

import pytest

from hub.identity.credentials import LIVE_KEY, mint
from tests.audit.conftest import Ledger
from tests.entering.mailbox import Mailboxes
from tests.hub_fixtures import Answer, RunningHub
from tests.oauth.browsing import asking, ping, tokens
from tests.people.test_sessions import gone

pytestmark = pytest.mark.req("R36")
PLACE = "https://code.example/acme/site/blob/main/.env"


async def report(hub: RunningHub, *secrets: str, **more: str) -> Answer:
    found = [
        {"token": one, "type": "laelia_api_key", "source": "commit", **more} for one in secrets
    ]
    return await hub.anonymous.post("/v1/leaked-keys", found)


async def test_a_leaked_key_ends_and_its_owner_hears_of_it(
    hub: RunningHub, mailboxes: Mailboxes, ledger: Ledger
) -> None:
    person = await hub.sign_up(organization="Acme")
    made = await person.post("/v1/api-keys", {"name": "CI"})
    key = person.with_token(made["key"])
    assert (await key.get("/v1/me")).status == 200

    answers = [
        await report(hub, made["key"], url=PLACE),
        await report(hub, made["key"], url=PLACE),
        await report(hub, mint(LIVE_KEY)),
        await report(hub, "AKIA-nothing-of-ours"),
    ]

    assert {(answer.status, str(answer.body)) for answer in answers} == {(202, "None")}
    await gone(key)
    (told,) = await mailboxes.to(person.user["email"], "key_leaked")
    letter = await mailboxes.open(told["id"])
    assert f"CI ({made['display']})" in letter.body
    assert PLACE in letter.body
    assert made["key"] not in letter.body
    events = await ledger.of_chain(person.organization["id"])
    ended = [event for event in events if event["action"] == "api_key.revoked"]
    assert [(event["actor_type"], event["after"]) for event in ended] == [
        ("anonymous", '{"reason":"leaked"}')
    ]


async def test_sessions_and_programs_access_end_too(hub: RunningHub, mailboxes: Mailboxes) -> None:
    person, client = await hub.sign_up(), await asking(hub)
    held = await tokens(hub, client, person)
    assert (await ping(hub, held["access_token"])).status == 200

    await report(hub, str(person.token), held["refresh_token"], url="not an address\nat all")

    await gone(person)
    assert (await client.refresh(held["refresh_token"])).status == 400
    assert len(await mailboxes.to(person.user["email"], "key_leaked")) == 2
    letter = await mailboxes.letter(person.user["email"], "key_leaked")
    assert "not an address" not in letter.body


@pytest.mark.parametrize("body", [[], {}, [{}], [{"token": ""}], [{"token": "x"}] * 101, None])
async def test_what_is_no_report_is_refused(hub: RunningHub, body: object) -> None:
    refused = await hub.anonymous.post("/v1/leaked-keys", body)
    assert refused.status == 422, refused.body
