"""What people find in their inbox, and how they choose."""

import pytest

from tests.hub_fixtures import RunningHub
from tests.notifications.people import invite

pytestmark = pytest.mark.req("S3")

PREFERENCES = "/v1/notifications/preferences"


async def test_who_is_invited_finds_it_in_their_inbox(hub: RunningHub) -> None:
    person = await hub.sign_up()
    admin, invitation = await invite(hub, person.user["email"], organization="Acme Ltd")
    inbox = await person.get("/v1/notifications")
    assert inbox.status == 200, inbox.body
    (entry,) = inbox["data"]
    assert entry["subject"] == "P invites you to Acme Ltd"
    assert entry["category"] == "invitations"
    assert entry["organization_id"] == admin.organization["id"]
    assert entry["read_at"] is None
    assert "as staff" in entry["text"]
    # What accepts it is in the mail alone
    assert entry["link"] is None
    assert invitation["token"] not in str(inbox.body)
    assert (await admin.get("/v1/notifications"))["data"] == []


async def test_what_was_read_is_marked_once(hub: RunningHub) -> None:
    person = await hub.sign_up()
    for organization in ("First", "Second"):
        await invite(hub, person.user["email"], organization=organization)
    newest, oldest = (await person.get("/v1/notifications"))["data"]
    assert newest["subject"].endswith("Second")
    read = await person.post(f"/v1/notifications/{oldest['id']}/read")
    assert read["read_at"] is not None
    again = await person.post(f"/v1/notifications/{oldest['id']}/read")
    assert again["read_at"] == read["read_at"]
    unread = await person.get("/v1/notifications?unread=true")
    assert [entry["id"] for entry in unread["data"]] == [newest["id"]]
    assert (await person.post("/v1/notifications/read")).status == 204
    assert (await person.get("/v1/notifications?unread=true"))["data"] == []
    assert len((await person.get("/v1/notifications"))["data"]) == 2


async def test_pages_of_an_inbox_follow_each_other(hub: RunningHub) -> None:
    person = await hub.sign_up()
    for organization in ("First", "Second", "Third"):
        await invite(hub, person.user["email"], organization=organization)
    first = await person.get("/v1/notifications?limit=2")
    rest = await person.get(f"/v1/notifications?limit=2&cursor={first['next_cursor']}")
    subjects = [entry["subject"].split()[-1] for entry in [*first["data"], *rest["data"]]]
    assert subjects == ["Third", "Second", "First"]


@pytest.mark.req("R25")
async def test_nobody_reads_anothers(hub: RunningHub) -> None:
    person, stranger = await hub.sign_up(), await hub.sign_up()
    admin, _ = await invite(hub, person.user["email"])
    (entry,) = (await person.get("/v1/notifications"))["data"]
    for other in (stranger, admin):
        refused = await other.post(f"/v1/notifications/{entry['id']}/read")
        assert (refused.status, refused["code"]) == (404, "notification_not_found")
    assert (await person.get("/v1/notifications"))["data"] == [entry]
    for odd in ("something", "ntf_1"):
        refused = await person.post(f"/v1/notifications/{odd}/read")
        assert (refused.status, refused["code"]) == (404, "notification_not_found")
    key = await person.key()
    refused = await key.get("/v1/notifications")
    assert (refused.status, refused["code"]) == (403, "session_required")


async def test_a_category_is_kept_out_of_the_inbox(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await invite(hub, person.user["email"])
    offered = (await person.get(PREFERENCES))["preferences"]
    choice = next(one for one in offered if one["category"] == "invitations")
    assert (choice["category"], choice["email"], choice["inbox"]) == ("invitations", True, True)
    wanted = {"category": "invitations", "email": True, "inbox": False}
    changed = await person.call("PUT", PREFERENCES, {"preferences": [wanted]})
    assert changed.status == 200, changed.body
    assert changed.body == (await person.get(PREFERENCES)).body
    shown = {one["category"]: one["inbox"] for one in changed["preferences"]}
    assert shown == {"invitations": False, "billing": True, "organization": True}
    assert (await person.get("/v1/notifications"))["data"] == []
    other = await hub.sign_up()
    assert (await other.get(PREFERENCES))["preferences"] == offered
    body = {"preferences": [wanted | {"category": "weather"}]}
    unknown = await person.call("PUT", PREFERENCES, body)
    assert (unknown.status, unknown["code"]) == (422, "invalid_input")
