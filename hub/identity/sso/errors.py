"""What can go wrong with sign-in through an organization's provider."""

from typing import Literal

from hub.kit.errors import Conflict, Forbidden, NotFound, Unauthenticated

Reason = Literal[
    "no_email",
    "domain_not_verified",
    "no_role",
    "not_a_member",
    "account_closed",
    "linked_otherwise",
    "switched_off",
]


class SsoRequired(Forbidden):
    """`url` is where a browser signs in. It says nothing of whether there is an account."""

    code = "sso_required"
    title = "Sign in through your organization"


class SsoRefused(Forbidden):
    """The provider's word holds, and the hub has no seat for whom it names; `reason` says why."""

    code = "sso_refused"
    title = "You cannot sign in here through this provider"

    def __init__(self, detail: str, *, reason: Reason) -> None:
        super().__init__(detail, reason=reason)
        self.reason: str = reason


class SsoFlowInvalid(Unauthenticated):
    code = "sso_flow_invalid"
    title = "This sign-in was not begun in this browser, is over, or took too long; begin again"


class SsoConnectionNotFound(NotFound):
    code = "sso_connection_not_found"
    title = "There is no such connection"


class SsoTestNotFound(NotFound):
    code = "sso_test_not_found"
    title = "There is no such test"


class DomainNotFound(NotFound):
    code = "domain_not_found"
    title = "There is no such domain of yours"


class DomainNotVerified(Conflict):
    code = "domain_not_verified"
    title = "The domain is not shown to be yours"


class DomainTaken(Conflict):
    code = "domain_taken"
    title = "The domain is another organization's"


class DomainInUse(Conflict):
    code = "domain_in_use"
    title = "A connection serves the domain"
