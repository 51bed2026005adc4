"""Every operation of the platform's administrators, tried in every role on the platform."""

import asyncio

import pytest

from hub.identity.public import PERMISSIONS
from tests.hub_fixtures import Client, RunningHub
from tests.isolation.requests import Operation, operations, served_document
from tests.organizations.conftest import signed_in

ROLES = ("superadmin", "operator", "moderator", "finance", "support")
OPERATIONS = operations(served_document())
ADMINISTERS = [one for one in OPERATIONS if "x-laelia-permission" in one.spec]


def _name(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def test_every_operation_of_administrators_declares_its_permission() -> None:
    undeclared = {
        _name(one)
        for one in OPERATIONS
        if one.path.startswith("/v1/admin/") and "x-laelia-permission" not in one.spec
    }
    assert undeclared == set(), "take administers(...) for the caller"
    # Read inside an operation that others use too, or a view of theirs.
    inside = {"audit.read", "metrics.read", "users.contact"}
    declared = {one.spec["x-laelia-permission"] for one in ADMINISTERS}
    assert declared | inside == set(PERMISSIONS), "a permission that nothing asks for"


@pytest.fixture(scope="module")
async def people(hub: RunningHub) -> dict[str, Client]:
    """One person of each role, and one with none who is admin of an organization."""
    admin = await hub.admin()
    found = {"none": await hub.sign_up(organization="Ours")}
    for role in ROLES:
        person = await hub.sign_up()
        body = {"email": person.user["email"], "role": role}
        assert (await admin.call("PUT", "/v1/admin/administrators", body)).status == 200
        found[role] = await signed_in(hub, person)
    return found


@pytest.mark.req("S1", "FR-7.1", "R24")
@pytest.mark.parametrize("operation", ADMINISTERS, ids=_name)
async def test_each_role_does_what_the_table_says_and_nothing_else(
    people: dict[str, Client], operation: Operation
) -> None:
    """With a body that nothing takes, and IDs of nothing: what is permitted fails later."""
    allowed = PERMISSIONS[operation.spec["x-laelia-permission"]] | {"superadmin"}
    body = {"not": "taken"} if "requestBody" in operation.spec else None
    answers = await asyncio.gather(
        *(who.call(operation.method, operation.address({}), body) for who in people.values())
    )
    for role, answer in zip(people, answers, strict=True):
        refused = answer.status == 403 and answer["code"] == "platform_admin_required"
        assert refused != (role in allowed), f"{role}: {answer.status} {answer.body}"
        assert answer.status < 500, answer.body


@pytest.mark.req("FR-7.1")
async def test_support_sees_people_without_their_addresses(
    hub: RunningHub, people: dict[str, Client]
) -> None:
    person = await hub.sign_up(organization="Looked For")
    email, org_id = person.user["email"], person.organization["id"]
    part = email.partition("@")[2]

    by_moderator = (await people["moderator"].get(f"/v1/admin/users?q={part}&limit=100"))["data"]
    by_part = (await people["support"].get(f"/v1/admin/users?q={part}"))["data"]
    by_whole = (await people["support"].get(f"/v1/admin/users?q={email}"))["data"]

    assert email in [one["email"] for one in by_moderator]
    assert by_part == []
    assert [(one["id"], one["email"]) for one in by_whole] == [
        (person.user["id"], "p…@example.com")
    ]
    detail = await people["support"].get(f"/v1/admin/users/{person.user['id']}")
    assert email not in str(detail.body)
    assert detail["organizations"][0]["organization_name"] == "Looked For"
    for role, members in (("finance", 0), ("operator", 1)):
        known = await people[role].get(f"/v1/admin/organizations/{org_id}")
        assert (known["name"], len(known["members"])) == ("Looked For", members)
    assert email not in str((await people["support"].get(f"/v1/admin/organizations/{org_id}")).body)


@pytest.mark.req("FR-7.1")
async def test_people_and_organizations_are_found_and_paged(
    hub: RunningHub, people: dict[str, Client]
) -> None:
    operator = people["operator"]
    for number in range(3):
        await hub.sign_up(organization=f"Paged 100%_{number}")

    first = await operator.get("/v1/admin/organizations?q=paged%20100%25_&limit=2")
    second = await operator.get(
        f"/v1/admin/organizations?q=paged%20100%25_&limit=2&cursor={first['next_cursor']}"
    )

    found = [one["name"] for one in (*first["data"], *second["data"])]
    assert found == ["Paged 100%_2", "Paged 100%_1", "Paged 100%_0"]
    assert (first["data"][0]["members"], second["next_cursor"]) == (1, None)
    assert (await operator.get("/v1/admin/organizations?status=deleting&q=Paged"))["data"] == []
    personal = (await operator.get("/v1/admin/organizations?type=personal&limit=1"))["data"]
    assert personal[0]["type"] == "personal"
    listed = await operator.get("/v1/admin/users?limit=3")
    assert len(listed["data"]) == 3
    assert listed["next_cursor"]
