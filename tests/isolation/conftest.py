"""Two organizations: one owns one of everything, the other tries to get at it."""

import itertools
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from hub.kit.ids import new_id
from tests.agents.documents import node
from tests.graphs.flows import flow, says
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.isolation.commerce import traded
from tests.marketplace.sending import picture, send
from tests.oauth.browsing import asking, tokens
from tests.peers.saml import SamlPeer
from tests.peers.toolserver import tool, tool_server
from tests.people.authenticator import Authenticator
from tests.people.test_passkeys import ORIGIN, add

CANARY = "canary7341"
MODEL = "openai/gpt-test"
_numbers = itertools.count()


@dataclass
class World:
    """`theirs` is an ID of each kind that the victim owns; `intruders` are who tries.

    `colleague` is a member of the victim's own organization, where not everything is shared.
    """

    victim: Client
    colleague: Client
    intruders: dict[str, Client]
    theirs: dict[str, str]
    secrets: list[str] = field(default_factory=list)

    def foreign(self) -> list[str]:
        """What no answer to an intruder may hold, unless the intruder had said it."""
        return [CANARY, *self.theirs.values(), *self.secrets]

    def nowhere(self) -> dict[str, str]:
        """IDs of the same form that nobody owns."""
        return {
            name: new_id(value.partition("_")[0]) if "_" in value else value
            for name, value in self.theirs.items()
        }


def private_agent() -> dict[str, Any]:
    return {
        "kind": "prompt",
        "slug": f"private-{next(_numbers)}",
        "name": f"Private {CANARY}",
        "tagline": CANARY,
        "description": f"Not for others: {CANARY}",
        "category": "writing",
        "instructions": f"Say {CANARY}.",
        "message": "{{ text }}",
        "input_schema": {"type": "object", "properties": {"text": {"type": "string"}}},
    }


async def made(answer: Answer, *statuses: int) -> Answer:
    assert answer.status in (statuses or (200, 201)), answer.body
    return answer


@pytest.fixture(scope="package")
async def world(hub: RunningHub, engines: EngineUrls) -> World:
    victim = await hub.sign_up(organization=f"Victim {CANARY}")
    theirs, secrets = await possessions(victim)
    theirs |= await traded(hub, engines, victim, theirs["agent_id"])
    theirs |= await _tested(victim)
    theirs |= await further_possessions(hub, victim)
    client = await asking(hub)
    held = await tokens(hub, client, victim)
    grant = (await made(await victim.get("/v1/oauth/grants")))["data"][0]
    theirs["grant_id"] = grant["id"]
    provisioned, scim_secret = await directory(victim)
    theirs |= provisioned
    secrets += [held["access_token"], held["refresh_token"], scim_secret]
    admin = await hub.sign_up(organization="Intruders")
    revoked = await admin.key(name="revoked")
    keys = await made(await admin.get("/v1/api-keys"))
    gone = next(key for key in keys["data"] if key["name"] == "revoked")
    await made(await admin.call("DELETE", f"/v1/api-keys/{gone['id']}"), 204)
    return World(
        victim=victim,
        colleague=await _colleague(hub, victim, "member"),
        intruders={
            "anonymous": hub.anonymous,
            "admin": admin,
            "staff": await _colleague(hub, admin, "staff"),
            "member": await _colleague(hub, admin, "member"),
            "revoked key": revoked,
            "suspended organization": await _closed(hub, "organizations"),
            "suspended person": await _closed(hub, "users"),
            "support elsewhere": await _support(hub, admin),
            "key that only invokes": await admin.key(scopes=["agents:invoke"]),
            "directory": admin.with_token((await directory(admin, "Intruder"))[1]),
        },
        theirs=theirs,
        secrets=secrets,
    )


async def _closed(hub: RunningHub, what: str) -> Client:
    """A key of an organization, or of a person, that the platform has suspended."""
    person, platform = await hub.sign_up(organization="Closed"), await hub.admin()
    key = await person.key(scopes=["agents:read", "agents:invoke", "runs:read", "admin"])
    whose = person.organization if what == "organizations" else person.user
    path = f"/v1/admin/{what}/{whose['id']}/suspend"
    await made(await platform.post(path, {"reason": "A test"}))
    return key


async def _support(hub: RunningHub, tenant: Client) -> Client:
    """Somebody of the platform who looks at this organization, by its consent."""
    platform = await hub.admin()
    body = {
        "organization_id": tenant.organization["id"],
        "reason": "A test",
        "hours": 1,
        "scopes": ["agents:read", "runs:read", "usage:read"],
    }
    access = await made(await platform.post("/v1/admin/support-accesses", body))
    path = f"/v1/support-accesses/{access['id']}/decision"
    await made(await tenant.post(path, {"decision": "grant"}))
    entered = await platform.post(f"/v1/admin/support-accesses/{access['id']}/enter")
    return platform.with_token((await made(entered))["token"])


async def _colleague(hub: RunningHub, admin: Client, role: str) -> Client:
    person = await hub.sign_up()
    invited = await made(
        await admin.post("/v1/invitations", {"email": person.user["email"], "role": role})
    )
    await made(await person.post("/v1/invitations/accept", {"token": invited["token"]}))
    entered = await made(
        await person.post("/v1/auth/switch", {"organization_id": admin.organization["id"]})
    )
    return person.with_token(entered["token"])


async def _file(victim: Client) -> dict[str, Any]:
    form = aiohttp.FormData()
    form.add_field("file", CANARY, filename=f"{CANARY}.txt", content_type="text/plain")
    path = f"{victim.url}/v1/files"
    async with victim.http.post(path, data=form, headers=victim.headers()) as answer:
        assert answer.status == 201, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found


async def directory(owner: Client, name: str = CANARY) -> tuple[dict[str, str], str]:
    """A person and a group that a directory provisioned, and its token."""
    token = await made(await owner.post("/v1/directory/scim-tokens", {"name": name}))
    scim = owner.with_token(token["token"])
    person = await made(await scim.post("/scim/v2/Users", {"userName": name, "title": name}))
    body = {"displayName": name, "members": [{"value": person["id"]}]}
    group = await made(await scim.post("/scim/v2/Groups", body))
    ldap = {"url": "ldaps://10.1.2.3", "user_base": f"dc={name}"}
    await made(await owner.call("PUT", "/v1/directory/ldap", ldap))
    owned = {
        "scim_token_id": token["id"],
        "scim_user_id": person["id"],
        "scim_group_id": group["id"],
    }
    return owned, token["token"]


async def _storefront(victim: Client, agent_id: str) -> dict[str, str]:
    """A publisher that has applied, and a draft with a picture."""
    body = {"slug": f"victim-{next(_numbers)}", "name": f"Maker {CANARY}", "accept_terms": True}
    publisher = await made(await victim.post("/v1/publishers", body))
    listing = await made(await victim.post("/v1/listings", {"agent_id": agent_id}))
    path, files = f"/v1/listings/{listing['id']}/media", {"file": picture(size=(40, 40))}
    media = await made(await send(victim, "POST", path, files, alt=CANARY))
    return {
        "publisher_id": publisher["id"],
        "listing_id": listing["id"],
        "media_id": media["id"],
        "file_name": media["url"].rpartition("/")[2],
    }


async def _tested(victim: Client) -> dict[str, str]:
    """A connection to a provider, and a test of it under way."""
    body = {"name": CANARY, "kind": "saml", "saml": {"metadata": SamlPeer().metadata}}
    connection = await made(await victim.post("/v1/sso/connections", body))
    test = await made(await victim.post(f"/v1/sso/connections/{connection['id']}/test"))
    return {"connection_id": connection["id"], "test_id": test["id"]}


async def possessions(victim: Client) -> tuple[dict[str, str], list[str]]:
    agent = await made(await victim.post("/v1/agents", private_agent()))
    await made(await victim.post(f"/v1/agents/{agent['id']}/publish", {}))
    await victim.enable(agent["id"])
    run = await made(await victim.invoke(agent["id"], CANARY, model=MODEL))
    key = await made(await victim.post("/v1/api-keys", {"name": CANARY}))
    invitation = await made(
        await victim.post("/v1/invitations", {"email": f"{CANARY}@example.com"})
    )
    told = await made(await victim.post("/v1/invitations", {"email": victim.user["email"]}))
    inbox = await made(await victim.get("/v1/notifications"))
    template = await made(
        await victim.post("/v1/prompt-templates", {"name": CANARY, "text": f"Say {CANARY}"})
    )
    schedule = await made(
        await victim.post(
            "/v1/schedules",
            {"name": CANARY, "agent_id": agent["id"], "cron": "0 0 1 1 *", "input": CANARY},
        )
    )
    credential = await made(
        await victim.post(
            "/v1/credentials",
            {"name": CANARY, "url": "https://93.184.215.14", "secret": f"secret-{CANARY}"},
        )
    )
    wanted = await made(await victim.post("/v1/wanted-agents", {"text": f"Finds {CANARY}"}))
    budget = await made(
        await victim.call(
            "PUT", "/v1/budgets", {"scope": "organization", "period": "month", "amount": "50"}
        )
    )
    domain = await made(
        await victim.post(
            "/v1/organizations/current/domains", {"domain": f"{CANARY}-{next(_numbers)}.example"}
        )
    )
    oidc = {"issuer": "https://93.184.215.14", "client_id": CANARY, "client_secret": CANARY}
    connection = await made(
        await victim.post("/v1/sso/connections", {"name": CANARY, "kind": "oidc", "oidc": oidc})
    )
    session = await made(
        await victim.post("/v1/sessions", {"agent_id": agent["id"], "title": CANARY})
    )
    twice = [{"agent_id": agent["id"], "model": MODEL}] * 2
    compared = await made(
        await victim.post("/v1/comparisons", {"input": CANARY, "entrants": twice})
    )
    kept = await _file(victim)
    [signed_in, *_] = (await made(await victim.get("/v1/auth/sessions")))["data"]
    summarize = platform_agent_id("summarize")
    await victim.enable(summarize)
    storefront = await _storefront(victim, agent["id"])
    price = {"type": "one_time", "currency": "USD", "unit_amount": 100}
    offer = {
        "name": CANARY,
        "agent_ids": [agent["id"]],
        "prices": [price],
        "buyer_organization_id": victim.organization["id"],
    }
    product = await made(await victim.post("/v1/products", offer))
    discount = await made(await victim.post("/v1/discounts", {"code": CANARY, "percent_off": "10"}))
    theirs = {
        **storefront,
        "organization_id": victim.organization["id"],
        "user_id": victim.user["id"],
        "agent_id": agent["id"],
        "run_id": run["id"],
        "key_id": key["id"],
        "invitation_id": invitation["id"],
        "notification_id": inbox["data"][0]["id"],
        "template_id": template["id"],
        "schedule_id": schedule["id"],
        "credential_id": credential["id"],
        "wanted_agent_id": wanted["id"],
        "budget_id": budget["id"],
        "session_id": session["id"],
        "comparison_id": compared["id"],
        "product_id": product["id"],
        "discount_id": discount["id"],
        "auth_session_id": signed_in["id"],
        "file_id": kept["id"],
        "domain_id": domain["id"],
        "connection_id": connection["id"],
        "agent_version_id": run["agent_version_id"],
    }
    return theirs, [key["key"], invitation["token"], told["token"], str(victim.token)]


async def further_possessions(hub: RunningHub, victim: Client) -> dict[str, str]:
    """What takes somebody else to come by: a server, a person's answer, support that asks."""
    async with tool_server(tool("add")) as server:
        registered = await made(
            await victim.post("/v1/mcp-servers", {"name": CANARY, "url": server.url})
        )
    nodes = [says("draft"), node("gate", "approval", question=CANARY), says("sent")]
    edges = "start>draft draft>gate gate>sent:approved gate>end:rejected sent>end"
    asks = await flow(victim, nodes, edges, "sent")
    waiting = await made(await victim.invoke(asks, "x", model=MODEL), 202)
    team = await made(await victim.post("/v1/teams", {"name": CANARY}))
    platform = await hub.admin()
    body = {
        "organization_id": victim.organization["id"],
        "reason": CANARY,
        "hours": 1,
        "scopes": ["runs:read"],
    }
    access = await made(await platform.post("/v1/admin/support-accesses", body))
    passkey = await made(await add(victim, Authenticator(ORIGIN), CANARY))
    rights = (await made(await victim.get("/v1/entitlements")))["data"]
    return {
        "server_id": registered["id"],
        "request_id": waiting["input_required"][0]["request_id"],
        "team_id": team["id"],
        "support_access_id": access["id"],
        "passkey_id": passkey["id"],
        "entitlement_id": rights[0]["id"],
    }
