"""The rules of agents: drafts that change, versions that never do.

Every function works in the caller's transaction. What the caller's organization does not own is,
for all that changes something, not found.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import repository
from hub.agents.content import merge_patch, refuse_unstorable
from hub.agents.digest import digest
from hub.agents.errors import (
    AgentArchived,
    DefinitionError,
    DraftChanged,
    ManifestError,
    NothingToPublish,
    NotPublished,
    SlugTaken,
    VersionNotFound,
)
from hub.agents.manifest import GraphAgent, Manifest, document, manifest_digest, parse
from hub.agents.manifest.graph import AgentNode
from hub.agents.models import Agent, AgentVersion
from hub.agents.prompts.binding import bound
from hub.agents.references import unbound
from hub.agents.shipped import platform_agent_id
from hub.agents.versions import compare, next_version, precedence
from hub.audit import public as audit
from hub.entitlements.public import AgentNotFound
from hub.identity.public import Principal
from hub.kit.ids import is_id, new_id

RESERVED: Final = "laelia"
FIRST_VERSION: Final = "1.0.0"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a draft: a merge patch, or the whole manifest. `if_match` as the header."""

    content: Mapping[str, Any]
    whole: bool
    if_match: str | None = None


async def visible(session: AsyncSession, org_id: str, agent_id: str) -> Agent:
    """An agent that this organization owns, or that is listed and published.

    Raises:
        AgentNotFound: any other; `laelia`, the unified agent, is no row either.
    """
    agent = await repository.find(session, agent_id) if is_id("agt", agent_id) else None
    if agent is None or not (agent.org_id == org_id or _is_public(agent)):
        raise AgentNotFound("There is no agent with this ID.")
    return agent


def _is_public(agent: Agent) -> bool:
    return agent.listed and agent.status == "active" and agent.current_version_id is not None


async def own(session: AsyncSession, org_id: str, agent_id: str) -> Agent:
    """An agent of this organization, locked for a change.

    Raises:
        AgentNotFound: there is none, or it is somebody else's.
    """
    agent = None
    if is_id("agt", agent_id):
        agent = await repository.find(session, agent_id, owner=org_id, lock=True)
    if agent is None:
        raise AgentNotFound("There is no agent with this ID.")
    return agent


async def own_active(session: AsyncSession, org_id: str, agent_id: str) -> Agent:
    """As `own`. Raises AgentArchived."""
    agent = await own(session, org_id, agent_id)
    if agent.status != "active":
        raise AgentArchived("Bring it back first: POST …/unarchive.")
    return agent


def manifest_of(content: Any) -> Manifest:
    """A manifest from outside.

    Raises:
        ManifestError: with every fault and its JSON pointer.
    """
    refuse_unstorable(content)
    manifest = parse(content)
    if manifest.slug == RESERVED:
        raise ManifestError.at("/slug", "is reserved for the unified agent")
    return manifest


async def _draft_of(session: AsyncSession, who: Principal, content: Any) -> Manifest:
    """A draft keeps references to prompt templates and not what they say, which may change."""
    manifest = unbound(manifest_of(content))
    await bound(session, who, manifest)
    return manifest


def etag(agent: Agent) -> str:
    """Changes with every change of the draft, of what is published and of the status."""
    state = [agent.draft, agent.current_version_id, agent.status]
    return f'"{digest(state).removeprefix("sha256:")[:32]}"'


async def create(session: AsyncSession, who: Principal, content: Any, *, now: datetime) -> Agent:
    """A new agent with nothing but a draft.

    Raises:
        SlugTaken: another agent of the organization has this slug.
        ManifestError: it is not valid, or names a prompt template that does not fit.
    """
    manifest = await _draft_of(session, who, content)
    agent = Agent(
        id=new_id("agt"),
        org_id=who.org_id,
        slug=manifest.slug,
        draft=document(manifest),
        created_by=who.user_id,
        created_at=now,
        updated_at=now,
    )
    await _save(session, agent)
    await _record(session, "created", agent, after=_draft(agent))
    return agent


def _draft(agent: Agent) -> dict[str, Any]:
    """What the record shows of a draft: its digest, never its words."""
    return {"slug": agent.slug, "kind": agent.draft.get("kind"), "digest": digest(agent.draft)}


async def _record(
    session: AsyncSession,
    verb: str,
    agent: Agent,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    as_platform: bool = False,
) -> None:
    entry = audit.Entry(
        f"agent.{verb}",
        agent.org_id,
        agent.id,
        before=before or {},
        after=after or {},
        as_platform=as_platform,
    )
    await audit.record(session, entry)


async def edit(
    session: AsyncSession, who: Principal, agent_id: str, change: Edit, *, now: datetime
) -> Agent:
    """Raises:
    DraftChanged: it is not the one that `if_match` names.
    ManifestError: what would result is not valid; the draft stays as it was.
    """
    refuse_unstorable(change.content)
    agent = await own_active(session, who.org_id, agent_id)
    if change.if_match is not None and not _matches(etag(agent), change.if_match):
        raise DraftChanged("Read it again, and make your change to what is there now.")
    content = change.content if change.whole else merge_patch(agent.draft, dict(change.content))
    manifest = await _draft_of(session, who, content)
    if agent.current_version_id is not None and manifest.slug != agent.slug:
        raise ManifestError.at("/slug", "names published tools and cannot change; clone instead")
    before = _draft(agent)
    agent.slug = manifest.slug
    agent.draft = document(manifest)
    agent.updated_at = now
    await _save(session, agent)
    await _record(session, "edited", agent, before=before, after=_draft(agent))
    return agent


def _matches(tag: str, if_match: str) -> bool:
    return if_match.strip() == "*" or tag in [part.strip() for part in if_match.split(",")]


async def _save(session: AsyncSession, agent: Agent) -> None:
    try:
        await repository.add(session, agent)
    except IntegrityError as error:
        raise SlugTaken(f"Choose another slug than {agent.slug}.") from error


async def publish(
    session: AsyncSession,
    who: Principal,
    agent_id: str,
    *,
    version: str | None,
    note: str,
    now: datetime,
    percent: int | None = None,
) -> AgentVersion:
    """The draft as an immutable version, which becomes the current one, unless only `percent` of a
    hundred organizations are to take it.

    Raises:
        NothingToPublish: the current version has the same content.
        DefinitionError: the number is not above all others, or too small a step for the change.
    """
    agent = await own_active(session, who.org_id, agent_id)
    manifest = await bound(session, who, parse(agent.draft))
    await _refuse_unknown_steps(session, who.org_id, manifest)
    current = await current_version(session, agent)
    content_digest = manifest_digest(manifest)
    if current is not None and current.digest == content_digest:
        raise NothingToPublish(f"Version {current.version} has the same content.")
    highest = await repository.list_versions(session, agent.id, after=None, limit=1)
    row = AgentVersion(
        id=new_id("agv"),
        agent_id=agent.id,
        org_id=agent.org_id,
        version=_number(version, highest[0].version if highest else None, current, manifest),
        manifest=document(manifest),
        digest=content_digest,
        note=note,
        created_by=who.user_id,
        created_at=now,
    )
    await repository.add(session, row)
    if percent is None:
        agent.current_version_id = row.id
    agent.updated_at = now
    await repository.add(session, agent)
    await _record(
        session,
        "published",
        agent,
        before={"version": current.version if current else None},
        after={"version": row.version, "digest": row.digest}
        | ({} if percent is None else {"percent": percent}),
    )
    return row


def _number(
    asked: str | None, highest: str | None, current: AgentVersion | None, manifest: Manifest
) -> str:
    """The version number: as asked for, where that is a large enough step, or the least one."""
    if asked is not None:
        precedence(asked)
    if highest is None or current is None:
        return asked or FIRST_VERSION
    level = compare(parse(current.manifest), manifest).level
    least = next_version(highest, "patch" if level == "none" else level)
    if asked is not None and precedence(asked) < precedence(least):
        raise DefinitionError.at("/version", f"must be at least {least}: the change is {level}")
    return asked or least


async def _refuse_unknown_steps(session: AsyncSession, org_id: str, manifest: Manifest) -> None:
    """Every agent that a graph calls must be one that its owner can see."""
    if not isinstance(manifest, GraphAgent):
        return
    for at, node in enumerate(manifest.nodes):
        if isinstance(node, AgentNode):
            step = node.agent if is_id("agt", node.agent) else platform_agent_id(node.agent)
            try:
                await visible(session, org_id, step)
            except AgentNotFound:
                raise ManifestError.at(
                    f"/nodes/{at}/agent", "is no agent that you can see"
                ) from None


async def version_of(session: AsyncSession, agent: Agent, version: str) -> AgentVersion:
    """Raises VersionNotFound."""
    found = None
    if re.fullmatch(r"[0-9.]{5,20}", version):
        found = await repository.find_version(session, agent.id, version=version)
    if found is None:
        raise VersionNotFound("The agent has no such version.")
    return found


async def current_version(session: AsyncSession, agent: Agent) -> AgentVersion | None:
    if agent.current_version_id is None:
        return None
    return await repository.find_version(session, agent.id, id_=agent.current_version_id)


async def pinned(session: AsyncSession, agent: Agent, version_id: str) -> AgentVersion | None:
    return await repository.find_version(session, agent.id, id_=version_id)


async def as_published(session: AsyncSession, who: Principal, agent: Agent) -> dict[str, Any]:
    """The owner's draft as it would be published now, or as it stands where it cannot be."""
    draft = parse(agent.draft)
    try:
        return document(await bound(session, who, draft))
    except ManifestError:
        return document(draft)


async def content_of(
    session: AsyncSession, who: Principal, agent: Agent, name: str
) -> dict[str, Any]:
    """The manifest of a version number, of `current` or of the owner's `draft`.

    Raises:
        VersionNotFound: there is none.
    """
    if name == "draft":
        return await as_published(session, who, agent)
    if name != "current":
        return (await version_of(session, agent, name)).manifest
    current = await current_version(session, agent)
    if current is None:
        raise VersionNotFound("Nothing is published yet.")
    return current.manifest


async def roll_back(
    session: AsyncSession, who: Principal, agent_id: str, version: str, *, now: datetime
) -> AgentVersion:
    """An earlier (or later) version is current again; the draft stays what it is.

    Raises:
        VersionNotFound: there is no such version.
    """
    agent = await own_active(session, who.org_id, agent_id)
    found = await version_of(session, agent, version)
    ran = await current_version(session, agent)
    agent.current_version_id = found.id
    agent.updated_at = now
    await repository.add(session, agent)
    await _record(
        session,
        "rolled_back",
        agent,
        before={"version": ran.version if ran else None},
        after={"version": found.version},
    )
    return found


async def set_status(
    session: AsyncSession, who: Principal, agent_id: str, status: str, *, now: datetime
) -> Agent:
    """`archived` agents answer nobody; versions and runs stay, and `active` brings it back."""
    agent = await own(session, who.org_id, agent_id)
    if agent.status != status:
        before = {"status": agent.status}
        agent.status = status
        agent.updated_at = now
        await repository.add(session, agent)
        verb = "archived" if status == "archived" else "unarchived"
        await _record(session, verb, agent, before=before, after={"status": status})
    return agent


async def set_listed(
    session: AsyncSession, owner: str, agent_id: str, *, listed: bool, now: datetime
) -> Agent:
    """Raises NotPublished: there is no version to show."""
    agent = await own(session, owner, agent_id)
    if listed and agent.current_version_id is None:
        raise NotPublished("It has no published version that others could use.")
    if agent.listed == listed:
        return agent
    agent.listed = listed
    agent.updated_at = now
    await repository.add(session, agent)
    verb = "listed" if listed else "unlisted"
    await _record(session, verb, agent, after={"listed": listed}, as_platform=True)
    return agent
