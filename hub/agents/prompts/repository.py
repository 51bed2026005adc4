"""Every SQL statement of prompt templates."""

from collections.abc import Sequence

from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.agents.models import PromptTemplate, PromptTemplateVersion

Pair = tuple[PromptTemplate, PromptTemplateVersion]


async def add(session: AsyncSession, row: PromptTemplate | PromptTemplateVersion) -> None:
    session.add(row)
    await session.flush()  # versions name their template; a name that exists is refused here


async def find(
    session: AsyncSession, org_id: str, template_id: str, *, lock: bool = False
) -> PromptTemplate | None:
    query = select(PromptTemplate).where(
        PromptTemplate.org_id == org_id, PromptTemplate.id == template_id
    )
    if lock:
        query = query.with_for_update()
    return (await session.exec(query)).one_or_none()


async def find_version(
    session: AsyncSession, template: PromptTemplate, version: int
) -> PromptTemplateVersion | None:
    return await session.get(PromptTemplateVersion, (template.id, version))


async def highest_version(session: AsyncSession, template: PromptTemplate) -> int:
    query = select(func.max(PromptTemplateVersion.version)).where(
        PromptTemplateVersion.template_id == template.id
    )
    return int((await session.exec(query)).one() or 0)


async def list_current(
    session: AsyncSession, org_id: str, *, after: str | None, limit: int
) -> Sequence[Pair]:
    query = (
        select(PromptTemplate, PromptTemplateVersion)
        .join(
            PromptTemplateVersion,
            (col(PromptTemplateVersion.template_id) == col(PromptTemplate.id))
            & (col(PromptTemplateVersion.version) == col(PromptTemplate.current_version)),
        )
        .where(PromptTemplate.org_id == org_id)
    )
    if after is not None:
        query = query.where(col(PromptTemplate.id) < after)
    rows = await session.exec(query.order_by(col(PromptTemplate.id).desc()).limit(limit))
    return [(template, version) for template, version in rows.all()]


async def list_versions(
    session: AsyncSession, template: PromptTemplate, *, below: int | None, limit: int
) -> Sequence[PromptTemplateVersion]:
    query = select(PromptTemplateVersion).where(PromptTemplateVersion.template_id == template.id)
    if below is not None:
        query = query.where(PromptTemplateVersion.version < below)
    query = query.order_by(col(PromptTemplateVersion.version).desc()).limit(limit)
    return (await session.exec(query)).all()


async def remove(session: AsyncSession, template: PromptTemplate) -> None:
    await session.exec(
        delete(PromptTemplateVersion).where(col(PromptTemplateVersion.template_id) == template.id)
    )
    await session.delete(template)
    await session.flush()
