"""Agents over HTTP: parse, call, render."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Header, Query, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import copying, repository, rollouts, schemas, service, views
from hub.agents.events import CurrentChanged, current_of
from hub.agents.manifest import document, published_schema
from hub.agents.models import Agent
from hub.agents.shipped import shipped_agents
from hub.agents.unified import UNIFIED_ID
from hub.agents.versions import precedence
from hub.entitlements import public as entitlements
from hub.entitlements.public import AgentNotFound
from hub.identity.public import PUBLIC, Identity, Principal, administers, caller, identity_of
from hub.kit.errors import InvalidInput
from hub.kit.http import Page, Paging, at_hand, page, paging
from hub.kit.ids import is_id

router = APIRouter(prefix="/v1", tags=["agents"])
schema_router = APIRouter(tags=["agents"])

Reads = Annotated[Principal, caller("agents:read")]
Writes = Annotated[Principal, caller("agents:write")]
Lists = Annotated[Principal, administers("agents.list")]
Asked = Annotated[Paging, at_hand(paging)]
Flag = bool | None
Word = Annotated[str | None, Query(max_length=48)]
JsonObject = Annotated[dict[str, Any], Body()]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an endpoint opens its one transaction, at one moment."""

    identity: Identity
    now: datetime

    @asynccontextmanager
    async def open(self, who: Principal) -> AsyncIterator[AsyncSession]:
        async with self.identity.database.transaction(who.org_id, user_id=who.user_id) as session:
            yield session


def desk(request: Request) -> Desk:
    identity = identity_of(request)
    return Desk(identity, identity.clock())


AtDesk = Annotated[Desk, at_hand(desk)]


@schema_router.get("/schemas/agent-manifest.json", dependencies=[PUBLIC])
async def manifest_schema() -> dict[str, Any]:
    """The JSON Schema 2020-12 of a manifest of any kind."""
    return published_schema()


@router.get("/agents")
async def list_agents(
    who: Reads,
    at: AtDesk,
    asked: Asked,
    *,
    q: Annotated[str, Query(max_length=200)] = "",
    category: Word = None,
    kind: Literal["prompt", "graph", "mcp", "http"] | None = None,
    slug: Word = None,
    enabled: Flag = None,
    own: Flag = None,
    archived: bool = False,
) -> Page[schemas.AgentCard]:
    """Your organization's agents and the listed ones. `q` looks in names, texts and features."""
    for name, value in (("q", q), ("category", category), ("slug", slug)):
        if value and "\0" in value:
            raise InvalidInput.at(f"/{name}", "holds a NUL")
    if asked.after is not None and not is_id("agt", asked.after):
        raise InvalidInput.at("/cursor", "is not a cursor that we gave")
    async with at.open(who) as session:
        usable: list[str] = []
        if enabled is not None:
            held = await entitlements.list_enabled(
                session, org_id=who.org_id, user_id=who.user_id, now=at.now
            )
            usable = [entitlement.agent_id for entitlement in held]
        wanted = repository.Filter(
            org_id=who.org_id,
            words=q.split()[:8],
            category=category,
            kind=kind,
            slug=slug,
            own=own,
            archived=archived,
            only=usable if enabled else None,
            but=usable if enabled is False else (),
        )
        rows = await repository.search(session, wanted, after=asked.after, limit=asked.limit + 1)
        shown = await views.cards(session, who, rows, at.now)
    return Page[schemas.AgentCard].model_validate(page(shown, asked))


async def _shown(
    session: AsyncSession, who: Principal, agent: Agent, at: Desk, response: Response
) -> schemas.AgentView:
    if agent.org_id == who.org_id:
        response.headers["etag"] = service.etag(agent)
    version = await service.current_version(session, agent)
    return await views.detail(session, who, agent, version, at.now)


@router.get("/agents/{agent_id}")
async def get_agent(agent_id: str, who: Reads, at: AtDesk, response: Response) -> schemas.AgentView:
    """One agent. Its owner also sees the manifest and the draft, and an ETag for `If-Match`."""
    if agent_id == UNIFIED_ID:
        return views.unified_view()
    async with at.open(who) as session:
        agent = await service.visible(session, who.org_id, agent_id)
        return await _shown(session, who, agent, at, response)


@router.post("/agents", status_code=201)
async def create_agent(
    body: JsonObject, who: Writes, at: AtDesk, response: Response
) -> schemas.AgentView:
    """A draft, from a manifest (`/schemas/agent-manifest.json`) or `{template, manifest}`."""
    async with at.open(who) as session:
        agent = await copying.create_from(session, who, body, now=at.now)
        response.headers["location"] = f"/v1/agents/{agent.id}"
        return await _shown(session, who, agent, at, response)


@router.patch("/agents/{agent_id}")
async def edit_agent(
    agent_id: str,
    body: JsonObject,
    who: Writes,
    at: AtDesk,
    *,
    request: Request,
    response: Response,
    if_match: Annotated[str | None, Header(max_length=1000)] = None,
) -> schemas.AgentView:
    """Change the draft: a whole manifest (it has a `kind`), or else an RFC 7396 merge patch.

    As `application/merge-patch+json` it is always a patch.
    """
    patch = request.headers.get("content-type", "").startswith("application/merge-patch+json")
    change = service.Edit(body, whole="kind" in body and not patch, if_match=if_match)
    async with at.open(who) as session:
        agent = await service.edit(session, who, agent_id, change, now=at.now)
        return await _shown(session, who, agent, at, response)


@router.post("/agents/{agent_id}/publish", status_code=201)
async def publish_agent(
    agent_id: str, who: Writes, at: AtDesk, body: schemas.PublishBody | None = None
) -> schemas.VersionView:
    """Make the draft an immutable version, which runs from now on: for everybody, or for a share of
    the organizations."""
    asked = body or schemas.PublishBody()
    async with at.open(who) as session:
        ran = await current_of(session, who, agent_id)
        if asked.percent is None:
            await rollouts.supersede(session, agent_id, now=at.now)
        version = await service.publish(
            session,
            who,
            agent_id,
            version=asked.version,
            note=asked.note,
            now=at.now,
            percent=asked.percent,
        )
        agent = await service.visible(session, who.org_id, agent_id)
        event: object = CurrentChanged.of(ran, version)
        if asked.percent is not None:
            moved = await rollouts.begin(session, who, agent, version, asked.percent, now=at.now)
            event = rollouts.RolloutBegins(agent_id, moved.before, version)
        await at.identity.events.emit(session, event)
        return views.version_view(agent, version)


@router.get("/agents/{agent_id}/versions")
async def list_versions(
    agent_id: str, who: Reads, at: AtDesk, asked: Asked
) -> Page[schemas.VersionView]:
    """The highest first."""
    if asked.after is not None:
        precedence(asked.after)
    async with at.open(who) as session:
        agent = await service.visible(session, who.org_id, agent_id)
        rows = await repository.list_versions(
            session, agent.id, after=asked.after, limit=asked.limit + 1
        )
        shown = [views.version_view(agent, row) for row in rows]
    return Page[schemas.VersionView].model_validate(page(shown, asked, key="version"))


@router.get("/agents/{agent_id}/versions/{version}")
async def get_version(agent_id: str, version: str, who: Reads, at: AtDesk) -> schemas.VersionDetail:
    async with at.open(who) as session:
        agent = await service.visible(session, who.org_id, agent_id)
        row = await service.version_of(session, agent, version)
        return views.version_detail(who, agent, row)


@router.get("/agents/{agent_id}/diff")
async def diff_versions(
    agent_id: str,
    who: Reads,
    at: AtDesk,
    before: Annotated[str, Query(max_length=20)] = "current",
    after: Annotated[str, Query(max_length=20)] = "draft",
) -> schemas.Diff:
    """What changes between two of: a version number, `current` and `draft`. For the owner."""
    async with at.open(who) as session:
        agent = await service.visible(session, who.org_id, agent_id)
        if agent.org_id != who.org_id:
            raise AgentNotFound("There is no agent with this ID.")
        return views.diff(
            (before, await service.content_of(session, who, agent, before)),
            (after, await service.content_of(session, who, agent, after)),
        )


@router.post("/agents/{agent_id}/rollback")
async def roll_back(
    agent_id: str, body: schemas.RollBackBody, who: Writes, at: AtDesk
) -> schemas.VersionView:
    """Let an earlier version run again. The draft stays what it is."""
    async with at.open(who) as session:
        ran = await current_of(session, who, agent_id)
        await rollouts.supersede(session, agent_id, now=at.now)
        version = await service.roll_back(session, who, agent_id, body.version, now=at.now)
        await at.identity.events.emit(session, CurrentChanged.of(ran, version))
        agent = await service.visible(session, who.org_id, agent_id)
        return views.version_view(agent, version)


@router.post("/agents/{agent_id}/clone", status_code=201)
async def clone_agent(
    agent_id: str,
    who: Writes,
    at: AtDesk,
    response: Response,
    body: schemas.CloneBody | None = None,
) -> schemas.AgentView:
    """A new draft like this one: your own agent, or one of the platform's."""
    asked = body or schemas.CloneBody()
    async with at.open(who) as session:
        agent = await copying.clone(
            session, who, agent_id, slug=asked.slug, name=asked.name, now=at.now
        )
        response.headers["location"] = f"/v1/agents/{agent.id}"
        return await _shown(session, who, agent, at, response)


@router.post("/agents/{agent_id}/archive")
async def archive_agent(
    agent_id: str, who: Writes, at: AtDesk, response: Response
) -> schemas.AgentView:
    """It answers nobody any more; versions, prices and runs stay."""
    async with at.open(who) as session:
        agent = await service.set_status(session, who, agent_id, "archived", now=at.now)
        return await _shown(session, who, agent, at, response)


@router.post("/agents/{agent_id}/unarchive")
async def unarchive_agent(
    agent_id: str, who: Writes, at: AtDesk, response: Response
) -> schemas.AgentView:
    async with at.open(who) as session:
        agent = await service.set_status(session, who, agent_id, "active", now=at.now)
        return await _shown(session, who, agent, at, response)


@router.post("/agents/{agent_id}/list")
async def list_agent(agent_id: str, who: Lists, at: AtDesk) -> schemas.ListedView:
    """Show it to every organization. For the platform's administrators."""
    return await _set_listed(agent_id, who, at, listed=True)


@router.post("/agents/{agent_id}/unlist")
async def unlist_agent(agent_id: str, who: Lists, at: AtDesk) -> schemas.ListedView:
    """Show it to its owner only; others can no longer use it."""
    return await _set_listed(agent_id, who, at, listed=False)


async def _set_listed(
    agent_id: str, who: Principal, at: Desk, *, listed: bool
) -> schemas.ListedView:
    async with at.open(who) as session:
        owner = await repository.find_owner(session, agent_id) if is_id("agt", agent_id) else None
    if owner is None:
        raise AgentNotFound("There is no agent with this ID.")
    async with at.identity.database.transaction(owner) as session:
        agent = await service.set_listed(session, owner, agent_id, listed=listed, now=at.now)
        return schemas.ListedView(id=agent.id, listed=agent.listed)


@router.get("/agent-templates")
async def list_templates(_: Reads) -> Page[schemas.TemplateView]:
    """The platform's agents as starting points: clone one, or create from it with changes."""
    shown = [views.template_view(s.id, document(s.manifest)) for s in shipped_agents()]
    return Page[schemas.TemplateView](data=shown, next_cursor=None)
