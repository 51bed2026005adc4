"""The rules of which email domains may have accounts.

The most particular rule decides: the domain itself, then `*.` above it, the longest first. Without
one, throw-away mailboxes are refused, and on a hub with an allow-list everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import idna
from disposable_email_domains import blocklist

from hub.audit import public as audit
from hub.identity import rules_repository
from hub.identity.domain import Identity
from hub.identity.errors import DomainRuleNotFound, EmailDomainNotAllowed
from hub.identity.models import DomainRule
from hub.identity.principal import Principal
from hub.kit.errors import InvalidInput
from hub.kit.ids import PLATFORM_ORG, is_id, new_id

Effect = Literal["block", "allow"]
_ANY_BELOW: Final = "*."
_MOST: Final = 253


@dataclass(frozen=True, slots=True)
class NewRule:
    domain: str
    effect: Effect
    reason: str


@dataclass(frozen=True, slots=True)
class Judgment:
    """Whether an address may have an account, and what says so: a rule, `disposable` (the list of
    throw-away mailboxes), `allow_list` (this hub admits only what a rule allows), or nothing."""

    allowed: bool
    by: Literal["rule", "disposable", "allow_list", "nothing"]
    rule: DomainRule | None = None


async def judge(identity: Identity, email: str) -> Judgment:
    """Of an address, or of a domain alone."""
    patterns = _patterns(ascii_name(email.rpartition("@")[2]))
    async with identity.database.transaction() as session:
        rules = await rules_repository.domain_rules_for(session, patterns)
    decided = next((rules[pattern] for pattern in patterns if pattern in rules), None)
    if decided is not None:
        return Judgment(decided.effect == "allow", "rule", decided)
    if identity.sign_up.allow_list:
        return Judgment(allowed=False, by="allow_list")
    if not identity.sign_up.disposable and _is_disposable(patterns):
        return Judgment(allowed=False, by="disposable")
    return Judgment(allowed=True, by="nothing")


async def admit(identity: Identity, email: str) -> None:
    """Whether an address may have an account, or another seat.

    Raises:
        EmailDomainNotAllowed: its domain may not. Which rule says so is the platform's affair.
    """
    if not (await judge(identity, email)).allowed:
        raise EmailDomainNotAllowed("Addresses of this domain cannot be used here.")


async def list_rules(
    identity: Identity, *, after: str | None, limit: int, q: str | None
) -> Sequence[DomainRule]:
    async with identity.database.transaction(PLATFORM_ORG) as session:
        return await rules_repository.list_domain_rules(session, after=after, limit=limit, q=q)


async def all_rules(identity: Identity) -> Sequence[DomainRule]:
    """By domain."""
    async with identity.database.transaction(PLATFORM_ORG) as session:
        return await rules_repository.all_domain_rules(session)


async def set_rule(identity: Identity, principal: Principal, wanted: NewRule) -> DomainRule:
    """Where the domain has a rule, it changes and keeps its ID."""
    row = _row(identity, principal, wanted, "/domain")
    async with identity.database.transaction(PLATFORM_ORG) as session:
        known = (await rules_repository.domain_rules_for(session, [row.domain])).get(row.domain)
        before = {} if known is None else known.model_dump()
        if known is not None:
            row.id = known.id
        await rules_repository.set_domain_rules(session, [row])
        entry = audit.Entry(
            "domain_rule.set",
            PLATFORM_ORG,
            row.id,
            before=before,
            after=row.model_dump(),
            as_platform=True,
        )
        await audit.record(session, entry)
    return row


async def import_rules(identity: Identity, principal: Principal, wanted: Sequence[NewRule]) -> int:
    """All of them or none; of a domain named twice the last counts. How many domains."""
    rows = {}
    for place, one in enumerate(wanted):
        row = _row(identity, principal, one, f"/rules/{place}/domain")
        rows[row.domain] = row
    async with identity.database.transaction(PLATFORM_ORG) as session:
        await rules_repository.set_domain_rules(session, list(rows.values()))
        entry = audit.Entry(
            "domain_rule.imported",
            PLATFORM_ORG,
            PLATFORM_ORG,
            after={"count": len(rows)},
            as_platform=True,
        )
        await audit.record(session, entry)
    return len(rows)


async def remove_rule(identity: Identity, rule_id: str) -> None:
    """Raises DomainRuleNotFound."""
    async with identity.database.transaction(PLATFORM_ORG) as session:
        known = (
            await rules_repository.get_domain_rule(session, rule_id)
            if is_id("dom", rule_id)
            else None
        )
        if known is None:
            raise DomainRuleNotFound("There is no such rule.")
        await rules_repository.remove_domain_rule(session, rule_id)
        entry = audit.Entry(
            "domain_rule.removed",
            PLATFORM_ORG,
            rule_id,
            before=known.model_dump(),
            as_platform=True,
        )
        await audit.record(session, entry)


def _row(identity: Identity, principal: Principal, wanted: NewRule, pointer: str) -> DomainRule:
    given = wanted.domain.strip()
    below = given.startswith(_ANY_BELOW)
    try:
        name = ascii_name(given.removeprefix(_ANY_BELOW))
    except EmailDomainNotAllowed as error:
        raise InvalidInput.at(pointer, "is no domain, nor `*.` before one") from error
    return DomainRule(
        id=new_id("dom"),
        domain=_ANY_BELOW + name if below else name,
        effect=wanted.effect,
        reason=wanted.reason,
        created_at=identity.clock(),
        created_by=principal.user_id,
    )


def ascii_name(domain: str) -> str:
    """As DNS knows it, so that no other spelling gets past a rule.

    Raises:
        EmailDomainNotAllowed: no name that DNS could know.
    """
    try:
        name = idna.encode(domain.rstrip("."), uts46=True, transitional=False).decode()
    except (idna.IDNAError, UnicodeError) as error:
        raise EmailDomainNotAllowed("This is no domain that mail goes to.") from error
    if not 0 < len(name) <= _MOST or "." not in name:
        raise EmailDomainNotAllowed("This is no domain that mail goes to.")
    return name.lower()


def _patterns(domain: str) -> list[str]:
    """What may decide about a domain, the most particular first."""
    labels = domain.split(".")
    above = (".".join(labels[at:]) for at in range(1, len(labels)))
    return [domain, *(_ANY_BELOW + name for name in above)]


def _is_disposable(patterns: Sequence[str]) -> bool:
    """Known for throw-away mailboxes, or below a domain that is."""
    return any(pattern.removeprefix(_ANY_BELOW) in blocklist for pattern in patterns)
