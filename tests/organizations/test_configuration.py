"""Settings of the platform: drafted, applied, followed by every process, put back."""

import asyncio
from pathlib import Path

import pytest

from tests.hub_fixtures import PASSWORD, Answer, Client, RunningHub, hub_settings, serve
from tests.organizations.conftest import SETTINGS

pytestmark = pytest.mark.req("FR-7.2")
# "Within seconds": a look every three, if the bus should be away.
SECONDS = 6.0
GRANT = "credits.welcome_grant"


async def draft(who: Client, note: str = "As agreed", **changes: object) -> Answer:
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return await who.post(f"{SETTINGS}/drafts", {"changes": named, "note": note})


async def apply(who: Client, draft_id: str) -> Answer:
    return await who.post(f"{SETTINGS}/drafts/{draft_id}/apply")


async def value_of(who: Client, name: str) -> object:
    listed = (await who.get(SETTINGS))["settings"]
    return next(one["value"] for one in listed if one["name"] == name)


async def welcomed(hub: RunningHub, url: str) -> str:
    """What a new organization gets from the hub there."""
    person = await RunningHub(url, hub.model, hub.engines, hub.http, hub.home).sign_up()
    return str((await person.get("/v1/credits"))["available"])


async def test_a_draft_changes_nothing_until_it_is_applied_everywhere(
    hub: RunningHub, admin: Client, tmp_path: Path
) -> None:
    async with serve(hub_settings(hub.engines, tmp_path)) as second:
        usual = await welcomed(hub, second)
        made = await draft(admin, credits__welcome_grant="7", sign_up__disposable=True)
        assert made.status == 201, made.body
        assert {c["name"]: (c["before"], c["after"]) for c in made["changes"]} == {
            GRANT: (None, "7"),
            "sign_up.disposable": (None, True),
        }
        assert await welcomed(hub, second) == await welcomed(hub, hub.url) == usual
        waiting = (await admin.get(f"{SETTINGS}/drafts"))["data"]
        assert made["id"] in [one["id"] for one in waiting]

        applied = await apply(admin, made["id"])

        assert applied.status == 200, applied.body
        assert await welcomed(hub, hub.url) == "7"
        async with asyncio.timeout(SECONDS):
            while await welcomed(hub, second) != "7":
                await asyncio.sleep(0.1)
        body = {"email": f"{applied['version']}-odd@mailinator.com", "password": PASSWORD}
        assert (await hub.anonymous.post("/v1/auth/signup", body)).status == 201
        [newest, *_] = (await admin.get(f"{SETTINGS}/history"))["data"]
        assert (newest["version"], newest["note"]) == (applied["version"], "As agreed")
        assert newest["changes"] == made["changes"]

        back = {"version": applied["version"] - 1, "note": "Too little"}
        undone = await admin.post(f"{SETTINGS}/rollback", back)

        assert (undone.status, undone["restored_version"]) == (201, applied["version"] - 1)
        async with asyncio.timeout(SECONDS):
            while await welcomed(hub, second) != usual:
                await asyncio.sleep(0.1)
    events = (await admin.get("/v1/audit?view=platform&target_type=configuration&limit=3"))["data"]
    assert [event["action"] for event in events] == [
        "configuration.rolled_back",
        "configuration.applied",
        "configuration.drafted",
    ]
    assert events[1]["after"]["values"] == {GRANT: "7", "sign_up.disposable": True}


async def test_what_the_environment_sets_is_shown_and_stays(admin: Client) -> None:
    shown = (await admin.get(SETTINGS)).body
    settings = {one["name"]: one for one in shown["settings"]}

    locked = settings["limits.requests_per_minute"]
    refused = await draft(admin, limits__requests_per_minute=5)

    assert (locked["source"], locked["locked"], locked["value"]) == ("environment", True, 100_000)
    assert locked["variable"] == "LAELIA_LIMITS__REQUESTS_PER_MINUTE"
    assert (refused.status, refused["code"]) == (409, "setting_locked")
    free = settings["organizations.deletion_grace_days"]
    assert (free["default"], free["source"], free["locked"]) == (30, "default", False)
    assert free["help"]
    assert free["value_schema"]["minimum"] == 1
    secrets = {one["variable"]: one["set"] for one in shown["secrets"]}
    assert secrets["LAELIA_ADMIN_PASSWORD"] is True
    assert secrets["LAELIA_MAIL__PASSWORD"] is False
    assert PASSWORD not in str(shown)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("organizations.deletion_grace_days", 0, "invalid_input"),
        ("organizations.deletion_grace_days", "soon", "invalid_input"),
        ("mail.sender", "nobody", "invalid_input"),
        ("mail.sender_name", "x" * 201, "invalid_input"),
        ("mail.sender_name", "x\r\nBcc: y@z.example", "invalid_input"),
        ("mail.password", "s3cret", "setting_unknown"),
        ("database_url", "postgresql://elsewhere", "setting_unknown"),
        ("credits.welcome_grant", "-1", "invalid_input"),
    ],
)
async def test_what_does_not_fit_is_not_even_drafted(
    admin: Client, name: str, value: object, code: str
) -> None:
    refused = await draft(admin, **{name: value})

    assert (refused.status, refused["code"]) == (422, code), refused.body


async def test_of_who_applies_and_who_discards_a_draft_at_once_one_does(admin: Client) -> None:
    for n in range(4):
        made = await draft(admin, mail__sender_name=f"At once {n}")
        path = f"{SETTINGS}/drafts/{made['id']}"
        answers = await asyncio.gather(
            admin.call("DELETE", path), apply(admin, made["id"]), apply(admin, made["id"])
        )
        assert sum(one.status in (200, 204) for one in answers) == 1, [a.body for a in answers]


async def test_a_draft_upon_what_has_changed_since_is_not_applied(admin: Client) -> None:
    first, second = (
        await draft(admin, mail__sender_name="A"),
        await draft(admin, mail__sender="b@c.de"),
    )

    applied, stale = await apply(admin, first["id"]), await apply(admin, second["id"])
    again = await apply(admin, first["id"])

    assert applied.status == 200
    assert (stale.status, stale["code"]) == (409, "configuration_moved")
    assert (again.status, again["code"]) == (404, "draft_not_found")
    assert await value_of(admin, "mail.sender_name") == "A"
    assert (await admin.call("DELETE", f"{SETTINGS}/drafts/{second['id']}")).status == 204
    unset = await draft(admin, mail__sender_name=None)
    assert (await apply(admin, unset["id"])).status == 200
    assert await value_of(admin, "mail.sender_name") == "Laelia"
    unknown = await admin.post(f"{SETTINGS}/rollback", {"version": 999_999, "note": "x"})
    assert (unknown.status, unknown["code"]) == (404, "configuration_version_not_found")


async def test_settings_are_changed_by_who_is_signed_in(admin: Client) -> None:
    key = await admin.key(scopes=["admin"])

    assert (await key.get(SETTINGS)).status == 200
    assert (await draft(key, mail__sender_name="A"))["code"] == "session_required"
