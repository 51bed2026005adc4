"""The SQL of what organizations and the platform ask of people. As in `repository`."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.models import DomainRule, OrganizationPolicy


async def get_policy(session: AsyncSession, org_id: str) -> OrganizationPolicy | None:
    statement = select(OrganizationPolicy).where(col(OrganizationPolicy.org_id) == org_id)
    return (await session.exec(statement)).first()


async def set_policy(session: AsyncSession, policy: OrganizationPolicy) -> None:
    values = policy.model_dump()
    statement = insert(OrganizationPolicy).values(values)
    await session.exec(
        statement.on_conflict_do_update(
            index_elements=["org_id"],
            set_={name: value for name, value in values.items() if name != "org_id"},
        )
    )


async def domain_rules_for(session: AsyncSession, patterns: Sequence[str]) -> dict[str, DomainRule]:
    """Those of the patterns that there is a rule for."""
    statement = select(DomainRule).where(col(DomainRule.domain).in_(patterns))
    return {rule.domain: rule for rule in (await session.exec(statement)).all()}


async def list_domain_rules(
    session: AsyncSession, *, after: str | None, limit: int, q: str | None
) -> Sequence[DomainRule]:
    statement = select(DomainRule).order_by(col(DomainRule.id).desc()).limit(limit)
    if after is not None:
        statement = statement.where(col(DomainRule.id) < after)
    if q is not None:
        statement = statement.where(col(DomainRule.domain).contains(q, autoescape=True))
    return (await session.exec(statement)).all()


async def all_domain_rules(session: AsyncSession) -> Sequence[DomainRule]:
    return (await session.exec(select(DomainRule).order_by(col(DomainRule.domain)))).all()


async def get_domain_rule(session: AsyncSession, rule_id: str) -> DomainRule | None:
    return await session.get(DomainRule, rule_id)


async def set_domain_rules(session: AsyncSession, rules: Sequence[DomainRule]) -> None:
    """Adds them; where a domain has a rule, its effect and reason change and its ID stays."""
    statement = insert(DomainRule).values([rule.model_dump() for rule in rules])
    await session.exec(
        statement.on_conflict_do_update(
            index_elements=["domain"],
            set_={
                name: getattr(statement.excluded, name)
                for name in ("effect", "reason", "created_at", "created_by")
            },
        )
    )


async def remove_domain_rule(session: AsyncSession, rule_id: str) -> None:
    await session.exec(delete(DomainRule).where(col(DomainRule.id) == rule_id))
