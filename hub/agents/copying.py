"""New agents out of existing ones: clones of one's own, and the platform's as templates."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents import repository, service
from hub.agents.content import merge_patch, refuse_unstorable
from hub.agents.errors import ManifestError, NotClonable
from hub.agents.manifest import document
from hub.agents.models import Agent
from hub.agents.shipped import ShippedAgent, shipped_agents
from hub.identity.public import Principal

_MAX_SLUG: Final = 48
_MAX_NAME: Final = 60


def template(name: str) -> ShippedAgent | None:
    """A platform agent by its ID or slug."""
    return next((s for s in shipped_agents() if name in (s.id, s.manifest.slug)), None)


async def create_from(
    session: AsyncSession, who: Principal, body: Mapping[str, Any], *, now: datetime
) -> Agent:
    """From a bare manifest, or from `{template, manifest}`: the template with changes merged in.

    Raises:
        ManifestError: no such template, or what results is not valid.
        SlugTaken: the slug is in use.
    """
    if "kind" in body or not body.keys() & {"manifest", "template"}:
        return await service.create(session, who, body, now=now)
    refuse_unstorable(body)
    if unknown := sorted(body.keys() - {"manifest", "template"}):
        raise ManifestError.at(f"/{unknown[0]}", "unknown field")
    changes = body.get("manifest")
    if body.get("template") is None:
        return await service.create(session, who, changes, now=now)
    source = template(str(body["template"]))
    if source is None:
        raise ManifestError.at("/template", "is no template; see GET /v1/agent-templates")
    if not isinstance(changes, dict | None):
        raise ManifestError.at("/manifest", "must be an object")
    content = document(source.manifest)
    if "slug" not in (changes or {}):
        content["slug"] = await _free_slug(session, who.org_id, content["slug"])
    return await service.create(session, who, merge_patch(content, changes or {}), now=now)


async def clone(
    session: AsyncSession,
    who: Principal,
    agent_id: str,
    *,
    slug: str | None,
    name: str | None,
    now: datetime,
) -> Agent:
    """A draft with the content of one's own agent (its draft), or of a template.

    Raises:
        NotClonable: it is somebody else's, whose instructions are not ours to copy.
    """
    source = await service.visible(session, who.org_id, agent_id)
    if source.org_id == who.org_id:
        content = dict(source.draft)
    elif (shipped := template(agent_id)) is not None:
        content = document(shipped.manifest)
    else:
        raise NotClonable("Its definition belongs to its publisher.")
    content["slug"] = slug or await _free_slug(session, who.org_id, content["slug"])
    if name is not None:
        content["name"] = name
    elif source.org_id == who.org_id:
        content["name"] = f"Copy of {content['name']}"[:_MAX_NAME]
    return await service.create(session, who, content, now=now)


async def _free_slug(session: AsyncSession, org_id: str, wanted: str) -> str:
    taken = await repository.slugs_like(session, org_id, wanted[: _MAX_SLUG - 12])
    if wanted not in taken:
        return wanted
    stem = wanted[: _MAX_SLUG - 12].rstrip("-")
    number = 1
    while (slug := f"{stem}-copy" + (f"-{number}" if number > 1 else "")) in taken:
        number += 1
    return slug
