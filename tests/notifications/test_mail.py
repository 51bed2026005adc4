"""Messages go to a real SMTP server, once each, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from hub.assembly import assemble
from hub.kit.clock import system_clock
from hub.kit.db import Database, Reader
from hub.kit.ids import new_id
from hub.kit.people import People
from hub.kit.sealing import Sealer
from hub.kit.settings import Mail
from hub.kit.vault import LocalMasters, Vault
from hub.notifications.delivery import Delivery
from hub.notifications.public import Notice, Notifier
from hub.notifications.smtp import Post
from tests.hub_fixtures import RunningHub, hub_settings
from tests.notifications.people import address, invite, waiting
from tests.peers.mail import PASSWORD, USER, MailServer, mail_server
from tests.worker.conftest import WITHIN_S, Working, working

__all__ = ["working"]
pytestmark = pytest.mark.req("S3")

Stepping = Callable[..., Any]


def mail(server: MailServer, security: str = "starttls", **changes: Any) -> dict[str, Any]:
    signing_in = {"username": USER, "password": PASSWORD} if security != "none" else {}
    return {
        "host": "127.0.0.1",
        "port": server.port,
        "security": security,
        "ca_file": server.ca_file,
        "sender": "hub@laelia.example",
        "timeout_s": 5,
        **signing_in,
        **changes,
    }


@asynccontextmanager
async def delivering(hub: RunningHub, settings: dict[str, Any]) -> AsyncIterator[Stepping]:
    """Takes one step of delivery, `later` than now, until what is due has been tried."""
    finder = Reader(hub.engines.database_worker)
    await finder.open()
    secrets = hub.home / "secrets"
    sealer = Sealer.load_or_create(secrets / "master.key")
    reader = Reader(hub.engines.database)
    await reader.open()
    people = People(reader, Vault(reader, LocalMasters(secrets), system_clock))

    async def step(later: timedelta = timedelta()) -> None:
        def clock() -> datetime:
            return system_clock() + later

        delivery = Delivery(finder, Post(Mail(**settings)), sealer, people, clock)
        while await delivery.step():
            pass

    try:
        yield step
    finally:
        await finder.close()
        await reader.close()


def _part(letter: EmailMessage, kind: str) -> str:
    found = letter.get_body((kind,))
    assert isinstance(found, EmailMessage)
    content = found.get_content()
    assert isinstance(content, str)
    return content


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
async def test_an_invitation_is_mailed(
    hub: RunningHub, working: Working, tmp_path: Path, security: str
) -> None:
    email = address()
    async with mail_server(tmp_path, security) as server:
        _, invitation = await invite(hub, email, organization="Müller & Söhne")
        async with working(home=hub.home, mail=mail(server, security)):
            async with asyncio.timeout(WITHIN_S):
                while not server.to(email):
                    await asyncio.sleep(0.02)
    (letter,) = server.to(email)
    assert letter["Subject"] == "P invites you to Müller & Söhne"
    assert letter["From"] == "Laelia <hub@laelia.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "multipart/alternative"
    plain, html = (_part(letter, kind) for kind in ("plain", "html"))
    assert invitation["token"] in plain
    assert invitation["token"] in html
    assert "Müller &amp; Söhne" in html
    assert "#98177e" in html
    assert all(server.encrypted) is (security != "none")
    assert set(server.signed_in) == (set() if security == "none" else {USER})
    message = await waiting(hub, email)
    assert (message["status"], message["body"]) == ("sent", None)
    assert letter["Message-ID"] == f"<{message['id']}@laelia.example>"
    assert message["sent_at"] is not None


async def test_a_server_that_is_away_is_tried_again(hub: RunningHub, tmp_path: Path) -> None:
    email = address()
    async with mail_server(tmp_path) as server:
        settings = mail(server)
    await invite(hub, email)
    async with delivering(hub, settings) as step:
        await step()
        message = await waiting(hub, email)
        assert (message["status"], message["attempts"]) == ("waiting", 1)
        assert "refused" in message["error"].lower()
        assert PASSWORD not in message["error"]
        await step()
        assert (await waiting(hub, email))["attempts"] == 1, "its time has not come"
    async with mail_server(tmp_path) as server, delivering(hub, mail(server)) as step:
        server.refusals = ["451 come back later"] * 50
        await step(timedelta(minutes=1))
        message = await waiting(hub, email)
        assert (message["status"], message["attempts"]) == ("waiting", 2)
        assert message["error"] == "451 come back later"
        server.refusals = []
        await step(timedelta(hours=3))
        assert len(server.to(email)) == 1
        assert (await waiting(hub, email))["status"] == "sent"
        await step(timedelta(hours=6))
        assert len(server.to(email)) == 1


async def test_what_a_server_refuses_for_good_is_not_tried_again(
    hub: RunningHub, tmp_path: Path
) -> None:
    email = address()
    async with mail_server(tmp_path) as server, delivering(hub, mail(server)) as step:
        await step()  # what other tests left
        await invite(hub, email)
        server.refusals = ["554 no such mailbox"]
        await step()
        message = await waiting(hub, email)
        assert (message["status"], message["error"]) == ("failed", "554 no such mailbox")
        assert message["body"], "an administrator can still hand it on"
        await step(timedelta(hours=3))
        assert server.to(email) == []


async def test_a_wrong_password_delays_mail_and_loses_none(hub: RunningHub, tmp_path: Path) -> None:
    email = address()
    await invite(hub, email)
    async with mail_server(tmp_path) as server:
        async with delivering(hub, mail(server, password=SecretStr("wrong-canary"))) as step:
            await step()
        message = await waiting(hub, email)
        assert message["status"] == "waiting"
        assert message["error"].startswith("535")
        assert "wrong-canary" not in message["error"]
        async with delivering(hub, mail(server)) as step:
            await step(timedelta(minutes=1))
        assert len(server.to(email)) == 1


async def test_nothing_goes_to_a_server_without_tls_or_of_another_name(
    hub: RunningHub, tmp_path: Path
) -> None:
    email = address()
    await invite(hub, email)
    async with mail_server(tmp_path, "none") as server:
        async with delivering(hub, mail(server)) as step:
            await step()
        assert server.letters == []
        assert "STARTTLS" in (await waiting(hub, email))["error"]
    async with mail_server(tmp_path) as server:
        async with delivering(hub, mail(server, ca_file=None)) as step:
            await step(timedelta(minutes=1))
        assert server.letters == []
        assert server.signed_in == []
        assert "certificate" in (await waiting(hub, email))["error"].lower()


def test_a_password_is_not_sent_in_the_clear() -> None:
    with pytest.raises(ValueError, match="needs security starttls or tls"):
        Mail(host="mail.example", security="none", username="x", password=SecretStr("y"))


async def test_who_wants_no_mail_gets_none(hub: RunningHub, tmp_path: Path) -> None:
    person = await hub.sign_up()
    choice = {"category": "invitations", "email": False, "inbox": True}
    path = "/v1/notifications/preferences"
    assert (await person.call("PUT", path, {"preferences": [choice]})).status == 200
    await invite(hub, person.user["email"])
    async with mail_server(tmp_path) as server, delivering(hub, mail(server)) as step:
        await step(timedelta(days=1))
        assert server.to(person.user["email"]) == []
    message = await waiting(hub, person.user["email"])
    assert (message["status"], message["body"]) == ("muted", None)
    assert len((await person.get("/v1/notifications"))["data"]) == 1


async def test_what_is_over_is_not_sent(hub: RunningHub, tmp_path: Path) -> None:
    email = address()
    await invite(hub, email)
    async with mail_server(tmp_path) as server, delivering(hub, mail(server)) as step:
        await step(timedelta(days=8))
        assert server.to(email) == []
    message = await waiting(hub, email)
    assert (message["status"], message["body"]) == ("expired", None)


async def test_one_event_is_told_once(hub: RunningHub, tmp_path: Path) -> None:
    person = await hub.sign_up()
    email, org_id = person.user["email"], person.organization["id"]
    key = new_id("evt")
    async with assemble(hub_settings(hub.engines, hub.home), kind="worker") as parts:
        for _ in range(3):
            await _tell(parts.database, parts.notifier, org_id, key, person.user)
    async with mail_server(tmp_path) as server, delivering(hub, mail(server)) as step:
        await asyncio.gather(step(), step())
        assert len(server.to(email)) == 1
    assert len((await person.get("/v1/notifications"))["data"]) == 1


async def _tell(
    database: Database, notifier: Notifier, org_id: str, key: str, user: dict[str, Any]
) -> None:
    notice = Notice(
        org_id=org_id,
        event_key=key,
        template="invitation",
        email=user["email"],
        user_id=user["id"],
        values=dict.fromkeys(("inviter", "organization", "role", "token", "expires"), "x"),
    )
    async with database.transaction(org_id) as session:
        await notifier.tell(session, notice)
