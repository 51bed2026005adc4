"""Agents as one caller sees them: put together from the domains that know a part each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import repository, schemas, service
from hub.agents.documents import readable_diff
from hub.agents.manifest import parse
from hub.agents.models import Agent, AgentVersion
from hub.agents.unified import UNIFIED_SINCE, unified_agent
from hub.agents.versions import compare
from hub.billing import public as billing
from hub.entitlements import public as entitlements
from hub.identity.public import Principal

Row = tuple[Agent, AgentVersion | None]


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known about several agents, fetched once for all of them."""

    prices: dict[str, billing.Price]
    enabled: dict[str, entitlements.Entitlement]
    publishers: dict[str, str]


async def _around(
    session: AsyncSession, who: Principal, agents: Sequence[Agent], now: datetime
) -> _Around:
    ids = [agent.id for agent in agents]
    return _Around(
        prices=await billing.current_prices(session, ids),
        enabled=await entitlements.find_enabled(
            session, org_id=who.org_id, user_id=who.user_id, agent_ids=ids, now=now
        ),
        publishers=await repository.publisher_names(session, [a.org_id for a in agents]),
    )


async def cards(
    session: AsyncSession, who: Principal, rows: Sequence[Row], now: datetime
) -> list[schemas.AgentCard]:
    around = await _around(session, who, [agent for agent, _ in rows], now)
    return [
        schemas.AgentCard.model_validate(_fields(who, agent, version, around))
        for agent, version in rows
    ]


async def detail(
    session: AsyncSession,
    who: Principal,
    agent: Agent,
    version: AgentVersion | None,
    now: datetime,
) -> schemas.AgentView:
    around = await _around(session, who, [agent], now)
    held = around.enabled.get(agent.id)
    fields = _fields(who, agent, version, around)
    content = fields | {
        "proof": schemas.proof_of(fields["kind"], fields["proven_models"]),
        "entitlement": entitlements.view(held, now) if held else None,
        "manifest": None,
        "draft": None,
        "unpublished_changes": None,
    }
    if agent.org_id == who.org_id:
        content["manifest"] = version.manifest if version else None
        content["draft"] = agent.draft
        content["unpublished_changes"] = (
            version is None or version.manifest != await service.as_published(session, who, agent)
        )
    return schemas.AgentView.model_validate(content)


def _fields(
    who: Principal, agent: Agent, version: AgentVersion | None, around: _Around
) -> dict[str, Any]:
    manifest = version.manifest if version else agent.draft
    price = around.prices.get(agent.id)
    return {
        **schemas.public_part(manifest),
        "id": agent.id,
        "kind": manifest["kind"],
        "price": schemas.price_view(price) if price else None,
        "publisher": schemas.Publisher(
            organization_id=agent.org_id, name=around.publishers.get(agent.org_id, "")
        ),
        "version": version.version if version else None,
        "version_id": version.id if version else None,
        "enabled": agent.id in around.enabled,
        "own": agent.org_id == who.org_id,
        "listed": agent.listed,
        "status": agent.status,
        "created_at": agent.created_at,
        "updated_at": agent.updated_at,
    }


def unified_view() -> schemas.AgentView:
    """The unified agent, which everybody has: nothing to enable, no price of its own."""
    runnable = unified_agent()
    content = runnable.manifest.model_dump(mode="json") | {
        "id": runnable.agent_id,
        "price": None,
        "publisher": schemas.Publisher(organization_id=runnable.owner_id, name="Laelia"),
        "version": runnable.version,
        "version_id": runnable.version_id,
        "enabled": True,
        "own": False,
        "listed": True,
        "status": "active",
        "proof": None,
        "created_at": UNIFIED_SINCE,
        "updated_at": UNIFIED_SINCE,
        "entitlement": None,
        "manifest": None,
        "draft": None,
        "unpublished_changes": None,
    }
    return schemas.AgentView.model_validate(content)


def version_view(agent: Agent, version: AgentVersion) -> schemas.VersionView:
    return schemas.VersionView(**_of_version(agent, version))


def version_detail(who: Principal, agent: Agent, version: AgentVersion) -> schemas.VersionDetail:
    return schemas.VersionDetail(
        **_of_version(agent, version),
        public=schemas.public_part(version.manifest),
        proof=schemas.proof_of(version.manifest["kind"], version.manifest.get("proven_models", ())),
        manifest=version.manifest if agent.org_id == who.org_id else None,
    )


def _of_version(agent: Agent, version: AgentVersion) -> dict[str, Any]:
    return {
        "id": version.id,
        "agent_id": version.agent_id,
        "version": version.version,
        "digest": version.digest,
        "note": version.note,
        "current": version.id == agent.current_version_id,
        "created_at": version.created_at,
    }


def diff(before: tuple[str, dict[str, Any]], after: tuple[str, dict[str, Any]]) -> schemas.Diff:
    """Two manifests, each with its name."""
    old, new = parse(before[1]), parse(after[1])
    change = compare(old, new)
    return schemas.Diff(
        before=before[0],
        after=after[0],
        level=change.level,
        differences=[
            schemas.DifferenceView(
                pointer=d.pointer, before=d.before, after=d.after, level=d.level, reason=d.reason
            )
            for d in change.differences
        ],
        text=readable_diff(old, new),
    )


def template_view(id_: str, content: dict[str, Any]) -> schemas.TemplateView:
    shown = {name: content[name] for name in schemas.TemplateView.model_fields if name in content}
    return schemas.TemplateView(**shown, id=id_, manifest=content)
