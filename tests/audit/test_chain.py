"""The chain in the database: nobody changes it unseen, not even who has all powers there."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from hub.audit.chaining import FIELDS, GENESIS, hash_of
from hub.audit.public import HeadSigner
from hub.audit.verifying import ChainBrokenError, Verified, verify_export
from hub.cli import app as command
from hub.kit.clock import system_clock
from hub.kit.db import SET_ORGS, Database
from hub.kit.ids import PLATFORM_ORG
from hub.kit.signing import SigningKey
from tests.audit.conftest import Ledger, export
from tests.engine_fixtures import DatabaseUrls
from tests.hub_fixtures import Client, RunningHub

pytestmark = pytest.mark.req("R67")


async def busy(hub: RunningHub, acts: int = 4) -> Client:
    """Somebody with that many acts behind them, and the sign-up."""
    person = await hub.sign_up(organization="Busy")
    for number in range(acts):
        assert (await person.post("/v1/api-keys", {"name": f"k{number}"})).status == 201
    return person


async def sign_heads(hub: RunningHub, *, days: int = 0) -> None:
    """What the worker does in its loop, on some later day."""
    key = SigningKey.load_or_create(hub.home / "secrets" / "receipts.pem")
    database = Database(hub.engines.database_worker, pool_size=1)
    signer = HeadSigner(
        database,
        key,
        issuer=hub.url,
        clock=lambda: system_clock() + timedelta(days=days),
    )
    while await signer.step():
        pass
    await database.close()


async def exported(person: Client, query: str = "") -> list[bytes]:
    return [line.encode() for line in (await export(person, query)).split("\n") if line]


async def jwks(hub: RunningHub) -> dict[str, Any]:
    found: dict[str, Any] = (await hub.anonymous.get("/.well-known/jwks.json")).body
    return found


async def check(hub: RunningHub, lines: Sequence[bytes], **options: Any) -> Verified:
    return verify_export(lines, await jwks(hub), **options)


async def test_the_hubs_role_can_add_and_read_its_own_and_nothing_else(
    hub: RunningHub, database: DatabaseUrls
) -> None:
    mine, theirs = await busy(hub, 1), await busy(hub, 1)
    refused = [
        "update audit_events set action = 'x'",
        "delete from audit_events",
        "truncate audit_events",
        "update audit_heads set seq = 1",
        "delete from audit_heads",
        "truncate audit_heads",
        "insert into audit_heads values ('o', 1, 1, '', '', now())",
        "alter table audit_events disable trigger all",
        "drop table audit_events",
        "set session_replication_role = replica",
        "insert into audit_events (org_id, seq, id) values ('o', 1, 'aud_1')",
        "insert into audit_events (org_id, hash, id) values ('o', '', 'aud_1')",
        "insert into audit_events (org_id, occurred_at, id) values ('o', now(), 'aud_1')",
    ]
    async with await psycopg.AsyncConnection.connect(database.app, autocommit=True) as app:
        for statement in refused:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await app.execute(statement)
        async with app.transaction():
            await app.execute(SET_ORGS, [mine.organization["id"]])
            seen = await (await app.execute("select distinct org_id from audit_events")).fetchall()
        assert seen == [(mine.organization["id"],)]
        add = (
            "insert into audit_events (org_id, id, actor_type, as_platform, action, target_type,"
            " outcome) values (%s, 'aud_forged', 'system', false, 'x.y', 'x', 'success')"
        )
        await app.set_autocommit(False)
        await app.execute(SET_ORGS, [mine.organization["id"]])
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            await app.execute(add, [theirs.organization["id"]])
        await app.rollback()


async def test_no_other_role_changes_a_row_without_taking_the_triggers_away(
    hub: RunningHub, database: DatabaseUrls, ledger: Ledger
) -> None:
    await busy(hub, 1)
    await sign_heads(hub)
    for table in ("audit_events", "audit_heads"):
        for url in (ledger.superuser, database.worker):
            async with await psycopg.AsyncConnection.connect(url, autocommit=True) as somebody:
                for statement in (
                    f"update {table} set org_id = org_id",  # noqa: S608 - one of two names
                    f"delete from {table}",  # noqa: S608 - one of two names
                    f"truncate {table}",
                ):
                    with pytest.raises(
                        (psycopg.errors.RestrictViolation, psycopg.errors.InsufficientPrivilege)
                    ):
                        await somebody.execute(statement)


async def test_each_event_has_the_place_behind_the_one_before(
    hub: RunningHub, ledger: Ledger
) -> None:
    """Acts of one organization at once: one chain, without a gap and without a fork."""
    person = await busy(hub, 0)
    made = await asyncio.gather(
        *(person.post("/v1/api-keys", {"name": f"k{n}"}) for n in range(12))
    )
    assert {answer.status for answer in made} == {201}
    chain = await ledger.of_chain(person.organization["id"])
    assert [row["seq"] for row in chain] == list(range(1, 14))
    before = bytes.fromhex(GENESIS)
    for row in chain:
        assert row["previous"] == before
        before = row["hash"]
    assert chain == sorted(chain, key=lambda row: row["occurred_at"])


async def test_organizations_do_not_wait_for_each_other(
    hub: RunningHub, database: DatabaseUrls
) -> None:
    """While one chain is held by an open transaction, others go on."""
    held, free = await busy(hub, 0), await busy(hub, 0)
    async with (
        await psycopg.AsyncConnection.connect(database.admin) as holder,
        asyncio.timeout(20),
    ):
        await holder.execute(
            "select pg_advisory_xact_lock(hashtextextended('laelia/audit/' || %s, 0))",
            [held.organization["id"]],
        )
        waiting = asyncio.create_task(held.post("/v1/api-keys", {"name": "later"}))
        assert (await free.post("/v1/api-keys", {"name": "now"})).status == 201
        assert not waiting.done()
        await holder.rollback()
        assert (await waiting).status == 201


async def test_an_export_is_verified_with_its_heads_and_by_anybody(hub: RunningHub) -> None:
    person = await busy(hub)
    await sign_heads(hub)
    await busy_again(person)
    await sign_heads(hub, days=2)
    lines = await exported(person)
    found = await check(hub, lines)
    assert (found.whole, found.heads) == (True, 2)
    assert found.signed == found.events - 1, "the export itself came after the last head"
    events = [json.loads(line) for line in lines if b'"type":"event"' in line]
    assert [hash_of(event) for event in events] == [event["hash"] for event in events]
    assert events[-1]["action"] == "audit.exported"
    assert {event["request_id"] is None for event in events} == {False}


async def busy_again(person: Client) -> None:
    assert (await person.post("/v1/api-keys", {"name": "again"})).status == 201


async def test_heads_are_signed_once_a_day_and_chained(hub: RunningHub) -> None:
    person = await busy(hub)
    await sign_heads(hub)
    first = (await person.get("/v1/audit/heads"))["data"]
    await busy_again(person)
    await sign_heads(hub)
    assert (await person.get("/v1/audit/heads"))["data"] == first, "the day is not over"
    await sign_heads(hub, days=1)
    await sign_heads(hub, days=2)
    heads = (await person.get("/v1/audit/heads"))["data"]
    assert [head["number"] for head in heads] == [2, 1], "nothing happened on the third day"
    paged = await person.get("/v1/audit/heads?limit=1")
    assert paged["data"] == heads[:1]
    rest = await person.get(f"/v1/audit/heads?limit=1&cursor={paged['next_cursor']}")
    assert rest["data"] == heads[1:]


CHANGES = {
    "a changed action": ("update audit_events set action = 'agent.created' where {at}", "changed"),
    "a changed actor": ("update audit_events set actor_id = 'usr_other' where {at}", "changed"),
    "a changed time": (
        "update audit_events set occurred_at = occurred_at - interval '1 day' where {at}",
        "changed",
    ),
    "a changed field": ("update audit_events set after = '{{}}' where {at}", "changed"),
    "an emptied field": ("update audit_events set address = null where {at}", "changed"),
    "a deleted row": ("delete from audit_events where {at}", "missing or out of order"),
    "rows in another order": (
        (
            "update audit_events set seq = case seq when 3 then 4 else 3 end + 100"
            " where {chain} and seq in (3, 4);"
            " update audit_events set seq = seq - 100 where {chain} and seq > 100"
        ),
        "changed",
    ),
    "a tail cut off": ("delete from audit_events where {chain} and seq > 3", "cut off"),
    "a chain emptied": ("delete from audit_events where {chain}", "cut off"),
    "a head taken out": (
        "delete from audit_heads where {chain} and number = 1",
        "heads are missing",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_what_an_intruder_changes_is_found(
    hub: RunningHub, ledger: Ledger, change: str
) -> None:
    person = await busy(hub)
    await sign_heads(hub)
    await busy_again(person)
    await sign_heads(hub, days=2)
    assert (await check(hub, await exported(person))).heads == 2
    statements, complaint = CHANGES[change]
    chain = f"org_id = '{person.organization['id']}'"
    async with ledger.tampering() as intruder:
        for statement in statements.format(chain=chain, at=f"{chain} and seq = 3").split(";"):
            await intruder.execute(statement)
    with pytest.raises(ChainBrokenError, match=complaint) as broken:
        await check(hub, await exported(person))
    if complaint in ("changed", "missing or out of order"):
        assert "seq 3" in str(broken.value) or "seq 4" in str(broken.value)


async def test_a_chain_that_was_computed_anew_does_not_fit_its_head(
    hub: RunningHub, ledger: Ledger
) -> None:
    """Whoever can write rows can write hashes; the signature they cannot."""
    person = await busy(hub)
    await sign_heads(hub)
    lines = [json.loads(line) for line in await exported(person)]
    chain = await ledger.of_chain(person.organization["id"])
    previous = GENESIS
    async with ledger.tampering() as intruder:
        for row, line in zip(chain, lines[1:], strict=False):
            forged = {name: line[name] for name in FIELDS} | {
                "previous": previous,
                "outcome": "failure" if row["seq"] == 2 else line["outcome"],
            }
            previous = hash_of(forged)
            await intruder.execute(
                "update audit_events set outcome = %s, previous = %s, hash = %s where id = %s",
                [
                    forged["outcome"],
                    bytes.fromhex(forged["previous"]),
                    bytes.fromhex(previous),
                    row["id"],
                ],
            )
    with pytest.raises(ChainBrokenError, match=r"not the event that was signed"):
        await check(hub, await exported(person))


async def test_heads_kept_elsewhere_find_what_took_the_heads_too(
    hub: RunningHub, ledger: Ledger
) -> None:
    person = await busy(hub)
    await sign_heads(hub)
    kept = [head["token"] for head in (await person.get("/v1/audit/heads"))["data"]]
    assert (await check(hub, await exported(person), kept=kept)).signed
    org_id = person.organization["id"]
    async with ledger.tampering() as intruder:
        await intruder.execute("delete from audit_heads where org_id = %s", [org_id])
        await intruder.execute("delete from audit_events where org_id = %s and seq > 2", [org_id])
    shortened = await exported(person)
    assert (await check(hub, shortened)).whole, "by itself the shorter chain is sound"
    with pytest.raises(ChainBrokenError, match="cut off"):
        await check(hub, shortened, kept=kept)


async def test_a_file_that_was_changed_on_the_way_is_found(hub: RunningHub, tmp_path: Path) -> None:
    person = await busy(hub)
    await sign_heads(hub)
    lines = await exported(person)
    other = SigningKey.load_or_create(tmp_path / "another.pem")
    changed = {
        "the promised number": [*lines[:1], *lines[1:4]],
        "missing or out of order": [lines[0], lines[2], lines[1], *lines[3:]],
        "not JSON": [*lines[:2], lines[2][:40]],
        "no export": lines[1:],
        "neither an event nor a head": [*lines, b'{"type":"note"}'],
        "is missing": [lines[0], lines[1].replace(b'"outcome"', b'"outcame"')],
    }
    del changed["the promised number"]
    for complaint, file in changed.items():
        with pytest.raises(ChainBrokenError, match=complaint):
            await check(hub, file)
    with pytest.raises(ChainBrokenError, match="promised"):
        await check(hub, lines[:3])
    with pytest.raises(ChainBrokenError, match="did not sign"):
        verify_export(lines, other.jwks())
    head = next(line for line in lines if b'"type":"head"' in line)
    stranger = await busy(hub)
    with pytest.raises(ChainBrokenError, match="another chain"):
        await check(hub, [*await exported(stranger), head])


async def test_the_command_verifies_offline_and_names_the_first_broken_link(
    hub: RunningHub, tmp_path: Path
) -> None:
    person = await busy(hub)
    await sign_heads(hub)
    lines = await exported(person)
    keys, heads = tmp_path / "jwks.json", tmp_path / "heads.json"
    keys.write_text(json.dumps(await jwks(hub)))
    heads.write_text(json.dumps((await person.get("/v1/audit/heads")).body))
    whole, broken = tmp_path / "whole.jsonl", tmp_path / "broken.jsonl"
    whole.write_bytes(b"\n".join(lines) + b"\n")
    broken.write_bytes(b"\n".join([*lines[:3], *lines[4:]]) + b"\n")
    runner = CliRunner()
    asked = ["--keys", str(keys), "--heads", str(heads)]
    good = runner.invoke(command, ["audit", "verify", str(whole), *asked])
    assert good.exit_code == 0, good.output
    assert "are whole and in order; 1 signed heads vouch for the first 5" in good.output
    bad = runner.invoke(command, ["audit", "verify", str(broken), *asked])
    assert bad.exit_code == 1
    assert "line 4: event aud_" in bad.output
    assert "it follows seq 2; events are missing" in bad.output
    nothing = runner.invoke(
        command, ["audit", "verify", str(whole), "--keys", str(tmp_path / "none")]
    )
    assert (nothing.exit_code, "cannot verify" in nothing.output) == (1, True)


async def test_the_platform_has_a_chain_of_its_own(hub: RunningHub, ledger: Ledger) -> None:
    admin = await hub.admin()
    tried = await hub.anonymous.post(
        "/v1/auth/login", {"email": "nobody@example.com", "password": "not-a-password-1"}
    )
    assert tried.status == 401
    (event,) = await ledger.of_request(tried.headers["x-request-id"])
    assert event["org_id"] == PLATFORM_ORG
    await sign_heads(hub)
    lines = await exported(admin, "?view=platform")
    found = await check(hub, lines)
    assert (found.chain, found.whole, found.heads >= 1) == (PLATFORM_ORG, True, True)
