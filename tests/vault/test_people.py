"""Who people are: sealed under a key of their own, found by an index, and gone with the key."""

import secrets
from collections.abc import AsyncIterator
from typing import Any, Final

import psycopg
import pytest

from hub.assembly import Assembly, assemble
from hub.audit.verifying import Verified, verify_export
from hub.credits.checking import differences
from hub.identity.models import User
from hub.kit.clock import system_clock
from hub.kit.db import Database, Reader
from hub.kit.ids import PLATFORM_ORG, new_id
from hub.kit.people import opened
from hub.kit.people.jobs import Lapsing, Rewrapping, Sealing
from hub.kit.vault import ContentUnreadable
from tests.audit.conftest import Ledger, export
from tests.directory.conftest import USER, scim_token
from tests.entering.mailbox import Mailboxes
from tests.hub_fixtures import PASSWORD, Client, RunningHub, hub_settings
from tests.vault.test_canary import forms, in_tables, made

pytestmark = pytest.mark.req("S20", "T-comp")

_ENDS: Final = {
    "sessions": ["expires_at"],
    "invitations": ["expires_at"],
    "notification_messages": ["created_at", "next_at"],
}
_LEGACY: Final = """
    insert into users (id, email, name, password_hash, status, created_at)
    select %s, %s, 'Old Account', password_hash, 'active', now() from users where id = %s
"""


@pytest.fixture(scope="module")
async def parts(hub: RunningHub) -> AsyncIterator[Assembly]:
    """A process of the same installation, whose parts are at hand."""
    async with assemble(hub_settings(hub.engines, hub.home), kind="worker") as assembled:
        yield assembled


@pytest.fixture
async def finder(hub: RunningHub) -> AsyncIterator[Reader]:
    reader = Reader(hub.engines.database_worker)
    await reader.open()
    yield reader
    await reader.close()


async def signed_up(hub: RunningHub, email: str, **more: Any) -> Client:
    body = {"email": email, "password": PASSWORD} | more
    answer = await made(await hub.anonymous.post("/v1/auth/signup", body))
    return Client(hub.url, hub.http, answer["token"], answer["user"], answer["organization"])


async def write(ledger: Ledger, statement: str, values: list[Any]) -> None:
    """As the superuser, past every policy."""
    async with await psycopg.AsyncConnection.connect(
        ledger.superuser, autocommit=True
    ) as connection:
        await connection.execute(statement, values)  # type: ignore[arg-type]


async def _known_everywhere(hub: RunningHub, word: str) -> Client:
    """Somebody whose name and address hold the word, wherever people's names and addresses go."""
    person = await signed_up(hub, f"{word}@{word}.example", name=word)
    team = await hub.sign_up(organization="Team")
    invited = {"email": f"invited-{word}@example.com", "role": "staff"}
    await made(await team.post("/v1/invitations", invited))
    await made(await team.post("/v1/invitations", {"email": person.user["email"], "role": "staff"}))
    asked = {"email": person.user["email"]}
    await made(await hub.anonymous.post("/v1/auth/recovery", asked))
    mail = await Mailboxes.of(hub)
    await mail.letter(person.user["email"], "recovery")
    again = asked | {"password": PASSWORD}
    agent = {"user-agent": f"Browser/{word}"}
    await made(await hub.anonymous.post("/v1/auth/login", again, headers=agent))
    scim = team.with_token(await scim_token(team))
    entry = {
        "schemas": [USER],
        "userName": f"{word}@corp.example",
        "externalId": f"x-{word}",
        "displayName": f"Directory {word}",
    }
    await made(await scim.post("/scim/v2/Users", entry))
    for text in (f'userName eq "{word.upper()}@corp.example"', f'displayName co "{word}"'):
        found = await made(await scim.post("/scim/v2/Users/.search", {"filter": text}))
        assert found["totalResults"] == 1, text
    return person


async def test_a_dump_of_all_tables_names_nobody(hub: RunningHub, ledger: Ledger) -> None:
    word = f"canary{secrets.token_hex(10)}"
    person = await _known_everywhere(hub, word)
    told = await made(await person.get("/v1/notifications"))
    assert told["data"], "the person was told of something"

    found = await in_tables(ledger, list(forms(word)))

    # The record of acts keeps the program that somebody used: it must be able to prove who acted.
    assert [one for one in found if not one.startswith("public.audit_events")] == []
    assert f"Browser/{word}" in str((await person.get("/v1/auth/sessions")).body)
    mine = await made(await person.get("/v1/me"))
    assert (mine["user"]["email"], mine["user"]["name"]) == (person.user["email"], word)
    assert mine["organization"]["name"] == word


async def test_a_value_opens_in_its_own_row_alone(parts: Assembly, ledger: Ledger) -> None:
    hub_people = parts.people
    one, other = (await ledger.rows("select * from users where sealed is not null limit 2"))[:2]
    assert "email" in await opened(hub_people, User, one, one["sealed"])
    with pytest.raises(ContentUnreadable):
        await opened(hub_people, User, other, one["sealed"])


async def test_rows_from_before_are_sealed_while_people_sign_in(
    hub: RunningHub, parts: Assembly, finder: Reader, ledger: Ledger
) -> None:
    word, user_id = f"legacy{secrets.token_hex(8)}", new_id("usr")
    email = f"{word}@example.com"
    person = await hub.sign_up()
    await write(ledger, _LEGACY, [user_id, email, person.user["id"]])
    asked = {"email": email.upper(), "password": PASSWORD}
    assert (await hub.anonymous.post("/v1/auth/login", asked)).status == 200
    taken = await hub.anonymous.post("/v1/auth/signup", asked)
    assert (taken.status, taken["code"]) == (409, "email_taken")

    for _ in range(2):  # the second time there is nothing left to do
        while await Sealing(finder, parts.people).step():
            pass

    found = await in_tables(ledger, list(forms(word)))
    assert [one for one in found if not one.startswith("public.audit_events")] == []
    assert (await hub.anonymous.post("/v1/auth/login", asked)).status == 200
    taken = await hub.anonymous.post("/v1/auth/signup", asked)
    assert (taken.status, taken["code"]) == (409, "email_taken")
    platform = await hub.admin()
    for q in (email.upper(), user_id):
        listed = await made(await platform.get(f"/v1/admin/users?q={q}"))
        assert [one["name"] for one in listed["data"]] == ["Old Account"], q
    assert (await platform.get(f"/v1/admin/users?q={word}"))["data"] == []


async def test_keys_are_wrapped_anew_while_people_are_read(
    parts: Assembly, finder: Reader, ledger: Ledger
) -> None:
    before = await ledger.rows("select * from users where wrapped_key is not null order by id")
    await parts.vault.renew(PLATFORM_ORG)
    marker: str | None = ""
    while marker is not None:
        marker = await Rewrapping(finder, parts.people).step(PLATFORM_ORG, marker)
    after = await ledger.rows("select * from users where wrapped_key is not null order by id")
    was = {row["id"]: row for row in before}
    anew = [row for row in after if row["id"] in was]
    assert len(anew) == len(before) > 0
    assert all(row["wrapped_key"] != was[row["id"]]["wrapped_key"] for row in anew)
    last = anew[-1]
    parts.people.forget(last["id"])
    assert (await opened(parts.people, User, last, last["sealed"]))["email"]


async def _books_and_record(hub: RunningHub, person: Client) -> tuple[int, int]:
    """Whether the books of all balance, and how many links of the person's chain hold."""
    books = Database(hub.engines.database_worker, pool_size=1)
    async with books.transaction() as session:
        wrong = await differences(session)
    await books.close()
    platform = await hub.admin()
    lines = [one.encode() for one in (await export(platform, "?view=platform")).split("\n") if one]
    keys: dict[str, Any] = (await hub.anonymous.get("/.well-known/jwks.json")).body
    verified = verify_export(lines, keys)
    assert isinstance(verified, Verified)
    return len([one for one in wrong if one.what == person.organization["id"]]), verified.events


@pytest.mark.parametrize("by", ["themselves", "the platform"])
async def test_whoever_is_erased_is_nobody_any_more(
    hub: RunningHub, parts: Assembly, ledger: Ledger, by: str
) -> None:
    word = f"erased{secrets.token_hex(8)}"
    email = f"{word}@example.com"
    person, platform = await signed_up(hub, email, name=word), await hub.admin()
    kept = await ledger.rows("select * from users where id = %s", [person.user["id"]])
    if by == "themselves":
        wrong = await person.post("/v1/me/erase", {"password": "not mine at all"})
        assert wrong["code"] == "password_incorrect"
        gone = await person.post("/v1/me/erase", {"password": PASSWORD})
    else:
        path = f"/v1/admin/users/{person.user['id']}/erase"
        gone = await platform.post(path, {"reason": "They asked us to."})
        assert (await platform.post(path, {"reason": "again"}))["code"] == "user_not_found"
    assert gone.status == 204, gone.body

    assert (await person.get("/v1/me")).status == 401
    asked = {"email": email, "password": PASSWORD}
    assert (await hub.anonymous.post("/v1/auth/login", asked))["code"] == "sign_in_failed"
    parts.people.forget(person.user["id"])
    assert await opened(parts.people, User, kept[0], kept[0]["sealed"]) == {}, "not from a backup"
    known = await made(await platform.get(f"/v1/admin/users/{person.user['id']}"))
    assert (known["status"], known["email"], known["name"]) == ("erased", "", "")
    wrong_books, links = await _books_and_record(hub, person)
    assert (wrong_books, links > 0) == (0, True)
    assert (await hub.anonymous.post("/v1/auth/signup", asked)).status == 201, "somebody new"


async def test_who_owns_a_team_hands_it_on_before(hub: RunningHub) -> None:
    owner = await hub.sign_up(organization="Theirs")
    refused = await owner.post("/v1/me/erase", {"password": PASSWORD})
    assert (refused.status, refused["code"]) == (409, "owner_stays")
    assert (await owner.get("/v1/me")).status == 200


async def test_one_takes_a_copy_of_what_is_kept_of_one(hub: RunningHub) -> None:
    person = await signed_up(hub, f"copy{secrets.token_hex(8)}@example.com", name="Copy")
    await person.key()
    answer = await made(await person.get("/v1/me/export"))
    assert "attachment" in answer.headers["content-disposition"]
    assert (answer["account"]["email"], answer["account"]["name"]) == (person.user["email"], "Copy")
    assert [one["name"] for one in answer["api_keys"]] == ["test"]
    assert [one["network"] for one in answer["sessions"]] == ["127.0.0.1"]
    assert answer["organizations"][0]["id"] == person.organization["id"]
    assert "hash" not in str(answer.body)
    assert "sealed" not in str(answer.body)


async def test_what_is_over_is_forgotten_in_time(
    hub: RunningHub, finder: Reader, ledger: Ledger
) -> None:
    team = await hub.sign_up(organization="Old")
    asked = {"email": team.user["email"], "password": PASSWORD}
    await made(await hub.anonymous.post("/v1/auth/login", asked))
    await made(await team.post("/v1/invitations", {"email": "old@example.com", "role": "staff"}))
    of_team = [team.organization["id"]]

    async def left(days: int) -> tuple[int, ...]:
        """How many there are, after so many days."""
        for table, ends in _ENDS.items():
            changes = ", ".join(f"{name} = now() - interval '{days} days'" for name in ends)
            backdated = f"update {table} set {changes} where org_id = %s"  # noqa: S608 - of ours
            await write(ledger, backdated, of_team)
        over = "update notification_messages set status = 'sent' where org_id = %s"
        await write(ledger, over, of_team)
        while await Lapsing(finder, system_clock).step():
            pass
        count = "select count(*) from {0} where org_id = %s"
        rows = [await ledger.rows(count.format(table), of_team) for table in _ENDS]
        return tuple(row[0]["count"] for row in rows)

    assert await left(80) == (2, 1, 1)
    assert await left(100) == (2, 1, 0)
    assert await left(181) == (0, 0, 0)
