"""No operation shows, changes or gives away the existence of what another organization owns."""

import json

import pytest

from hub.identity.public import SCOPES_OF_ROLE
from tests.hub_fixtures import Answer, Client
from tests.isolation.conftest import CANARY, World
from tests.isolation.requests import Operation, comparable, operations, served_document, without

OPERATIONS = operations(served_document())
# They end the intruder's own session; there is nothing of another's in them.
ENDS_SESSION = {"/v1/auth/logout"}
KEYS_OWN = (None, "any", "agents:invoke")
# Suspended: whatever they ask for, they are told that they are.
CLOSED = {
    "suspended organization": "organization_suspended",
    "suspended person": "account_suspended",
}
# Names of IDs that belong to no organization.
NOBODYS = {
    "call_id": "the caller's own word for a call of theirs",
    "tool_call_id": "the caller's own word for a call of theirs",
    "tool_use_id": "the caller's own word for a call of theirs",
    "client_id": "public by RFC 6749; what clients hold is a grant",
    "draft_id": "of the platform's settings",
    "finding_id": "of the platform's comparison with processors",
    "message_id": "of the platform's outbox",
    "rule_id": "of the platform's rules",
    "job": "of the installation's workers",
    "provider": "a vendor's name",
    "version": "a number within what has an owner",
    "case_id": "of the platform's moderation",
    "decision_id": "of the platform's moderation",
    "category": "a word of the marketplace, for all",
    "collection": "a word of the marketplace, for all",
    "review_id": "shown to all; who may change one is tried in tests/marketplace",
    "identity_id": "takes an identity provider; tried in tests/entering",
    "entity_id": "an identity provider's own name",
    "tax_id": "a number of the caller's",
    "month": "a month",
    "processor": "a payment processor's name",
    "resource_type": "a kind of thing that SCIM knows",
    "urn": "a schema that SCIM knows",
}
# The victim has none of these yet: words are tried in their place. The list only gets shorter.
WITHOUT_ONE: set[str] = set()
# What a person does not share with their own organization's members.
PRIVATE = {
    *("run_id", "key_id", "session_id", "schedule_id", "file_id", "auth_session_id"),
    *("grant_id", "notification_id", "passkey_id", "comparison_id", "purchase_request_id"),
}
MINE = [operation for operation in OPERATIONS if operation.path not in ENDS_SESSION]


def _name(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


async def _send(who: Client, operation: Operation, ids: dict[str, str]) -> Answer:
    headers = {"idempotency-key": f"{operation.spec['operationId']}-{sum(map(ord, str(ids)))}"}
    if operation.path.startswith("/mcp"):
        headers["accept"] = "application/json"
    return await who.call(
        operation.method, operation.address(ids), operation.body(ids), headers=headers
    )


def _refused_as_it_must_be(kind: str, operation: Operation, answer: Answer, where: str) -> None:
    """By what each caller lacks. SCIM says so in its own shape, which has no code."""
    said, scope = json.dumps(answer.body), operation.scope
    if kind in CLOSED and scope is not None:
        assert answer.status in (403, 405), where
        assert answer.status == 405 or scope == "scim" or CLOSED[kind] in said, where
    if kind in ("member", "staff") and scope not in {None, "any", "scim"}:
        assert (scope in SCOPES_OF_ROLE[kind]) != ("scope_missing" in said), where
    if kind == "support elsewhere" and scope and operation.method != "GET":
        assert answer.status in (403, 405), where


@pytest.mark.req("R24", "R25", "R32")
@pytest.mark.parametrize("operation", MINE, ids=_name)
async def test_an_operation_gives_nothing_of_another_organization(
    world: World, operation: Operation
) -> None:
    for kind, intruder in world.intruders.items():
        if operation.scope is None and kind != "anonymous":
            return  # it does not look at who asks, and hashing passwords takes long
        answer = await _send(intruder, operation, world.theirs)
        where = f"{_name(operation)} as {kind}: {answer.status} {answer.body}"
        said = without(json.dumps(answer.body) + json.dumps(answer.headers), world.theirs)
        for foreign in (*world.secrets, CANARY):
            assert foreign not in said, where
        assert answer.status != 500, where
        if operation.names_somebody():
            assert answer.status >= 400, where
        if kind in ("anonymous", "revoked key") and operation.scope is not None:
            assert answer.status in (401, 405), where
        if kind == "directory" and operation.scope not in (None, "scim"):
            assert answer.status in (401, 405), where
        _refused_as_it_must_be(kind, operation, answer, where)
        if kind == "key that only invokes" and operation.scope not in KEYS_OWN:
            assert answer.status == 403, where
            assert "scope_missing" in json.dumps(answer.body), where


@pytest.mark.req("R25")
def test_every_id_of_the_document_is_one_that_is_tried(world: World) -> None:
    named = {name for operation in OPERATIONS for name in operation.ids_named()}
    missing = named - set(world.theirs) - set(NOBODYS)
    assert missing == WITHOUT_ONE, f"give the victim one of each: {sorted(missing)}"


@pytest.mark.req("R25", "S1")
@pytest.mark.parametrize("operation", MINE, ids=_name)
async def test_a_member_reaches_nothing_that_is_a_colleagues_own(
    world: World, operation: Operation
) -> None:
    names = {part[1:-1] for part in operation.path.split("/") if part.startswith("{")}
    lists = operation.method == "GET" and not names
    if operation.scope is None or not (names & PRIVATE or lists):
        return
    answer = await _send(world.colleague, operation, world.theirs)
    where = f"{_name(operation)}: {answer.status} {answer.body}"
    said = json.dumps(answer.body)
    if lists:
        own = {kind: world.theirs[kind] for kind in PRIVATE}
        assert not {kind for kind, value in own.items() if value in said}, where
        return
    assert answer.status >= 400, where
    assert CANARY not in without(said, world.theirs), where


@pytest.mark.req("R25", "R32")
@pytest.mark.parametrize("operation", MINE, ids=_name)
async def test_what_is_not_yours_looks_like_what_is_not_there(
    world: World, operation: Operation
) -> None:
    for kind in _curious(operation):
        intruder, nowhere = world.intruders[kind], world.nowhere()
        if operation.address(nowhere) == operation.address(world.theirs) and operation.body(
            nowhere
        ) == operation.body(world.theirs):
            return
        theirs = await _send(intruder, operation, world.theirs)
        absent = await _send(intruder, operation, nowhere)
        if theirs.status < 300 and absent.status < 300:
            continue  # it takes any ID, and the other test has read what it gave
        assert comparable(theirs.status, theirs.body, world.theirs) == comparable(
            absent.status, absent.body, nowhere
        ), f"{_name(operation)} as {kind}"


def _curious(operation: Operation) -> tuple[str, ...]:
    if operation.scope is None:
        return ("anonymous",)
    return ("directory",) if operation.scope == "scim" else ("admin", "member")


@pytest.mark.req("R25", "R32")
async def test_the_owner_still_has_everything(world: World) -> None:
    """After all that the intruders tried, in whatever order the tests ran."""
    intruder = world.intruders["admin"]
    for operation in MINE:
        if operation.method in ("DELETE", "PATCH", "PUT") and operation.names_somebody():
            who = world.intruders["directory"] if operation.scope == "scim" else intruder
            await _send(who, operation, world.theirs)
    ids = world.theirs
    for path in (
        f"/v1/agents/{ids['agent_id']}",
        f"/v1/runs/{ids['run_id']}",
        f"/v1/api-keys/{ids['key_id']}",
        f"/v1/prompt-templates/{ids['template_id']}",
        f"/v1/schedules/{ids['schedule_id']}",
        f"/v1/sessions/{ids['session_id']}",
        f"/v1/sso/connections/{ids['connection_id']}",
    ):
        kept = await world.victim.get(path)
        assert kept.status == 200, (path, kept.body)
    for path, name in (
        ("/v1/members", "user_id"),
        ("/v1/invitations", "invitation_id"),
        ("/v1/credentials", "credential_id"),
        ("/v1/directory/scim-tokens", "scim_token_id"),
        ("/v1/budgets", "budget_id"),
        ("/v1/organizations/current/domains", "domain_id"),
        ("/v1/entitlements", "agent_id"),
    ):
        assert ids[name] in json.dumps((await world.victim.get(path)).body), path
