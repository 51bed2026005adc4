"""The acts of organizations' lives and of the platform's administrators; as in `acts`."""

from collections.abc import Mapping
from typing import Any, Final

from hub.agents.shipped import platform_agent_id
from hub.kit.clock import system_clock
from hub.kit.db import Reader
from hub.kit.ids import PLATFORM_ORG, new_id
from hub.kit.jobs import JobBook
from tests.agents_api.people import member_of
from tests.audit.acts import Act, Prepare, Stage
from tests.hub_fixtures import PASSWORD, Answer, Client

_CURRENT: Final = "/v1/organizations/current"
_TRANSFER: Final = f"{_CURRENT}/transfer"
_SETTINGS: Final = "/v1/admin/settings"
_ASKED: Final = "/v1/admin/support-accesses"
_WHY: Final = {"reason": "A test"}


async def _made(answer: Answer) -> Answer:
    assert answer.status < 300, answer.body
    return answer


def _act(action: str, who: Client, method: str, path: str, body: Any = None) -> Act:
    return Act(action, who.organization["id"], who, method, path, body)


async def rename(stage: Stage) -> Act:
    who = await stage.team()
    return _act("organization.renamed", who, "PATCH", _CURRENT, {"name": "Else"})


async def grow(stage: Stage) -> Act:
    who = await stage.hub.sign_up()
    return _act("organization.grown", who, "POST", f"{_CURRENT}/grow", {"name": "Grown"})


async def _two(stage: Stage) -> tuple[Client, Client]:
    owner = await stage.team()
    return owner, await member_of(stage.hub, owner)


async def offer(stage: Stage) -> Act:
    owner, heir = await _two(stage)
    body = {"user_id": heir.user["id"]}
    return _act("organization.transfer_offered", owner, "POST", _TRANSFER, body)


async def accept(stage: Stage) -> Act:
    owner, heir = await _two(stage)
    await _made(await owner.post(_TRANSFER, {"user_id": heir.user["id"]}))
    return _act("organization.transferred", heir, "POST", f"{_TRANSFER}/accept")


async def withdraw(stage: Stage) -> Act:
    owner, heir = await _two(stage)
    await _made(await owner.post(_TRANSFER, {"user_id": heir.user["id"]}))
    return _act("organization.transfer_ended", owner, "DELETE", _TRANSFER)


async def delete(stage: Stage) -> Act:
    who = await stage.team()
    body = {"confirm": who.organization["id"], "reason": "Over"}
    return _act("organization.deletion_asked", who, "POST", f"{_CURRENT}/deletion", body)


async def restore(stage: Stage) -> Act:
    act = await delete(stage)
    await _made(await act.do())
    path = f"/v1/organizations/{act.org_id}/deletion"
    return _act("organization.restored", act.who, "DELETE", path)


def _of_team(action: str, method: str, ending: str = "", body: Any = None) -> Prepare:
    """`…/members/ME` is the admin who asks."""

    async def prepare(stage: Stage) -> Act:
        who = await stage.team()
        team = await _made(await who.post("/v1/teams", {"name": "Research"}))
        path = f"/v1/teams/{team['id']}{ending.replace('ME', who.user['id'])}"
        if action == "team.member_removed":
            await _made(await who.call("PUT", path))
        return _act(action, who, method, path, body)

    return prepare


async def create_team(stage: Stage) -> Act:
    who = await stage.team()
    return _act("team.created", who, "POST", "/v1/teams", {"name": "Research"})


def _of_user(action: str, verb: str, *, first: str | None = None) -> Prepare:
    async def prepare(stage: Stage) -> Act:
        who, admin = await stage.team(), await stage.hub.admin()
        path = f"/v1/admin/users/{who.user['id']}"
        if first is not None:
            await _made(await admin.post(f"{path}/{first}", _WHY))
        return Act(action, PLATFORM_ORG, admin, "POST", f"{path}/{verb}", _WHY)

    return prepare


async def erase_user(stage: Stage) -> Act:
    """Somebody who works alone: whoever owns a team hands it on before."""
    who, admin = await stage.hub.sign_up(), await stage.hub.admin()
    path = f"/v1/admin/users/{who.user['id']}/erase"
    return Act("user.erased", PLATFORM_ORG, admin, "POST", path, _WHY)


async def erase_own(stage: Stage) -> Act:
    who = await stage.hub.sign_up()
    return _act("user.erased", who, "POST", "/v1/me/erase", {"password": PASSWORD})


def _of_organization(action: str, verb: str, *, first: str | None = None) -> Prepare:
    async def prepare(stage: Stage) -> Act:
        who, admin = await stage.team(), await stage.hub.admin()
        org_id = who.organization["id"]
        path = f"/v1/admin/organizations/{org_id}"
        if first is not None:
            await _made(await admin.post(f"{path}/{first}", _WHY))
        return Act(action, org_id, admin, "POST", f"{path}/{verb}", _WHY)

    return prepare


async def set_owner(stage: Stage) -> Act:
    who, admin = await stage.team(), await stage.hub.admin()
    org_id = who.organization["id"]
    body = {"user_id": who.user["id"], **_WHY}
    path = f"/v1/admin/organizations/{org_id}/owner"
    return Act("organization.transferred", org_id, admin, "PUT", path, body)


async def _draft(stage: Stage) -> tuple[Client, str]:
    admin = await stage.hub.admin()
    body = {"changes": {"mail.sender_name": None}, "note": "A test"}
    return admin, (await _made(await admin.post(f"{_SETTINGS}/drafts", body)))["id"]


async def draft(stage: Stage) -> Act:
    admin = await stage.hub.admin()
    body = {"changes": {"mail.sender_name": None}, "note": "A test"}
    path = f"{_SETTINGS}/drafts"
    return Act("configuration.drafted", PLATFORM_ORG, admin, "POST", path, body)


async def discard(stage: Stage) -> Act:
    admin, draft_id = await _draft(stage)
    path = f"{_SETTINGS}/drafts/{draft_id}"
    return Act("configuration.discarded", PLATFORM_ORG, admin, "DELETE", path)


async def apply(stage: Stage) -> Act:
    admin, draft_id = await _draft(stage)
    path = f"{_SETTINGS}/drafts/{draft_id}/apply"
    return Act("configuration.applied", PLATFORM_ORG, admin, "POST", path)


async def roll_back(stage: Stage) -> Act:
    admin, draft_id = await _draft(stage)
    made = await _made(await admin.post(f"{_SETTINGS}/drafts/{draft_id}/apply"))
    body = {"version": made["version"], "note": "A test"}
    path = f"{_SETTINGS}/rollback"
    return Act("configuration.rolled_back", PLATFORM_ORG, admin, "POST", path, body)


async def ask_job(stage: Stage) -> Act:
    finder = Reader(stage.hub.engines.database_worker)
    await finder.open()
    try:
        book = JobBook(finder, new_id("prc"), system_clock)
        book.job("books", 3600.0)
        await book.step()
    finally:
        await finder.close()
    admin = await stage.hub.admin()
    return Act("job.asked", PLATFORM_ORG, admin, "POST", "/v1/admin/jobs/books/run", _WHY)


async def _access(stage: Stage, *, granted: bool = False) -> tuple[Client, Client, str]:
    """The tenant, the platform's superadmin who asked, and the access."""
    tenant, admin = await stage.team(), await stage.hub.admin()
    body = {
        "organization_id": tenant.organization["id"],
        "hours": 1,
        "scopes": ["runs:read"],
        **_WHY,
    }
    access = await _made(await admin.post(_ASKED, body))
    if granted:
        path = f"/v1/support-accesses/{access['id']}/decision"
        await _made(await tenant.post(path, {"decision": "grant"}))
    return tenant, admin, access["id"]


async def ask_support(stage: Stage) -> Act:
    tenant, admin = await stage.team(), await stage.hub.admin()
    org_id = tenant.organization["id"]
    body = {"organization_id": org_id, "hours": 1, "scopes": ["runs:read"], **_WHY}
    return Act("support_access.requested", org_id, admin, "POST", _ASKED, body)


def _of_access(action: str, ending: str, *, ours: bool, body: Any = None) -> Prepare:
    """`ours`: the organization's own act, and not the platform's."""

    async def prepare(stage: Stage) -> Act:
        tenant, admin, access_id = await _access(stage, granted=ending == "enter")
        path = f"{'/v1/support-accesses' if ours else _ASKED}/{access_id}/{ending}"
        who = tenant if ours else admin
        return Act(action, tenant.organization["id"], who, "POST", path, body)

    return prepare


async def revoke_right(stage: Stage) -> Act:
    who, admin = await stage.team(), await stage.hub.admin()
    org_id = who.organization["id"]
    made = await who.enable(platform_agent_id("summarize"))
    body = {"organization_id": org_id, **_WHY}
    path = f"/v1/admin/entitlements/{made['id']}/revoke"
    return Act("entitlement.ended", org_id, admin, "POST", path, body)


ORGANIZATION_ACTS: Final[Mapping[tuple[str, str], Prepare]] = {
    ("PATCH", _CURRENT): rename,
    ("POST", f"{_CURRENT}/grow"): grow,
    ("POST", _TRANSFER): offer,
    ("POST", f"{_TRANSFER}/accept"): accept,
    ("DELETE", _TRANSFER): withdraw,
    ("POST", f"{_CURRENT}/deletion"): delete,
    ("DELETE", "/v1/organizations/{organization_id}/deletion"): restore,
    ("POST", "/v1/teams"): create_team,
    ("PATCH", "/v1/teams/{team_id}"): _of_team("team.renamed", "PATCH", "", {"name": "Else"}),
    ("DELETE", "/v1/teams/{team_id}"): _of_team("team.removed", "DELETE"),
    ("PUT", "/v1/teams/{team_id}/members/{user_id}"): _of_team(
        "team.member_added", "PUT", "/members/ME"
    ),
    ("DELETE", "/v1/teams/{team_id}/members/{user_id}"): _of_team(
        "team.member_removed", "DELETE", "/members/ME"
    ),
    ("POST", "/v1/admin/users/{user_id}/suspend"): _of_user("user.suspended", "suspend"),
    ("POST", "/v1/admin/users/{user_id}/reactivate"): _of_user(
        "user.reactivated", "reactivate", first="suspend"
    ),
    ("POST", "/v1/admin/users/{user_id}/erase"): erase_user,
    ("POST", "/v1/me/erase"): erase_own,
    ("POST", "/v1/admin/users/{user_id}/end-sessions"): _of_user("user.signed_out", "end-sessions"),
    ("POST", "/v1/admin/organizations/{organization_id}/suspend"): _of_organization(
        "organization.suspended", "suspend"
    ),
    ("POST", "/v1/admin/organizations/{organization_id}/reactivate"): _of_organization(
        "organization.reactivated", "reactivate", first="suspend"
    ),
    ("PUT", "/v1/admin/organizations/{organization_id}/owner"): set_owner,
    ("POST", f"{_SETTINGS}/drafts"): draft,
    ("DELETE", f"{_SETTINGS}/drafts/{{draft_id}}"): discard,
    ("POST", f"{_SETTINGS}/drafts/{{draft_id}}/apply"): apply,
    ("POST", f"{_SETTINGS}/rollback"): roll_back,
    ("POST", "/v1/admin/jobs/{job}/run"): ask_job,
    ("POST", _ASKED): ask_support,
    ("POST", f"{_ASKED}/{{support_access_id}}/enter"): _of_access(
        "support_access.entered", "enter", ours=False
    ),
    ("POST", f"{_ASKED}/{{support_access_id}}/end"): _of_access(
        "support_access.ended", "end", ours=False
    ),
    ("POST", "/v1/support-accesses/{support_access_id}/decision"): _of_access(
        "support_access.granted", "decision", ours=True, body={"decision": "grant"}
    ),
    ("POST", "/v1/support-accesses/{support_access_id}/end"): _of_access(
        "support_access.ended", "end", ours=True
    ),
    ("POST", "/v1/admin/entitlements/{entitlement_id}/revoke"): revoke_right,
}
