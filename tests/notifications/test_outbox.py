"""Without a mail server messages wait where the platform's administrator alone opens them."""

import psycopg
import pytest

from hub.kit.db import SET_ORGS
from tests.engine_fixtures import DatabaseUrls
from tests.hub_fixtures import RunningHub
from tests.notifications.people import address, invite, waiting

pytestmark = pytest.mark.req("S3")


async def test_an_invitation_waits_with_its_token(
    hub: RunningHub, capsys: pytest.CaptureFixture[str]
) -> None:
    email = address()
    admin, invitation = await invite(hub, email)
    message = await waiting(hub, email)
    assert message["status"] == "waiting"
    assert message["organization_id"] == admin.organization["id"]
    assert message["template"] == "invitation"
    assert message["expires_at"] == invitation["expires_at"]
    assert invitation["token"] in message["body"]
    assert f"{hub.url}" in message["body"] or "http" in message["body"]
    logged = capsys.readouterr().err
    assert f'"message_id":"{message["id"]}"' in logged
    assert "mail.waits" in logged
    assert invitation["token"] not in logged
    assert email not in logged


async def test_what_waits_can_be_accepted(hub: RunningHub) -> None:
    email = address()
    await invite(hub, email)
    message = await waiting(hub, email)
    link = next(word for word in message["body"].split() if "/invitation#token=" in word)
    token = link.partition("#token=")[2]
    body = {"email": email, "password": "correct-horse-battery-9"}
    made = await hub.anonymous.post("/v1/auth/signup", body)
    person = hub.anonymous.with_token(made["token"])
    accepted = await person.post("/v1/invitations/accept", {"token": token})
    assert accepted.status == 200, accepted.body
    assert accepted["role"] == "staff"


@pytest.mark.req("R25")
async def test_only_the_platforms_administrator_opens_the_outbox(hub: RunningHub) -> None:
    email = address()
    admin, _ = await invite(hub, email)
    message = await waiting(hub, email)
    for path in ("/v1/admin/outbox", f"/v1/admin/outbox/{message['id']}"):
        refused = await admin.get(path)
        assert (refused.status, refused["code"]) == (403, "platform_admin_required")
        assert (await hub.anonymous.get(path)).status == 401
    platform = await hub.admin()
    absent = await platform.get("/v1/admin/outbox/msg_01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert (absent.status, absent["code"]) == (404, "message_not_found")


async def test_the_outbox_is_filtered_by_what_became_of_it(hub: RunningHub) -> None:
    await invite(hub, address())
    platform = await hub.admin()
    for status in ("waiting", "sent"):
        listed = await platform.get(f"/v1/admin/outbox?status={status}&limit=100")
        assert {message["status"] for message in listed["data"]} <= {status}
    assert (await platform.get("/v1/admin/outbox?status=lost")).status == 422


async def test_opening_a_message_is_recorded(hub: RunningHub) -> None:
    email = address()
    await invite(hub, email)
    message = await waiting(hub, email)
    platform = await hub.admin()
    record = await platform.get(f"/v1/audit?view=platform&target={message['id']}")
    assert record.status == 200, record.body
    (event,) = record["data"]
    assert event["action"] == "message.opened"
    assert email not in str(event)


@pytest.mark.req("R27", "R28")
async def test_the_database_shows_no_organization_its_own_outbox(
    hub: RunningHub, database: DatabaseUrls
) -> None:
    """Not even to who invited: the token is the invited person's."""
    email = address()
    admin, invitation = await invite(hub, email)
    async with (
        await psycopg.AsyncConnection.connect(database.app) as connection,
        connection.transaction(),
    ):
        await connection.execute(SET_ORGS, [admin.organization["id"]])
        seen = await connection.execute("select count(*) from notification_messages")
        assert await seen.fetchone() == (0,)
        seen = await connection.execute("select count(*) from notifications")
        assert await seen.fetchone() == (0,)
    async with await psycopg.AsyncConnection.connect(database.worker) as connection:
        cursor = await connection.execute(
            "select body, recipient, m::text from notification_messages m where org_id = %s",
            [admin.organization["id"]],
        )
        (row,) = await cursor.fetchall()
    assert invitation["token"].encode() not in row[0]
    assert row[1] is None
    assert email not in row[2]
