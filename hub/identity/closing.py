"""Why nothing opens: an organization or an account that the platform or its owner has closed."""

from datetime import datetime
from typing import NamedTuple

from hub.identity.errors import AccountSuspended, OrganizationDeleting, OrganizationSuspended
from hub.kit.clock import rfc3339, said_day


class Closed(NamedTuple):
    """How things stand with the place and the person of a credential."""

    org_status: str
    org_reason: str | None
    delete_at: datetime | None
    user_status: str
    user_reason: str | None

    def refuse(self, *, entering: bool) -> None:
        """`entering`: by a session, for what one does to see why, and to go elsewhere.

        Raises:
            AccountSuspended: by the platform; there is nowhere to go.
            OrganizationSuspended, OrganizationDeleting: and not entering.
        """
        if self.user_status != "active":
            raise AccountSuspended(
                "The platform has suspended this account.", reason=self.user_reason
            )
        if entering:
            return
        if self.delete_at is not None:
            raise OrganizationDeleting(
                f"It is deleted on {said_day(self.delete_at)}; an admin can take that back.",
                reason=self.org_reason,
                delete_at=rfc3339(self.delete_at),
            )
        raise OrganizationSuspended(
            "The platform has suspended this organization.", reason=self.org_reason
        )
