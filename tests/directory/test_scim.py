"""SCIM as directories write it: filters, paths, versions, and the ways of Entra ID and Okta."""

import asyncio
import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.directory.conftest import GROUP, USER, Installation, Tenant
from tests.hub_fixtures import Answer

pytestmark = pytest.mark.req("FR-4.9", "T-ent")
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@pytest.fixture(scope="module")
async def people(installation: Installation) -> dict[str, str]:
    """Three people whom filters tell apart, by their names."""
    theirs = installation.theirs
    found = {}
    for name, more in {
        "Zoë": {"title": "Chief", "active": True, "externalId": "A-1"},
        "bob": {"title": 'say "hi" \\ %_', "active": False, "externalId": "a-1"},
        "Ann": {
            "emails": [
                {"value": "Ann@theirs.example", "type": "work", "primary": True},
                {"value": "ann@home.example", "type": "home"},
            ],
            ENTERPRISE: {"department": "R&D", "manager": {"value": "m-1"}},
        },
    }.items():
        made = await theirs.provision(f"{name.lower()}-f@theirs.example", nickName=name, **more)
        found[name] = made["id"]
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('nickName eq "ann"', "Ann"),
        ('NICKNAME EQ "ANN"', "Ann"),
        (f'{USER}:nickName eq "Ann"', "Ann"),
        ('nickName co "NN"', "Ann"),
        ('nickName sw "b"', "bob"),
        ('nickName ew "ë"', "Zoë"),
        ('nickName pr and not (nickName sw "a")', "Zoë bob"),
        ('nickName eq "ann" or nickName eq "bob" and title pr', "Ann bob"),
        ('(nickName eq "ann" or nickName eq "bob") and title pr', "bob"),
        ('nickName ne "ann" and nickName pr', "Zoë bob"),
        ('nickName ge "b" and nickName pr', "Zoë bob"),
        ("nickName pr and active eq false", "bob"),
        ('nickName pr and active eq "False"', "bob"),
        ('externalId eq "a-1"', "bob"),
        ('emails eq "ann@THEIRS.example"', "Ann"),
        ('emails.value sw "ann@home"', "Ann"),
        ('emails[type eq "work" and value co "@theirs"]', "Ann"),
        ('emails[type eq "home" and value co "@theirs"]', ""),
        ('emails[type eq "work" and not (value co "@home")]', "Ann"),
        ('emails[primary eq "True"]', "Ann"),
        (f'{ENTERPRISE}:department eq "r&d"', "Ann"),
        (f'{ENTERPRISE}:manager.value eq "m-1"', "Ann"),
        (f'{ENTERPRISE}:manager eq "m-1"', "Ann"),
        ('title eq "say \\"hi\\" \\\\ %_"', "bob"),
        ('title co "%_"', "bob"),
        ('title co ".*"', ""),
        ('title ew "."', ""),
        ('nickName pr and meta.created gt "2020-01-01T00:00:00Z"', "Ann Zoë bob"),
        ('nickName pr and meta.created gt "2120-01-01T00:00:00+02:00"', ""),
        ("nickName pr and groups pr", ""),
        ("nickName pr and title eq null", "Ann"),
    ],
)
@pytest.mark.usefixtures("people")
async def test_filters_select(theirs: Tenant, query: str, expected: str) -> None:
    found = await theirs.scim.get(f"/scim/v2/Users?filter={quote(query)}")
    assert found.status == 200, found.body
    names = sorted(one.get("nickName", one["userName"]) for one in found["Resources"])
    assert names == sorted(expected.split()), query
    assert found["totalResults"] == len(names)
    posted = await theirs.scim.post("/scim/v2/Users/.search", {"filter": query})
    assert posted["totalResults"] == len(names)


@pytest.mark.parametrize(
    "query",
    [
        *("nickName", "nickName eq", 'nickName is "x"', "nickName eq x", 'nickName eq "x', "()"),
        *('nosuch eq "x"', 'emails.nosuch eq "x"', 'nickName.part eq "x"', 'nickName eq "\\u0000"'),
        *('nickName eq "\\ud800"', 'name eq "x"', "active gt true", 'active eq "maybe"'),
        *("(" * 50 + 'nickName eq "x"' + ")" * 50, "x" * 3000, 'a; drop table users; eq "x"'),
        *('emails[type eq "x"', 'urn:x:y eq "x"', "title eq 1", 'groups co "x"', "title eq NaN"),
        'nickName eq "x") or (nickName pr',
    ],
)
async def test_filters_that_cannot_be_read_are_refused(theirs: Tenant, query: str) -> None:
    refused = await theirs.scim.get(f"/scim/v2/Users?filter={quote(query)}")
    assert refused.status == 400, refused.body
    assert refused["scimType"] == "invalidFilter"
    assert refused["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert refused["status"] == "400"
    assert refused.headers["content-type"] == "application/scim+json"


@pytest.mark.usefixtures("people")
async def test_lists_are_sorted_and_come_in_pages(theirs: Tenant) -> None:
    query = f"filter={quote('nickName pr')}&sortBy=nickName"
    pages = [
        await theirs.scim.get(f"/scim/v2/Users?{query}&startIndex={start}&count=2")
        for start in (1, 3, 5)
    ]
    names = [[one["nickName"] for one in page["Resources"]] for page in pages]
    assert names == [["Ann", "bob"], ["Zoë"], []]
    assert [(p["totalResults"], p["itemsPerPage"]) for p in pages] == [(3, 2), (3, 1), (3, 0)]
    back = await theirs.scim.get(f"/scim/v2/Users?{query}&sortOrder=descending&count=1")
    assert [one["nickName"] for one in back["Resources"]] == ["Zoë"]
    none = await theirs.scim.get(f"/scim/v2/Users?{query}&count=0&startIndex=-3")
    assert (none["totalResults"], none["startIndex"], none["Resources"]) == (3, 1, [])
    only = await theirs.scim.get(f"/scim/v2/Users?{query}&attributes=emails.value,nickname")
    assert set(only["Resources"][0]) == {"schemas", "id", "emails", "nickName"}
    assert set(only["Resources"][0]["emails"][0]) == {"value"}
    less = await theirs.scim.get(
        f"/scim/v2/Users?{query}&excludedAttributes=emails.type,title,meta"
    )
    assert "meta" not in less["Resources"][0]
    assert set(less["Resources"][0]["emails"][0]) == {"value", "primary"}
    bad = await theirs.scim.get("/scim/v2/Users?count=many")
    assert bad.status == 400
    by_parts = await theirs.scim.get("/scim/v2/Users?sortBy=name")
    assert by_parts.status == 400


async def _person(tenant: Tenant, **more: Any) -> Answer:
    return await tenant.provision(**more)


ENTRA: list[tuple[str, list[dict[str, Any]], dict[str, Any]]] = [
    (
        "a string for a boolean",
        [{"op": "Replace", "path": "active", "value": "False"}],
        {"active": False},
    ),
    (
        "what is not there yet, by a filter",
        [{"op": "Add", "path": 'emails[type eq "work"].value', "value": "w@theirs.example"}],
        {"emails": [{"type": "work", "value": "w@theirs.example"}]},
    ),
    (
        "paths in the names of a value",
        [
            {
                "op": "Add",
                "value": {
                    "name.givenName": "Jo",
                    'phoneNumbers[type eq "mobile"].value': "+49 30 1",
                    f"{ENTERPRISE}:department": "Sales",
                },
            }
        ],
        {
            "name": {"givenName": "Jo"},
            "phoneNumbers": [{"type": "mobile", "value": "+49 30 1"}],
            ENTERPRISE: {"department": "Sales"},
        },
    ),
    (
        "a manager as a lone value",
        [{"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "m-7"}],
        {ENTERPRISE: {"manager": {"value": "m-7"}}},
    ),
    (
        "a role, primary as text",
        [
            {
                "op": "Add",
                "path": "roles",
                "value": [{"primary": "True", "type": "AppRole", "value": "A"}],
            }
        ],
        {"roles": [{"primary": True, "type": "AppRole", "value": "A"}]},
    ),
    (
        "okta, without a path",
        [{"op": "replace", "value": {"active": False, "id": "x", "unknown": 1}}],
        {"active": False},
    ),
    (
        "a schema as an object",
        [{"op": "add", "value": {ENTERPRISE: {"costCenter": "C1"}, "title": "T"}}],
        {ENTERPRISE: {"costCenter": "C1"}, "title": "T"},
    ),
    (
        "a whole extension by its name",
        [{"op": "replace", "path": ENTERPRISE, "value": {"division": "D"}}],
        {ENTERPRISE: {"division": "D"}},
    ),
    (
        "several at once, the later on what the earlier made",
        [
            {"op": "add", "path": "title", "value": "x"},
            {"op": "add", "path": "emails", "value": {"value": "a@theirs.example", "type": "home"}},
            {"op": "replace", "path": 'emails[type eq "home"]', "value": {"display": "H"}},
            {"op": "remove", "path": "title"},
            {"op": "remove", "path": 'emails[type eq "home"].type'},
        ],
        {"emails": [{"value": "a@theirs.example", "display": "H"}]},
    ),
    (
        "one is primary",
        [
            {"op": "add", "path": "ims", "value": [{"value": "1", "primary": True}]},
            {"op": "add", "path": "ims", "value": [{"value": "2", "primary": True}]},
        ],
        {"ims": [{"value": "1", "primary": False}, {"value": "2", "primary": True}]},
    ),
    (
        "the resource's own schema in a path",
        [{"op": "add", "path": f"{USER}:name.familyName", "value": "Lee"}],
        {"name": {"familyName": "Lee"}},
    ),
    (
        "values of a list that are filtered away",
        [
            {"op": "add", "path": "ims", "value": [{"value": "1", "type": "a"}, {"value": "2"}]},
            {"op": "remove", "path": 'ims[type eq "a" or value eq "9"]'},
        ],
        {"ims": [{"value": "2"}]},
    ),
]


@pytest.mark.parametrize(
    ("operations", "expected"), [c[1:] for c in ENTRA], ids=[c[0] for c in ENTRA]
)
async def test_operations_as_directories_write_them(
    theirs: Tenant, operations: list[dict[str, Any]], expected: dict[str, Any]
) -> None:
    made = await _person(theirs)
    changed = await theirs.patch(f"/Users/{made['id']}", *operations)
    assert changed.status == 200, changed.body
    shown = await theirs.scim.get(f"/scim/v2/Users/{made['id']}")
    assert shown.body == changed.body
    own = {"schemas", "id", "userName", "displayName", "meta"}
    rest = {k: v for k, v in shown.body.items() if k not in own and (k, v) != ("active", True)}
    assert rest == expected
    assert (ENTERPRISE in shown["schemas"]) == (ENTERPRISE in expected)
    await theirs.scim.call("DELETE", f"/scim/v2/Users/{made['id']}")


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ({"op": "move", "path": "title"}, "invalidSyntax"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "add", "path": "nosuch", "value": 1}, "invalidPath"),
        ({"op": "add", "path": "emails[", "value": 1}, "invalidPath"),
        ({"op": "add", "path": "title[value eq 1]", "value": "x"}, "invalidPath"),
        ({"op": "replace", "path": 'emails[type eq "none"].value', "value": "x"}, "noTarget"),
        ({"op": "replace", "path": "id", "value": "x"}, "mutability"),
        ({"op": "add", "path": "groups", "value": [{"value": "x"}]}, "mutability"),
        ({"op": "remove", "path": "userName"}, "mutability"),
        ({"op": "replace", "path": "active", "value": "perhaps"}, "invalidValue"),
        ({"op": "replace", "path": "title", "value": {"a": 1}}, "invalidValue"),
        ({"op": "replace", "path": "title", "value": "a\0b"}, "invalidValue"),
        ({"op": "replace", "value": "x"}, "invalidValue"),
        (
            {
                "op": "add",
                "path": "ims",
                "value": [{"value": str(n), "primary": True} for n in (1, 2)],
            },
            "invalidValue",
        ),
    ],
)
async def test_operations_that_cannot_be_done_change_nothing(
    theirs: Tenant, people: dict[str, str], operation: dict[str, Any], kind: str
) -> None:
    path = f"/Users/{people['Ann']}"
    before = await theirs.scim.get(f"/scim/v2{path}")
    refused = await theirs.patch(path, {"op": "add", "path": "title", "value": "never"}, operation)
    assert (refused.status, refused["scimType"]) == (400, kind), refused.body
    assert (await theirs.scim.get(f"/scim/v2{path}")).body == before.body


async def test_a_resource_does_not_grow_without_end(theirs: Tenant) -> None:
    """However many operations a request has, each within what one may set."""
    made = await _person(theirs)
    operations = [
        {"op": "add", "path": "ims", "value": [{"value": f"{n}-{m}"} for m in range(100)]}
        for n in range(300)
    ]
    async with asyncio.timeout(10):
        refused = await theirs.patch(f"/Users/{made['id']}", *operations)
    assert (refused.status, refused["scimType"]) == (400, "invalidValue")
    shown = await theirs.scim.get(f"/scim/v2/Users/{made['id']}")
    assert "ims" not in shown.body


async def test_versions_guard_what_others_changed(theirs: Tenant) -> None:
    made = await _person(theirs)
    path, first = f"/scim/v2/Users/{made['id']}", made.headers["etag"]
    same = await theirs.scim.get(path, headers={"if-none-match": first})
    assert (same.status, same.headers["etag"]) == (304, first)
    title = {"op": "add", "path": "title", "value": "x"}
    changed = await theirs.patch(f"/Users/{made['id']}", title, headers={"if-match": first})
    assert changed.status == 200
    assert changed.headers["etag"] != first
    for method, body in (("PUT", {"userName": "x"}), ("DELETE", None)):
        late = await theirs.scim.call(method, path, body, headers={"if-match": first})
        assert late.status == 412, method
    again = await theirs.patch(f"/Users/{made['id']}", title)
    assert again.headers["etag"] == changed.headers["etag"], "nothing changed"
    put = await theirs.scim.call("PUT", path, {"userName": made["userName"], "password": "secret"})
    assert put.status == 200
    assert "title" not in put.body, "what is left out is gone"
    assert "password" not in put.body
    gone = await theirs.scim.call("DELETE", path)
    assert (gone.status, gone.body) == (204, "")
    assert (await theirs.scim.get(path)).status == 404


async def test_members_come_and_go_as_directories_write_it(theirs: Tenant) -> None:
    people = [(await _person(theirs))["id"] for _ in range(3)]
    made = await theirs.scim.post("/scim/v2/Groups", {"schemas": [GROUP], "displayName": "Band"})
    path = f"/Groups/{made['id']}"

    async def after(*operations: dict[str, Any]) -> list[int]:
        changed = await theirs.patch(path, *operations)
        assert changed.status == 200, changed.body
        return sorted(people.index(one["value"]) for one in changed.body.get("members", []))

    every = [{"value": one} for one in people]
    assert await after({"op": "Add", "path": "members", "value": every}) == [0, 1, 2]
    assert await after({"op": "Add", "path": "members", "value": every[:1]}) == [0, 1, 2]
    assert await after({"op": "Remove", "path": "members", "value": every[:1]}) == [1, 2]
    selected = f'members[value eq "{people[1]}"]'
    assert await after({"op": "remove", "path": selected}) == [2]
    assert await after({"op": "remove", "path": selected}) == [2], "gone is gone"
    replaced = {"op": "replace", "value": {"members": every[:2], "displayName": "Duo"}}
    assert await after(replaced) == [0, 1]
    query = quote(f'members eq "{people[0]}" and displayName eq "duo"')
    found = await theirs.scim.get(f"/scim/v2/Groups?excludedAttributes=members&filter={query}")
    assert [one["id"] for one in found["Resources"]] == [made["id"]]
    assert "members" not in found["Resources"][0]
    within = quote(f'members[value eq "{people[2]}"]')
    assert (await theirs.scim.get(f"/scim/v2/Groups?filter={within}"))["totalResults"] == 0
    assert await after({"op": "remove", "path": "members"}) == []
    unknown = await theirs.patch(path, {"op": "add", "path": "members", "value": [{"value": "x"}]})
    assert (unknown.status, unknown["scimType"]) == (400, "invalidValue")
    again = await theirs.scim.post("/scim/v2/Groups", {"displayName": "DUO"})
    assert (again.status, again["scimType"]) == (409, "uniqueness")


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b'"x"', b'{"userName":"a","USERNAME":"b"}', b'{"userName":NaN}'),
        *(b"\xff", b"[" * 100_000, json.dumps({"userName": 5}).encode(), b'{"displayName":"x"}'),
        *(b'{"userName":"a\\u0000"}', b'{"userName":"\\ud800"}', b'{"userName":"a","emails":[1]}'),
    ],
)
async def test_bodies_that_are_no_user_are_refused(theirs: Tenant, body: bytes) -> None:
    headers = theirs.scim.headers({"content-type": "application/scim+json"})
    async with theirs.scim.http.post(
        f"{theirs.scim.url}/scim/v2/Users", data=body, headers=headers
    ) as answer:
        said = await answer.json(content_type="application/scim+json")
        assert (answer.status, said["status"]) == (400, "400")


async def test_the_same_name_or_address_is_one_person(theirs: Tenant) -> None:
    made = await _person(theirs)
    email = made["userName"]
    for body in ({"userName": email.upper()}, {"userName": "other", "emails": [{"value": email}]}):
        refused = await theirs.scim.post("/scim/v2/Users", body)
        assert (refused.status, refused["scimType"]) == (409, "uniqueness"), body


async def test_what_is_declared_is_what_is_there(theirs: Tenant) -> None:
    config = await theirs.scim.get("/scim/v2/ServiceProviderConfig")
    supported = {
        k: v["supported"]
        for k, v in config.body.items()
        if isinstance(v, dict) and "supported" in v
    }
    assert supported == {
        "patch": True,
        "bulk": False,
        "filter": True,
        "changePassword": False,
        "sort": True,
        "etag": True,
    }
    assert (await theirs.scim.post("/scim/v2/Bulk", {})).status == 404
    assert (await theirs.scim.get("/scim/v2/Users/x/y")).status == 404
    assert (await theirs.scim.call("PUT", "/scim/v2/Users", {})).status == 405
    anonymous = await theirs.scim.with_token("").get("/scim/v2/Users")
    assert (anonymous.status, anonymous["status"]) == (401, "401")
    assert "bearer" in anonymous.headers["www-authenticate"].lower()
