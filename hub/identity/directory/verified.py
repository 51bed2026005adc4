"""Whether an email domain is the organization's own: the one place that answers it here."""

from collections.abc import Mapping, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from hub.identity.domains import ascii_name
from hub.identity.errors import EmailDomainNotAllowed


class OperatorsDomains:
    """Domains that the operator of the installation assigned to organizations, by settings."""

    def __init__(self, assigned: Mapping[str, Sequence[str]]) -> None:
        self._assigned = {
            org_id: frozenset(ascii_name(domain) for domain in domains)
            for org_id, domains in assigned.items()
        }

    async def is_verified(self, session: AsyncSession, org_id: str, email: str) -> bool:
        """Whether addresses of this domain belong to the organization. Subdomains do not."""
        del session
        try:
            domain = ascii_name(email.rpartition("@")[2])
        except EmailDomainNotAllowed:
            return False
        return domain in self._assigned.get(org_id, frozenset())

    def given_to(self, email: str) -> str | None:
        """The ID of the one organization that the address's domain was assigned to."""
        try:
            domain = ascii_name(email.rpartition("@")[2])
        except EmailDomainNotAllowed:
            return None
        whose = [org_id for org_id, domains in self._assigned.items() if domain in domains]
        return whose[0] if len(whose) == 1 else None
