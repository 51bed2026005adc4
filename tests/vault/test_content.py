"""What organizations write lies sealed, comes back to them, and is theirs to have removed."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.vault.keyring import FRESH_S
from tests import forks
from tests.audit.conftest import Ledger
from tests.hub_fixtures import Answer, Client, RunningHub, hub_settings, serve
from tests.worker.books import read_books
from tests.worker.conftest import WITHIN_S, Working

SUMMARIZE = platform_agent_id("summarize")
MODEL = "openai/gpt-test"
RETENTION = "/v1/organizations/current/retention"


async def ask(person: Client, text: str, **body: Any) -> Answer:
    answer = await person.invoke(SUMMARIZE, text, model=MODEL, **body)
    assert answer.status == 200, answer.body
    return answer


async def asking(hub: RunningHub) -> Client:
    person = await hub.sign_up(organization="Sealed")
    await person.enable(SUMMARIZE)
    return person


async def send_file(person: Client, content: bytes) -> str:
    form = aiohttp.FormData()
    form.add_field("file", content, filename="a.txt")
    path = f"{person.url}/v1/files"
    async with person.http.post(path, data=form, headers=person.headers()) as answer:
        assert answer.status == 201, await answer.text()
        return str((await answer.json())["id"])


async def read_file(person: Client, file_id: str) -> tuple[int, bytes]:
    path = f"{person.url}/v1/files/{file_id}/content"
    async with person.http.get(path, headers=person.headers()) as answer:
        return answer.status, await answer.read()


async def laelia(hub: RunningHub, *words: str) -> str:
    environment = os.environ | hub.engines.environment() | {"LAELIA_HOME": str(hub.home)}
    ended = await forks.laelia(*words, environment=environment, within_s=60)
    assert ended.status == 0, ended.said
    return ended.said


async def until(there: Any) -> None:
    async with asyncio.timeout(2 * WITHIN_S):
        while not await there():
            await asyncio.sleep(0.05)


@pytest.mark.req("R64")
async def test_a_value_that_is_moved_to_another_row_does_not_open(
    hub: RunningHub, ledger: Ledger
) -> None:
    person = await asking(hub)
    one, two = await ask(person, "First 81."), await ask(person, "Second 82.")
    async with ledger.tampering() as superuser:
        await superuser.execute(
            "update runs set output = (select output from runs where id = %s) where id = %s",
            [one["id"], two["id"]],
        )
    assert (await person.get(f"/v1/runs/{one['id']}"))["output"] == one["output"]
    moved = await person.get(f"/v1/runs/{two['id']}")
    assert (moved.status, moved["code"]) == (500, "content_unreadable")


@pytest.mark.req("R64")
async def test_what_was_written_plain_before_is_read_and_sealed_on_demand(
    hub: RunningHub, ledger: Ledger, working: Working
) -> None:
    person = await asking(hub)
    opened = await ask(person, "Kept 83.", session_id="new")
    file_id = await send_file(person, b"plain 84")
    org_id, run_id = person.organization["id"], opened["id"]
    folder = hub.home / "files" / org_id
    async with ledger.tampering() as superuser:
        await superuser.execute(
            "update runs set input = %s, output = %s where id = %s",
            [b'{"text":"plain 85"}', b'{"text":"plain 86"}', run_id],
        )
        await superuser.execute(
            "update conversation_messages set content = %s where org_id = %s and role = 'user'",
            [b"plain 87", org_id],
        )
        await superuser.execute(
            "update conversations set title = 'plain 88', sealed_title = null where org_id = %s",
            [org_id],
        )
        await superuser.execute("update files set key_version = null where id = %s", [file_id])
    (folder / f"{file_id}.sealed").unlink()
    (folder / file_id).write_bytes(b"plain 84")

    async def shows() -> None:
        run = await person.get(f"/v1/runs/{run_id}")
        assert (run["input"], run["output"]) == ({"text": "plain 85"}, {"text": "plain 86"})
        session = await person.get(f"/v1/sessions/{opened['session_id']}")
        assert session["title"] == "plain 88"
        assert session["messages"][0]["text"] == "plain 87"
        assert await read_file(person, file_id) == (200, b"plain 84")

    await shows()
    said = await laelia(hub, "keys", "rotate", "--no-master", "--reencrypt")
    assert " renewed: " in said
    await shows()

    async def done() -> bool:
        query = "select count(*) as left from content_jobs where org_id = %s and done_at is null"
        return bool((await ledger.rows(query, [org_id]))[0]["left"] == 0)

    async with working(home=hub.home):
        await until(done)
    await shows()
    assert not (folder / file_id).exists()
    newest = (2).to_bytes(4)
    for table, column in (
        ("runs", "input"),
        ("runs", "output"),
        ("conversation_messages", "content"),
        ("conversations", "sealed_title"),
    ):
        stored = await ledger.rows(
            f"select {column} as it from {table} where org_id = %s",  # noqa: S608 - names of ours
            [org_id],
        )
        assert stored
        assert all(row["it"][:5] == b"\xfe" + newest for row in stored), table
    assert (folder / f"{file_id}.sealed").read_bytes()[:5] == b"\xfe" + newest


@pytest.mark.req("R64")
async def test_the_master_key_is_renewed_while_the_hub_serves(
    hub: RunningHub, ledger: Ledger
) -> None:
    person = await asking(hub)
    before = await ask(person, "Before 91.")
    stored = await person.post(
        "/v1/credentials", {"name": "shop", "url": "https://shop.example/v1", "secret": "s3cret-9"}
    )
    assert stored.status == 201
    org_id = person.organization["id"]
    query = "select kek, version from org_keys where org_id = %s order by version"
    first = await ledger.rows(query, [org_id])
    master = (hub.home / "secrets" / "master.key").read_bytes()
    try:
        said = await laelia(hub, "keys", "rotate")
        assert said.startswith("The master key is now file:")
        after = await ledger.rows(query, [org_id])
        assert [row["version"] for row in after] == [1, 2]
        assert len({row["kek"] for row in after}) == 1
        assert after[0]["kek"] != first[0]["kek"]
        assert (await person.get(f"/v1/runs/{before['id']}"))["output"] == before["output"]
        again = await ask(person, "After 92.")
        assert (await person.get(f"/v1/runs/{again['id']}"))["output"] == again["output"]
        other = await hub.sign_up()
        await other.enable(SUMMARIZE)
        await ask(other, "A new organization's first 93.")
        assert (hub.home / "secrets" / "master.key").read_bytes() != master
        for path in (hub.home / "secrets").glob("master*.key"):
            assert path.stat().st_mode & 0o077 == 0
    finally:
        await _wrap_back(hub, master)


async def _wrap_back(hub: RunningHub, master: bytes) -> None:
    """Other homes use this database too, and have the first master key alone."""
    (hub.home / "secrets" / "master.key").write_bytes(master)
    await laelia(hub, "keys", "rotate", "--no-master", "--no-data")


@pytest.mark.req("F25")
async def test_without_its_master_key_a_hub_does_not_start(hub: RunningHub, tmp_path: Path) -> None:
    settings = hub_settings(hub.engines, tmp_path)
    (tmp_path / "secrets" / "master.key").write_bytes(os.urandom(32))
    environment = os.environ | hub.engines.environment()
    environment |= {"LAELIA_HOME": str(settings.home), "LAELIA_PORT": "0"}
    ended = await forks.laelia("hub", environment=environment)
    assert ended.status != 0
    assert "Restore it from a backup." in ended.said


@pytest.mark.req("S20")
async def test_content_is_removed_when_its_time_is_over_and_books_stay(
    hub: RunningHub, working: Working
) -> None:
    person, other = await asking(hub), await asking(hub)
    org_id = person.organization["id"]
    assert (await person.get(RETENTION)).body == {"content_days": None}
    run = await ask(person, "Old 94.", session_id="new")
    file_id = await send_file(person, b"old 95")
    theirs = await ask(other, "Theirs 96.")
    bad = await person.call("PUT", RETENTION, {"content_days": 0})
    assert (bad.status, bad["code"]) == (422, "invalid_input")
    chosen = await person.call("PUT", RETENTION, {"content_days": 30})
    assert (chosen.status, chosen.body) == (200, {"content_days": 30})
    usage = (await person.get("/v1/usage"))["data"]

    async def removed() -> bool:
        return "content_removed_at" in (await person.get(f"/v1/runs/{run['id']}")).body

    async with working(home=hub.home, clock=lambda: datetime.now(UTC) + timedelta(days=31)):
        await until(removed)
    kept = await person.get(f"/v1/runs/{run['id']}")
    assert (kept["input"], kept["output"]) == (None, None)
    assert (kept["cost"], kept["usage"]) == (run["cost"], run["usage"])
    assert (await person.get(f"/v1/sessions/{run['session_id']}")).status == 404
    assert (await person.get(f"/v1/files/{file_id}")).status == 404
    assert not list((hub.home / "files" / org_id).iterdir())
    assert (await person.get("/v1/usage"))["data"] == usage
    (await read_books(hub.engines.database, org_id)).balance()
    assert (await other.get(f"/v1/runs/{theirs['id']}"))["output"] == theirs["output"]
    events = await person.get("/v1/audit?limit=50")
    told = {event["action"]: event for event in events["data"]}
    assert told["retention.set"]["after"] == {"content_days": 30}
    assert told["retention.applied"]["after"]["runs"] == 1
    assert told["retention.applied"]["actor"]["type"] == "system"
    member = await person.key(scopes=["agents:read"])
    assert (await member.call("PUT", RETENTION, {"content_days": 1})).status == 403


@pytest.mark.req("R64")
async def test_an_organization_that_is_erased_can_never_be_read_again(
    hub: RunningHub, ledger: Ledger, working: Working
) -> None:
    person, admin = await asking(hub), await hub.admin()
    org_id = person.organization["id"]
    run = await ask(person, "Gone 97.", session_id="new")
    file_id = await send_file(person, b"gone 98")
    path = f"/v1/admin/organizations/{org_id}/erase"
    body = {"confirm": org_id, "reason": "The contract ended."}
    refused = await person.post(path, body)
    assert (refused.status, refused["code"]) == (403, "platform_admin_required")
    unconfirmed = await admin.post(path, body | {"confirm": "yes"})
    assert (unconfirmed.status, unconfirmed["code"]) == (422, "invalid_input")
    nowhere = org_id[:-4] + "0000"
    absent = await admin.post(
        f"/v1/admin/organizations/{nowhere}/erase", body | {"confirm": nowhere}
    )
    assert (absent.status, absent["code"]) == (404, "organization_not_found")
    erased = await admin.post(path, body)
    assert (erased.status, erased["keys_destroyed"]) == (200, 1), erased.body
    assert erased["unreadable_within_s"] == FRESH_S
    keys = await ledger.rows("select wrapped from org_keys where org_id = %s", [org_id])
    assert [row["wrapped"] for row in keys] == [None]
    shown = await person.get(f"/v1/runs/{run['id']}")
    assert (shown["input"], shown["output"]) == (None, None)
    assert (shown["cost"], shown["usage"]) == (run["cost"], run["usage"])
    assert (await read_file(person, file_id))[0] == 404
    again = await person.invoke(SUMMARIZE, "More.", model=MODEL)
    assert (again.status, again["code"]) == (410, "organization_erased")
    (await read_books(hub.engines.database, org_id)).balance()
    listed = await person.get("/v1/audit?limit=50")
    told = next(e for e in listed["data"] if e["action"] == "organization.erased")
    assert told["after"] == {"keys": 1, "reason": "The contract ended."}

    async def removed() -> bool:
        query = "select count(*) as n from content_jobs where org_id = %s and done_at is not null"
        return bool((await ledger.rows(query, [org_id]))[0]["n"])

    async with working(home=hub.home):
        await until(removed)
    left = await ledger.rows("select input, output from runs where org_id = %s", [org_id])
    assert all((row["input"], row["output"]) == (b"", None) for row in left)
    assert not list((hub.home / "files" / org_id).iterdir())


async def test_a_file_that_was_changed_on_disk_is_not_given_out(hub: RunningHub) -> None:
    person = await hub.sign_up()
    file_id = await send_file(person, b"x" * 300_000)
    (stored,) = (hub.home / "files" / person.organization["id"]).iterdir()
    content = bytearray(stored.read_bytes())
    content[200_000] ^= 1
    stored.write_bytes(bytes(content))
    with pytest.raises(aiohttp.ClientPayloadError):
        await read_file(person, file_id)


async def test_two_hubs_of_one_database_read_what_the_other_sealed(
    hub: RunningHub, tmp_path: Path
) -> None:
    person = await asking(hub)
    run = await ask(person, "Shared 99.")
    async with serve(hub_settings(hub.engines, tmp_path)) as url:
        there = Client(url, hub.http, person.token)
        assert (await there.get(f"/v1/runs/{run['id']}"))["output"] == run["output"]
        other = await hub.sign_up()
        first = await Client(url, hub.http, other.token).enable(SUMMARIZE)
        assert first
        both = await asyncio.gather(
            *(
                c.invoke(SUMMARIZE, "Both.", model=MODEL)
                for c in (other, other.with_token(other.token or ""))
            )
        )
        assert {answer.status for answer in both} == {200}
