"""Who signs in from somewhere new is told of it, where they have been before is not."""

import pytest

from tests.entering.mailbox import Mailboxes
from tests.hub_fixtures import PASSWORD, RunningHub

pytestmark = pytest.mark.req("S3")


async def test_a_sign_in_from_a_new_program_is_told_once(
    hub: RunningHub, mailboxes: Mailboxes
) -> None:
    person = await hub.sign_up(organization="Flowers")
    email = person.user["email"]
    body = {"email": email, "password": PASSWORD}
    known = await hub.anonymous.post("/v1/auth/login", body)
    quiet = await mailboxes.to(email, "new_device")
    strange = {"user-agent": "Strange <b>browser</b>/1"}

    for _ in range(2):
        assert (await hub.anonymous.post("/v1/auth/login", body, headers=strange)).status == 200

    told = await mailboxes.letter(email, "new_device")
    assert known.status == 200
    assert quiet == []
    assert len(await mailboxes.to(email, "new_device")) == 1
    assert "Strange <b>browser</b>/1" in told.body
    assert "127.0.0.1" in told.body
    (entry,) = (await person.get("/v1/notifications"))["data"]
    assert (entry["subject"], entry["category"]) == ("A new sign-in to your account", "account")
    wish = {"preferences": [{"category": "account", "email": False, "inbox": False}]}
    refused = await person.call("PUT", "/v1/notifications/preferences", wish)
    assert refused.status == 422, "nobody who got in can silence it"
