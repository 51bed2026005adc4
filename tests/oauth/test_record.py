"""What clients cause is in the record: who let them in, and how that ended."""

from collections.abc import Sequence

import pytest

from tests.audit.conftest import Ledger, Row, ledger
from tests.hub_fixtures import RunningHub
from tests.oauth.browsing import asking, register, tokens

__all__ = ["ledger"]
pytestmark = pytest.mark.req("R67")


async def _events(ledger: Ledger, target: str) -> Sequence[Row]:
    return await ledger.rows(
        "select * from audit_events where target_id = %s order by seq", [target]
    )


async def test_a_consent_and_its_end_are_recorded(oauth_hub: RunningHub, ledger: Ledger) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    held = await tokens(oauth_hub, client, person)
    grant = (await person.get("/v1/oauth/grants"))["data"][0]
    form: dict[str, str | None] = {"client_id": client.client_id, "token": held["refresh_token"]}
    assert (await client.post("/oauth/revoke", form)).status == 200
    assert (await client.post("/oauth/revoke", form)).status == 200
    made, ended = await _events(ledger, grant["id"])
    assert made["action"] == "oauth_grant.created"
    assert made["actor_id"] == person.user["id"]
    assert client.client_id in made["after"]
    assert ended["action"] == "oauth_grant.revoked"
    assert ended["actor_type"] == "anonymous"
    assert '"reason":"client"' in ended["after"]
    for event in (made, ended):
        for secret in (held["access_token"], held["refresh_token"], client.challenge):
            assert secret not in str(event)


async def test_a_replay_is_recorded_as_one(oauth_hub: RunningHub, ledger: Ledger) -> None:
    person = await oauth_hub.sign_up()
    client = await asking(oauth_hub)
    held = await tokens(oauth_hub, client, person)
    grant = (await person.get("/v1/oauth/grants"))["data"][0]
    for _ in range(3):
        await client.refresh(held["refresh_token"])
    events = await _events(ledger, grant["id"])
    assert [event["action"] for event in events] == ["oauth_grant.created", "oauth_grant.revoked"]
    assert '"reason":"replayed"' in events[1]["after"]


async def test_a_registration_is_recorded(oauth_hub: RunningHub, ledger: Ledger) -> None:
    made = await register(oauth_hub, token_endpoint_auth_method="client_secret_post")
    (event,) = await _events(ledger, made["client_id"])
    assert event["action"] == "oauth_client.registered"
    assert "53682" in event["after"]
    assert made["client_secret"] not in str(event)
