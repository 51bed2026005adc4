"""One act for every operation that changes something, prepared so that a single request does it."""

import itertools
from collections.abc import Mapping
from typing import Any, Final

import pyotp

from hub.agents.shipped import platform_agent_id
from hub.kit.ids import PLATFORM_ORG
from tests.agents.documents import node, prompt
from tests.agents_api.people import member_of, published
from tests.audit.acting import Act, Prepare, Stage
from tests.audit.acting import made as _made
from tests.audit.acting import mine as _mine
from tests.audit.directory_acts import DIRECTORY_ACTS
from tests.entering.mailbox import Mailboxes
from tests.graphs.flows import MODEL, flow, says
from tests.hub_fixtures import PASSWORD, Client
from tests.oauth.browsing import asking, tokens
from tests.peers.saml import SamlPeer
from tests.peers.toolserver import tool
from tests.people.authenticator import Authenticator
from tests.people.test_passkeys import ORIGIN, add

SUMMARIZE: Final = platform_agent_id("summarize")
SECRET: Final = "s3cr3t-canary-9981"
_numbers = itertools.count()


async def sign_up(stage: Stage) -> Act:
    body = {"email": f"acting-{next(_numbers)}@example.com", "password": PASSWORD}
    return Act("user.signed_up", "", stage.hub.anonymous, "POST", "/v1/auth/signup", body)


async def log_in(stage: Stage) -> Act:
    who = await stage.team()
    body = {"email": who.user["email"], "password": PASSWORD}
    act = _mine("session.started", "POST", "/v1/auth/login", body)(who)
    act.who = stage.hub.anonymous
    return act


async def log_out(stage: Stage) -> Act:
    return _mine("session.ended", "POST", "/v1/auth/logout")(await stage.team())


async def switch(stage: Stage) -> Act:
    who = await stage.team()
    other = await _made(await who.post("/v1/organizations", {"name": "Other"}))
    body = {"organization_id": other["id"]}
    return Act("session.switched", other["id"], who, "POST", "/v1/auth/switch", body)


async def _second_session(stage: Stage, who: Client) -> Client:
    body = {"email": who.user["email"], "password": PASSWORD}
    entered = await _made(await stage.hub.anonymous.post("/v1/auth/login", body))
    return who.with_token(entered["token"])


async def end_session(stage: Stage) -> Act:
    who = await stage.team()
    other = await _second_session(stage, who)
    ended = (await _made(await other.get("/v1/me")))["session_id"]
    return _mine("session.ended", "DELETE", f"/v1/auth/sessions/{ended}")(who)


async def end_other_sessions(stage: Stage) -> Act:
    who = await stage.team()
    await _second_session(stage, who)
    return _mine("user.sessions_ended", "DELETE", "/v1/auth/sessions")(who)


async def change_password(stage: Stage) -> Act:
    body = {"current_password": PASSWORD, "new_password": SECRET}
    act = _mine("user.password_changed", "POST", "/v1/auth/password", body)
    return act(await stage.team())


async def ask_to_verify(stage: Stage) -> Act:
    path = "/v1/auth/email/verification"
    return _mine("user.verification_asked", "POST", path)(await stage.team())


async def verify_email(stage: Stage) -> Act:
    who, boxes = await stage.team(), await Mailboxes.of(stage.hub)
    await _made(await who.post("/v1/auth/email/verification"))
    sent = await boxes.letter(who.user["email"], "verify_email")
    body = {"token": sent.token}
    return _mine("user.email_verified", "POST", "/v1/auth/email/verify", body)(who)


def _by_link(action: str, asking: str, template: str, path: str, **more: Any) -> Prepare:
    """With a link that whoever is not signed in has had mailed."""

    async def prepare(stage: Stage) -> Act:
        await verify_email_of(stage, who := await stage.team())
        email, boxes = who.user["email"], await Mailboxes.of(stage.hub)
        await _made(await stage.hub.anonymous.post(asking, {"email": email}))
        sent = await boxes.letter(email, template)
        return _mine(action, "POST", path, {"token": sent.token, **more})(who)

    return prepare


async def verify_email_of(stage: Stage, who: Client) -> None:
    await _made(await who.post("/v1/auth/email/verification"))
    sent = await (await Mailboxes.of(stage.hub)).letter(who.user["email"], "verify_email")
    await _made(await who.post("/v1/auth/email/verify", {"token": sent.token}))


async def ask_for_address(stage: Stage) -> Act:
    body = {"email": f"moving-{next(_numbers)}@acting.example.com", "password": PASSWORD}
    act = _mine("user.email_change_asked", "POST", "/v1/auth/email", body)
    return act(await stage.team())


async def change_address(stage: Stage) -> Act:
    act = await ask_for_address(stage)
    await _made(await act.do())
    sent = await (await Mailboxes.of(stage.hub)).letter(act.body["email"], "email_change")
    body = {"token": sent.token}
    return _mine("user.email_changed", "POST", "/v1/auth/email/change", body)(act.who)


async def undo_address(stage: Stage) -> Act:
    act = await change_address(stage)
    await _made(await act.do())
    boxes = await Mailboxes.of(stage.hub)
    sent = await boxes.letter(act.who.user["email"], "email_changed")
    body = {"token": sent.token}
    return _mine("user.email_restored", "POST", "/v1/auth/email/undo", body)(act.who)


async def begin_totp(stage: Stage) -> Act:
    who = await stage.team()
    return _mine("totp.started", "POST", "/v1/auth/totp", {"password": PASSWORD})(who)


async def confirm_totp(stage: Stage) -> Act:
    who = await stage.team()
    begun = await _made(await who.post("/v1/auth/totp", {"password": PASSWORD}))
    code = pyotp.TOTP(begun["secret"]).now()
    return _mine("totp.confirmed", "POST", "/v1/auth/totp/confirm", {"code": code})(who)


async def _recovery_code(who: Client) -> str:
    begun = await _made(await who.post("/v1/auth/totp", {"password": PASSWORD}))
    code = pyotp.TOTP(begun["secret"]).now()
    made = await _made(await who.post("/v1/auth/totp/confirm", {"code": code}))
    return str(made["recovery_codes"][0])


async def log_in_with_code(stage: Stage) -> Act:
    who = await stage.team()
    code = await _recovery_code(who)
    body = {"email": who.user["email"], "password": PASSWORD}
    asked = await stage.hub.anonymous.post("/v1/auth/login", body)
    body = {"challenge": asked["challenge"], "code": code}
    act = _mine("session.started", "POST", "/v1/auth/login/code", body)(who)
    act.who = stage.hub.anonymous
    return act


def _of_totp(action: str, ending: str) -> Prepare:
    async def prepare(stage: Stage) -> Act:
        who = await stage.team()
        body = {"password": PASSWORD, "code": await _recovery_code(who)}
        return _mine(action, "POST", f"/v1/auth/totp{ending}", body)(who)

    return prepare


async def _passkey(who: Client) -> Act:
    """The last request of adding one."""
    begun = await _made(await who.post("/v1/auth/passkeys/options", {"password": PASSWORD}))
    credential = Authenticator(ORIGIN).create(begun["public_key"])
    body = {"challenge": begun["challenge"], "name": "Laptop", "credential": credential}
    return _mine("passkey.added", "POST", "/v1/auth/passkeys", body)(who)


async def add_passkey(stage: Stage) -> Act:
    return await _passkey(await stage.team())


def _of_passkey(action: str, method: str, body: Any = None) -> Prepare:
    async def prepare(stage: Stage) -> Act:
        who = await stage.team()
        added = await _made(await (await _passkey(who)).do())
        return _mine(action, method, f"/v1/auth/passkeys/{added['id']}", body)(who)

    return prepare


async def log_in_with_passkey(stage: Stage) -> Act:
    who, key = await stage.team(), Authenticator(ORIGIN)
    await _made(await add(who, key))
    begun = await _made(await stage.hub.anonymous.post("/v1/auth/passkeys/login/options"))
    body = {"challenge": begun["challenge"], "credential": key.get(begun["public_key"])}
    act = _mine("session.started", "POST", "/v1/auth/passkeys/login", body)(who)
    act.who = stage.hub.anonymous
    return act


async def set_organization_policies(stage: Stage) -> Act:
    body = {"session_hours": 8, "networks": ["127.0.0.0/8"]}
    path = "/v1/organizations/current/policies"
    return _mine("organization_policy.set", "PUT", path, body)(await stage.team())


def _with_domain(
    action: str, method: str, ending: str = "", *, body: dict[str, Any] | None = None
) -> Prepare:
    """With the TXT record published."""

    async def prepare(stage: Stage) -> Act:
        who = await stage.team()
        path = "/v1/organizations/current/domains"
        domain = f"acting-{who.organization['id'][-8:]}.example"
        added = await _made(await who.post(path, {"domain": domain}))
        stage.hub.dns.texts[added["record_name"]] = [added["record_text"]]
        return _mine(action, method, f"{path}/{added['id']}{ending}", body)(who)

    return prepare


async def add_own_domain(stage: Stage) -> Act:
    who = await stage.team()
    body = {"domain": f"added-{who.organization['id'][-8:]}.example"}
    return _mine("organization_domain.added", "POST", "/v1/organizations/current/domains", body)(
        who
    )


_CONNECTION: Final[dict[str, Any]] = {
    "name": "Provider",
    "kind": "oidc",
    "oidc": {"issuer": "https://93.184.215.14", "client_id": "x", "client_secret": SECRET},
}


async def create_connection(stage: Stage) -> Act:
    act = _mine("sso_connection.created", "POST", "/v1/sso/connections", _CONNECTION)
    return act(await stage.team())


def _of_connection(action: str, method: str, ending: str = "", body: Any = None) -> Prepare:
    async def prepare(stage: Stage) -> Act:
        who = await stage.team()
        made = await _made(await who.post("/v1/sso/connections", _CONNECTION))
        return _mine(action, method, f"/v1/sso/connections/{made['id']}{ending}", body)(who)

    return prepare


async def try_connection(stage: Stage) -> Act:
    """Of SAML, where a test begins without asking the provider."""
    who = await stage.team()
    body = {"name": "Provider", "kind": "saml", "saml": {"metadata": SamlPeer().metadata}}
    made = await _made(await who.post("/v1/sso/connections", body))
    return _mine("sso_connection.tested", "POST", f"/v1/sso/connections/{made['id']}/test")(who)


def _domain() -> str:
    return f"blocked-{next(_numbers)}.example"


async def set_domain_rule(stage: Stage) -> Act:
    body = {"domain": _domain(), "reason": "Spam"}
    admin = await stage.hub.admin()
    path = "/v1/admin/blocked-domains"
    return Act("domain_rule.set", PLATFORM_ORG, admin, "POST", path, body)


async def remove_domain_rule(stage: Stage) -> Act:
    act = await set_domain_rule(stage)
    rule = await _made(await act.do())
    path = f"{act.path}/{rule['id']}"
    return Act("domain_rule.removed", PLATFORM_ORG, act.who, "DELETE", path)


async def import_domain_rules(stage: Stage) -> Act:
    body = {"rules": [{"domain": _domain(), "reason": "Spam"} for _ in range(3)]}
    admin = await stage.hub.admin()
    path = "/v1/admin/blocked-domains/import"
    return Act("domain_rule.imported", PLATFORM_ORG, admin, "POST", path, body)


async def set_administrator(stage: Stage) -> Act:
    who, admin = await stage.team(), await stage.hub.admin()
    body = {"email": who.user["email"], "role": "support"}
    path = "/v1/admin/administrators"
    return Act("administrator.set", PLATFORM_ORG, admin, "PUT", path, body)


async def remove_administrator(stage: Stage) -> Act:
    act = await set_administrator(stage)
    made = await _made(await act.do())
    path = f"{act.path}/{made['user_id']}"
    return Act("administrator.removed", PLATFORM_ORG, act.who, "DELETE", path)


async def create_organization(stage: Stage) -> Act:
    who = await stage.team()
    body = {"name": "Further"}
    return Act("organization.created", "", who, "POST", "/v1/organizations", body)


async def create_key(stage: Stage) -> Act:
    body = {"name": "CI", "budget": {"amount": "5", "period": "day"}}
    return _mine("api_key.created", "POST", "/v1/api-keys", body)(await stage.team())


async def revoke_key(stage: Stage) -> Act:
    who = await stage.team()
    key = await _made(await who.post("/v1/api-keys", {"name": "CI"}))
    return _mine("api_key.revoked", "DELETE", f"/v1/api-keys/{key['id']}")(who)


async def revoke_grant(stage: Stage) -> Act:
    who = await stage.team()
    client = await asking(stage.hub)
    await tokens(stage.hub, client, who)
    grant = (await _made(await who.get("/v1/oauth/grants")))["data"][0]
    return _mine("oauth_grant.revoked", "DELETE", f"/v1/oauth/grants/{grant['id']}")(who)


async def invite(stage: Stage) -> Act:
    body = {"email": "new@example.com", "role": "staff"}
    return _mine("invitation.created", "POST", "/v1/invitations", body)(await stage.team())


async def resend_invitation(stage: Stage) -> Act:
    who = await stage.team()
    seat = await _made(await who.post("/v1/invitations", {"email": "new@example.com"}))
    return _mine("invitation.resent", "POST", f"/v1/invitations/{seat['id']}/resend", {})(who)


async def revoke_invitation(stage: Stage) -> Act:
    who = await stage.team()
    seat = await _made(await who.post("/v1/invitations", {"email": "new@example.com"}))
    return _mine("invitation.revoked", "DELETE", f"/v1/invitations/{seat['id']}")(who)


async def accept_invitation(stage: Stage) -> Act:
    admin, person = await stage.team(), await stage.hub.sign_up()
    seat = await _made(await admin.post("/v1/invitations", {"email": person.user["email"]}))
    act = _mine("invitation.accepted", "POST", "/v1/invitations/accept", {"token": seat["token"]})(
        admin
    )
    act.who = person
    return act


async def change_role(stage: Stage) -> Act:
    admin = await stage.team()
    member = await member_of(stage.hub, admin)
    path = f"/v1/members/{member.user['id']}"
    return _mine("member.role_changed", "PATCH", path, {"role": "staff"})(admin)


async def remove_member(stage: Stage) -> Act:
    admin = await stage.team()
    member = await member_of(stage.hub, admin)
    return _mine("member.removed", "DELETE", f"/v1/members/{member.user['id']}")(admin)


async def create_agent(stage: Stage) -> Act:
    return _mine("agent.created", "POST", "/v1/agents", prompt())(await stage.team())


async def clone_agent(stage: Stage) -> Act:
    path = f"/v1/agents/{SUMMARIZE}/clone"
    return _mine("agent.created", "POST", path, {})(await stage.team())


def _of_agent(
    action: str, ending: str, body: Any = None, *, method: str = "POST", version: bool = True
) -> Prepare:
    async def prepare(stage: Stage) -> Act:
        who = await stage.team()
        if version:
            agent_id = await published(who)
        else:
            agent_id = (await _made(await who.post("/v1/agents", prompt())))["id"]
        return _mine(action, method, f"/v1/agents/{agent_id}{ending}", body)(who)

    return prepare


async def roll_back(stage: Stage) -> Act:
    who = await stage.team()
    agent_id = await published(who)
    await _made(await who.call("PATCH", f"/v1/agents/{agent_id}", {"instructions": "Else."}))
    await _made(await who.post(f"/v1/agents/{agent_id}/publish"))
    path = f"/v1/agents/{agent_id}/rollback"
    return _mine("agent.rolled_back", "POST", path, {"version": "1.0.0"})(who)


def _of_rollout(action: str, method: str, ending: str, *before: str, body: Any = None) -> Prepare:
    async def prepare(stage: Stage) -> Act:
        who = await stage.team()
        agent_id = await published(who)
        path = f"/v1/agents/{agent_id}"
        await _made(await who.call("PATCH", path, {"instructions": "Else."}))
        await _made(await who.post(f"{path}/publish", {"percent": 10}))
        for verb in before:
            await _made(await who.post(f"{path}/rollout/{verb}"))
        return _mine(action, method, f"{path}/rollout{ending}", body)(who)

    return prepare


async def unarchive(stage: Stage) -> Act:
    who = await stage.team()
    agent_id = await published(who)
    await _made(await who.post(f"/v1/agents/{agent_id}/archive"))
    return _mine("agent.unarchived", "POST", f"/v1/agents/{agent_id}/unarchive")(who)


async def list_agent(stage: Stage) -> Act:
    owner, admin = await stage.team(), await stage.hub.admin()
    agent_id = await published(owner)
    act = _mine("agent.listed", "POST", f"/v1/agents/{agent_id}/list")(owner)
    act.who = admin
    return act


async def unlist_agent(stage: Stage) -> Act:
    act = await list_agent(stage)
    await _made(await act.do())
    act.action, act.path = "agent.unlisted", act.path.replace("/list", "/unlist")
    return act


async def enable(stage: Stage) -> Act:
    path = f"/v1/agents/{SUMMARIZE}/enable"
    return _mine("entitlement.made", "POST", path, {})(await stage.team())


async def disable(stage: Stage) -> Act:
    who = await stage.team()
    await who.enable(SUMMARIZE)
    return _mine("entitlement.ended", "POST", f"/v1/agents/{SUMMARIZE}/disable", {})(who)


async def set_policy(stage: Stage) -> Act:
    body = {"members_may_enable": False}
    return _mine("enabling_policy.set", "PUT", "/v1/entitlements/policy", body)(await stage.team())


async def choose_privacy(stage: Stage) -> Act:
    body = {"own_agents": "tokens", "other_agents": "redact"}
    path = "/v1/organizations/current/privacy"
    return _mine("privacy_policy.set", "PUT", path, body)(await stage.team())


async def grant_entitlement(stage: Stage) -> Act:
    who = await stage.team()
    body = {"organization_id": who.organization["id"], "agent_id": SUMMARIZE, "reason": "Trial"}
    act = _mine("entitlement.granted", "POST", "/v1/admin/entitlements", body)(who)
    act.who, act.headers = await stage.hub.admin(), {"idempotency-key": f"act-{next(_numbers)}"}
    return act


async def set_retention(stage: Stage) -> Act:
    path = "/v1/organizations/current/retention"
    return _mine("retention.set", "PUT", path, {"content_days": 90})(await stage.team())


async def erase_organization(stage: Stage) -> Act:
    who = await stage.team()
    org_id = who.organization["id"]
    path = f"/v1/admin/organizations/{org_id}/erase"
    body = {"confirm": org_id, "reason": "The contract ended."}
    act = _mine("organization.erased", "POST", path, body)(who)
    act.who = await stage.hub.admin()
    return act


async def grant_credits(stage: Stage) -> Act:
    who = await stage.team()
    body = {
        "organization_id": who.organization["id"],
        "credits": "12.5",
        "kind": "promotional",
        "reason": "Sorry",
    }
    act = _mine("credit_grant.made", "POST", "/v1/admin/grants", body)(who)
    act.who, act.headers = await stage.hub.admin(), {"idempotency-key": f"act-{next(_numbers)}"}
    return act


_BUDGET: Final = {"scope": "organization", "period": "month", "amount": "50"}


async def set_budget(stage: Stage) -> Act:
    return _mine("budget.set", "PUT", "/v1/budgets", _BUDGET)(await stage.team())


async def remove_budget(stage: Stage) -> Act:
    who = await stage.team()
    budget = await _made(await who.call("PUT", "/v1/budgets", _BUDGET))
    return _mine("budget.removed", "DELETE", f"/v1/budgets/{budget['id']}")(who)


_CREDENTIAL: Final = {"name": "desk", "url": "https://93.184.215.14", "secret": SECRET}


async def create_credential(stage: Stage) -> Act:
    return _mine("credential.created", "POST", "/v1/credentials", _CREDENTIAL)(await stage.team())


def _of_credential(action: str, method: str, body: Any = None) -> Prepare:
    async def prepare(stage: Stage) -> Act:
        who = await stage.team()
        made = await _made(await who.post("/v1/credentials", _CREDENTIAL))
        return _mine(action, method, f"/v1/credentials/{made['id']}", body)(who)

    return prepare


async def set_provider_key(stage: Stage) -> Act:
    path = "/v1/provider-keys/openai"
    return _mine("provider_key.set", "PUT", path, {"key": SECRET})(await stage.team())


async def remove_provider_key(stage: Stage) -> Act:
    act = await set_provider_key(stage)
    await _made(await act.do())
    act.action, act.method, act.body = "provider_key.removed", "DELETE", None
    return act


async def register_server(stage: Stage) -> Act:
    body = {"name": "desk", "url": stage.server.url, "token": SECRET}
    return _mine("mcp_server.registered", "POST", "/v1/mcp-servers", body)(await stage.team())


def _of_server(action: str, method: str, ending: str = "", body: Any = None) -> Prepare:
    async def prepare(stage: Stage) -> Act:
        who = await stage.team()
        stage.server.tools = [tool("add")]
        wanted = {"name": "desk", "url": stage.server.url}
        made = await _made(await who.post("/v1/mcp-servers", wanted))
        stage.server.tools = [tool("add", "Adds otherwise.")]
        path = f"/v1/mcp-servers/{made['id']}"
        if ending == "/accept":
            await _made(await who.post(f"{path}/refresh"))
        return _mine(action, method, path + ending, body)(who)

    return prepare


_TEMPLATE: Final = {"name": "Greeting", "text": "Hello {{ name }}", "variables": [{"name": "name"}]}


async def create_template(stage: Stage) -> Act:
    path = "/v1/prompt-templates"
    return _mine("prompt_template.created", "POST", path, _TEMPLATE)(await stage.team())


def _of_template(action: str, method: str, ending: str = "", body: Any = None) -> Prepare:
    async def prepare(stage: Stage) -> Act:
        who = await stage.team()
        made = await _made(await who.post("/v1/prompt-templates", _TEMPLATE))
        path = f"/v1/prompt-templates/{made['id']}"
        await _made(await who.call("PATCH", path, {"name": "Salutation"}))
        return _mine(action, method, path + ending, body)(who)

    return prepare


async def create_schedule(stage: Stage) -> Act:
    who = await stage.team()
    await who.enable(SUMMARIZE)
    body = {"name": "Daily", "agent_id": SUMMARIZE, "cron": "0 8 * * *", "input": "x"}
    return _mine("schedule.created", "POST", "/v1/schedules", body)(who)


def _of_schedule(action: str, method: str, body: Any = None) -> Prepare:
    async def prepare(stage: Stage) -> Act:
        made = await create_schedule(stage)
        schedule = await _made(await made.do())
        return _mine(action, method, f"/v1/schedules/{schedule['id']}", body)(made.who)

    return prepare


async def add_file(stage: Stage) -> Act:
    return _mine("file.added", "POST", "/v1/files", file=b"words")(await stage.team())


async def remove_file(stage: Stage) -> Act:
    act = await add_file(stage)
    kept = await _made(await act.do())
    return _mine("file.removed", "DELETE", f"/v1/files/{kept['id']}")(act.who)


async def open_session(stage: Stage) -> Act:
    who = await stage.team()
    await who.enable(SUMMARIZE)
    body = {"agent_id": SUMMARIZE, "title": "Talk"}
    return _mine("conversation.opened", "POST", "/v1/sessions", body)(who)


async def remove_session(stage: Stage) -> Act:
    act = await open_session(stage)
    opened = await _made(await act.do())
    return _mine("conversation.removed", "DELETE", f"/v1/sessions/{opened['id']}")(act.who)


async def cancel_run(stage: Stage) -> Act:
    who = await stage.team()
    await who.enable(SUMMARIZE)
    later = {"prefer": "respond-async"}
    run = await _made(await who.invoke(SUMMARIZE, "x", model=MODEL, headers=later))
    return _mine("run.cancelled", "POST", f"/v1/runs/{run['id']}/cancel")(who)


async def rate_run(stage: Stage) -> Act:
    who = await stage.team()
    await who.enable(SUMMARIZE)
    run = await _made(await who.invoke(SUMMARIZE, "x", model=MODEL))
    body = {"happy": True, "reason": "Quick"}
    return _mine("run.rated", "POST", f"/v1/runs/{run['id']}/outcome", body)(who)


async def give_input(stage: Stage) -> Act:
    who = await stage.team()
    nodes = [
        says("draft"),
        node("gate", "approval", question="Send it?"),
        says("sent"),
        says("dropped"),
    ]
    edges = "start>draft draft>gate gate>sent:approved gate>dropped:rejected sent>end dropped>end"
    run = await _made(await who.invoke(await flow(who, nodes, edges, "sent"), "x", model=MODEL))
    body = {"request_id": run["input_required"][0]["request_id"], "decision": "approve"}
    return _mine("approval.decided", "POST", f"/v1/runs/{run['id']}/input", body)(who)


ACTS: Final[Mapping[tuple[str, str], Prepare]] = DIRECTORY_ACTS | {
    ("POST", "/v1/auth/signup"): sign_up,
    ("POST", "/v1/auth/login"): log_in,
    ("POST", "/v1/auth/logout"): log_out,
    ("POST", "/v1/auth/switch"): switch,
    ("DELETE", "/v1/auth/sessions/{auth_session_id}"): end_session,
    ("DELETE", "/v1/auth/sessions"): end_other_sessions,
    ("POST", "/v1/auth/password"): change_password,
    ("POST", "/v1/auth/email/verification"): ask_to_verify,
    ("POST", "/v1/auth/email/verify"): verify_email,
    ("POST", "/v1/auth/email"): ask_for_address,
    ("POST", "/v1/auth/email/change"): change_address,
    ("POST", "/v1/auth/email/undo"): undo_address,
    ("POST", "/v1/auth/recovery/finish"): _by_link(
        "user.recovered",
        "/v1/auth/recovery",
        "recovery",
        "/v1/auth/recovery/finish",
        new_password=SECRET,
    ),
    ("POST", "/v1/auth/link/login"): _by_link(
        "session.started", "/v1/auth/link", "sign_in_link", "/v1/auth/link/login"
    ),
    ("POST", "/v1/auth/login/code"): log_in_with_code,
    ("POST", "/v1/auth/passkeys/login"): log_in_with_passkey,
    ("POST", "/v1/auth/passkeys"): add_passkey,
    ("PATCH", "/v1/auth/passkeys/{passkey_id}"): _of_passkey(
        "passkey.renamed", "PATCH", {"name": "Phone"}
    ),
    ("DELETE", "/v1/auth/passkeys/{passkey_id}"): _of_passkey("passkey.removed", "DELETE"),
    ("PUT", "/v1/organizations/current/policies"): set_organization_policies,
    ("POST", "/v1/admin/blocked-domains"): set_domain_rule,
    ("DELETE", "/v1/admin/blocked-domains/{rule_id}"): remove_domain_rule,
    ("POST", "/v1/admin/blocked-domains/import"): import_domain_rules,
    ("PUT", "/v1/admin/administrators"): set_administrator,
    ("DELETE", "/v1/admin/administrators/{user_id}"): remove_administrator,
    ("POST", "/v1/auth/totp"): begin_totp,
    ("POST", "/v1/auth/totp/confirm"): confirm_totp,
    ("POST", "/v1/auth/totp/disable"): _of_totp("totp.disabled", "/disable"),
    ("POST", "/v1/auth/totp/recovery-codes"): _of_totp("totp.codes_replaced", "/recovery-codes"),
    ("POST", "/v1/organizations"): create_organization,
    ("POST", "/v1/api-keys"): create_key,
    ("DELETE", "/v1/api-keys/{key_id}"): revoke_key,
    ("DELETE", "/v1/oauth/grants/{grant_id}"): revoke_grant,
    ("POST", "/v1/invitations"): invite,
    ("POST", "/v1/invitations/{invitation_id}/resend"): resend_invitation,
    ("DELETE", "/v1/invitations/{invitation_id}"): revoke_invitation,
    ("POST", "/v1/invitations/accept"): accept_invitation,
    ("PATCH", "/v1/members/{user_id}"): change_role,
    ("DELETE", "/v1/members/{user_id}"): remove_member,
    ("POST", "/v1/agents"): create_agent,
    ("POST", "/v1/agents/{agent_id}/clone"): clone_agent,
    ("PATCH", "/v1/agents/{agent_id}"): _of_agent(
        "agent.edited", "", {"tagline": "Else"}, method="PATCH"
    ),
    ("POST", "/v1/agents/{agent_id}/publish"): _of_agent(
        "agent.published", "/publish", version=False
    ),
    ("POST", "/v1/organizations/current/domains"): add_own_domain,
    ("POST", "/v1/organizations/current/domains/{domain_id}/verify"): _with_domain(
        "organization_domain.verified", "POST", "/verify"
    ),
    ("PATCH", "/v1/organizations/current/domains/{domain_id}"): _with_domain(
        "organization_domain.changed", "PATCH", body={"joining": "off"}
    ),
    ("DELETE", "/v1/organizations/current/domains/{domain_id}"): _with_domain(
        "organization_domain.removed", "DELETE"
    ),
    ("POST", "/v1/sso/connections"): create_connection,
    ("PATCH", "/v1/sso/connections/{connection_id}"): _of_connection(
        "sso_connection.changed", "PATCH", "", {"mfa": "never"}
    ),
    ("DELETE", "/v1/sso/connections/{connection_id}"): _of_connection(
        "sso_connection.removed", "DELETE"
    ),
    ("POST", "/v1/sso/connections/{connection_id}/test"): try_connection,
    ("POST", "/v1/agents/{agent_id}/rollback"): roll_back,
    ("PUT", "/v1/agents/{agent_id}/rollout"): _of_rollout(
        "agent.rollout_set", "PUT", "", body={"version": "1.1.0", "percent": 50}
    ),
    ("POST", "/v1/agents/{agent_id}/rollout/pause"): _of_rollout(
        "agent.rollout_paused", "POST", "/pause"
    ),
    ("POST", "/v1/agents/{agent_id}/rollout/resume"): _of_rollout(
        "agent.rollout_resumed", "POST", "/resume", "pause"
    ),
    ("POST", "/v1/agents/{agent_id}/rollout/rollback"): _of_rollout(
        "agent.rollout_rolled_back", "POST", "/rollback"
    ),
    ("POST", "/v1/agents/{agent_id}/archive"): _of_agent("agent.archived", "/archive"),
    ("POST", "/v1/agents/{agent_id}/unarchive"): unarchive,
    ("POST", "/v1/agents/{agent_id}/list"): list_agent,
    ("POST", "/v1/agents/{agent_id}/unlist"): unlist_agent,
    ("PUT", "/v1/agents/{agent_id}/price"): _of_agent(
        "price.set", "/price", {"model": "per_call", "credits": "2"}, method="PUT"
    ),
    ("POST", "/v1/agents/{agent_id}/enable"): enable,
    ("POST", "/v1/agents/{agent_id}/disable"): disable,
    ("PUT", "/v1/entitlements/policy"): set_policy,
    ("PUT", "/v1/organizations/current/privacy"): choose_privacy,
    ("POST", "/v1/admin/entitlements"): grant_entitlement,
    ("POST", "/v1/admin/grants"): grant_credits,
    ("PUT", "/v1/organizations/current/retention"): set_retention,
    ("POST", "/v1/admin/organizations/{organization_id}/erase"): erase_organization,
    ("PUT", "/v1/budgets"): set_budget,
    ("DELETE", "/v1/budgets/{budget_id}"): remove_budget,
    ("POST", "/v1/credentials"): create_credential,
    ("PUT", "/v1/credentials/{credential_id}"): _of_credential(
        "credential.replaced", "PUT", {"secret": SECRET + "-2"}
    ),
    ("DELETE", "/v1/credentials/{credential_id}"): _of_credential("credential.removed", "DELETE"),
    ("PUT", "/v1/provider-keys/{provider}"): set_provider_key,
    ("DELETE", "/v1/provider-keys/{provider}"): remove_provider_key,
    ("POST", "/v1/mcp-servers"): register_server,
    ("PATCH", "/v1/mcp-servers/{server_id}"): _of_server(
        "mcp_server.opened", "PATCH", "", {"token": SECRET}
    ),
    ("DELETE", "/v1/mcp-servers/{server_id}"): _of_server("mcp_server.removed", "DELETE"),
    ("POST", "/v1/mcp-servers/{server_id}/refresh"): _of_server(
        "mcp_server.refreshed", "POST", "/refresh"
    ),
    ("POST", "/v1/mcp-servers/{server_id}/accept"): _of_server(
        "mcp_server.accepted", "POST", "/accept"
    ),
    ("POST", "/v1/prompt-templates"): create_template,
    ("PATCH", "/v1/prompt-templates/{template_id}"): _of_template(
        "prompt_template.changed", "PATCH", "", {"text": "Hi {{ name }}"}
    ),
    ("DELETE", "/v1/prompt-templates/{template_id}"): _of_template(
        "prompt_template.removed", "DELETE"
    ),
    ("POST", "/v1/prompt-templates/{template_id}/rollback"): _of_template(
        "prompt_template.rolled_back", "POST", "/rollback", {"version": 1}
    ),
    ("POST", "/v1/schedules"): create_schedule,
    ("PATCH", "/v1/schedules/{schedule_id}"): _of_schedule(
        "schedule.changed", "PATCH", {"paused": True}
    ),
    ("DELETE", "/v1/schedules/{schedule_id}"): _of_schedule("schedule.removed", "DELETE"),
    ("POST", "/v1/files"): add_file,
    ("DELETE", "/v1/files/{file_id}"): remove_file,
    ("POST", "/v1/sessions"): open_session,
    ("DELETE", "/v1/sessions/{session_id}"): remove_session,
    ("POST", "/v1/runs/{run_id}/cancel"): cancel_run,
    ("POST", "/v1/runs/{run_id}/outcome"): rate_run,
    ("POST", "/v1/runs/{run_id}/input"): give_input,
}

# What writes nothing but runs and their parts, or nothing at all.
NOT_RECORDED: Final[Mapping[tuple[str, str], str]] = {
    ("POST", "/v1/agents/{agent_id}/invoke"): "the run is the record",
    ("POST", "/v1/agents/{agent_id}/try"): "the run is the record",
    ("POST", "/v1/comparisons"): "its runs are the record",
    ("POST", "/v1/discovery/events"): "counts what was shown, of nobody",
    ("PUT", "/v1/discovery/preferences"): "a person's own wish, for them alone",
    ("DELETE", "/v1/discovery/recent"): "a person's own views",
    ("POST", "/v1/visitors"): "a token for an hour; changes nothing",
    ("POST", "/v1/visitors/tries"): "the run is the record",
    ("POST", "/v1/http-probes"): "asks an address; changes nothing",
    ("POST", "/v1/agents/{agent_id}/quote"): "computes a price; changes nothing",
    ("POST", "/v1/chat/completions"): "the run is the record",
    ("POST", "/v1/responses"): "the run is the record",
    ("POST", "/v1/messages"): "the run is the record",
    ("POST", "/v1/messages/count_tokens"): "counts; changes nothing",
    ("POST", "/v1/auth/identities"): "a cookie for ten minutes; changes nothing",
    ("POST", "/v1/auth/passkeys/options"): "a challenge for five minutes; changes nothing",
    ("POST", "/v1/auth/passkeys/login/options"): "a challenge for five minutes; changes nothing",
    ("POST", "/v1/auth/discover"): "looks a domain up; changes nothing",
    ("POST", "/v1/embeddings"): "the usage event is the record",
    ("POST", "/oauth/token"): "the person's consent is recorded; tokens follow from it",
    ("POST", "/mcp"): "calls are runs; what else it takes changes nothing",
    ("DELETE", "/mcp"): "ends a session of the protocol, of which the hub keeps nothing",
    ("POST", "/mcp/agents/{agent_id}"): "calls are runs",
    ("DELETE", "/mcp/agents/{agent_id}"): "as for /mcp",
    ("POST", "/v1/notifications/{notification_id}/read"): "a person's own reading",
    ("POST", "/v1/notifications/read"): "a person's own reading",
    ("PUT", "/v1/notifications/preferences"): "a person's own wish, for them alone",
    ("POST", "/v1/directory/ldap/test"): "asks the directory; changes nothing",
    ("POST", "/scim/v2/.search"): "finds; changes nothing",
    ("POST", "/scim/v2/Users/.search"): "finds; changes nothing",
    ("POST", "/scim/v2/Groups/.search"): "finds; changes nothing",
    ("POST", "/v1/invitations/preview"): "shows what is offered; changes nothing",
    ("POST", "/v1/checkouts/preview"): "computes totals; changes nothing",
    ("POST", "/v1/subscriptions/{subscription_id}/preview"): "computes a price; changes nothing",
    ("POST", "/v1/webhooks/{processor}"): "what it tells is in orders, payments and the ledger",
    ("POST", "/v1/prompt-templates/preview"): "fills a text in; changes nothing",
    ("POST", "/v1/prompt-templates/{template_id}/preview"): "fills a text in; changes nothing",
}
# They need a hub without an administrator, a client, an LDAP server, have nobody who acts, or two
# acts in one: tests/identity/test_setup.py, tests/oauth/test_record.py, tests/entering,
# tests/directory/test_ldap.py,
# tests/billing/test_methods.py, tests/billing/test_reconciling.py, tests/billing/test_arrears.py.
PROVEN_APART: Final = {
    ("POST", "/v1/organizations/joinable"),
    ("POST", "/v1/join-requests/{user_id}/decision"),
    ("POST", "/v1/auth/recovery"),
    ("POST", "/v1/auth/link"),
    ("POST", "/v1/auth/signup/confirm"),
    ("DELETE", "/v1/auth/identities/{identity_id}"),
    ("POST", "/v1/leaked-keys"),
    ("POST", "/v1/auth/setup"),
    ("POST", "/v1/auth/ldap"),
    ("DELETE", "/v1/payment-methods/{payment_method_id}"),
    ("PUT", "/v1/credits/top-up"),
    ("POST", "/v1/admin/reconciliations/{finding_id}/close"),
    ("POST", "/v1/admin/organizations/{organization_id}/metered/reopen"),
    ("POST", "/oauth/register"),
    ("POST", "/oauth/revoke"),
}
