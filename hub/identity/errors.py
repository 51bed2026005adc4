"""What can go wrong with accounts, in the words of the public contract."""

from datetime import datetime

from hub.kit.clock import rfc3339
from hub.kit.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    LaeliaError,
    NotFound,
    Unauthenticated,
)


class SignInFailed(Unauthenticated):
    """Unknown address and wrong password are the same answer."""

    code = "sign_in_failed"
    title = "The email address or the password is wrong"


class EmailTaken(Conflict):
    code = "email_taken"
    title = "There is an account with this email address"


class EmailNotVerified(Forbidden):
    code = "email_not_verified"
    title = "Verify your email address first"


class LinkInvalid(NotFound):
    code = "link_invalid"
    title = "The link is used, expired or wrong"


class CodeRequired(Forbidden):
    """What was asked is done with a code of the account's second factor."""

    code = "code_required"
    title = "Send a code of your second factor too"


class CrossSiteRequest(Forbidden):
    code = "cross_site_request"
    title = "A browser sent this from another site"


class StaysHere(Forbidden):
    code = "stays_here"
    title = "An organization's directory opens that organization alone"


class SessionRequired(Forbidden):
    code = "session_required"
    title = "Only a signed-in person can do this, not an API key"


class LastAdmin(Conflict):
    code = "last_admin"
    title = "An organization keeps at least one admin"


class PersonalOrganization(Conflict):
    code = "personal_organization"
    title = "Make an organization first; a personal account has no members"


class NotPersonal(Conflict):
    code = "not_personal"
    title = "The organization is a team already"


class OwnerRequired(Forbidden):
    code = "owner_required"
    title = "Only the organization's owner can do this"


class OwnerStays(Conflict):
    code = "owner_stays"
    title = "The owner hands the organization on before they leave or step down"


class TransferNotFound(NotFound):
    code = "transfer_not_found"
    title = "The organization is not offered"


class OrganizationSuspended(Forbidden):
    """`reason` is what the platform gave."""

    code = "organization_suspended"
    title = "The platform has suspended the organization"


class OrganizationDeleting(Forbidden):
    """`delete_at` is when it is gone; an admin takes it back until then."""

    code = "organization_deleting"
    title = "The organization is about to be deleted"


class AccountSuspended(Forbidden):
    code = "account_suspended"
    title = "The platform has suspended the account"


class SupportReadsOnly(Forbidden):
    code = "support_reads_only"
    title = "Support looks at an organization and changes nothing"


class TeamNotFound(NotFound):
    code = "team_not_found"
    title = "There is no such team"


class TeamNameTaken(Conflict):
    code = "team_name_taken"
    title = "There is a team by this name"


class UserNotFound(NotFound):
    code = "user_not_found"
    title = "There is no such account"


class AlreadySuspended(Conflict):
    code = "already_suspended"
    title = "It is suspended already"


class NotSuspended(Conflict):
    code = "not_suspended"
    title = "It is not suspended"


class SupportAccessNotFound(NotFound):
    code = "support_access_not_found"
    title = "There is no such support access"


class SupportAccessOver(Conflict):
    code = "support_access_over"
    title = "The support access waits for no decision, or is over"


class KeyNotFound(NotFound):
    code = "api_key_not_found"
    title = "There is no such API key"


class MemberNotFound(NotFound):
    code = "member_not_found"
    title = "There is no such member"


class InvitationNotFound(NotFound):
    code = "invitation_not_found"
    title = "The invitation is not open to you"


class JoinRequestNotFound(NotFound):
    code = "join_request_not_found"
    title = "Nobody of this ID asks to join"


class OrganizationNotFound(NotFound):
    code = "organization_not_found"
    title = "There is no such organization that you belong to"


class SetupLinkInvalid(NotFound):
    code = "setup_link_invalid"
    title = "The set-up link is used, expired or wrong"


class PlatformAdminRequired(Forbidden):
    code = "platform_admin_required"
    title = "Only administrators of the platform can do this"


class AddressNotAllowed(Forbidden):
    code = "address_not_allowed"
    title = "The organization is not reached from this address"


class SecondFactorRequired(Forbidden):
    code = "second_factor_required"
    title = "The organization asks for a second factor"


class AuthSessionNotFound(NotFound):
    code = "auth_session_not_found"
    title = "You have no such session"


class RecentSignInRequired(Forbidden):
    """Where there is no password to ask for again, a fresh sign-in shows whose the session is."""

    code = "recent_sign_in_required"
    title = "Sign in again to do this"


class PasswordIncorrect(Forbidden):
    """403 and not 401: the session that asks is a good one."""

    code = "password_incorrect"
    title = "The password is wrong"


class MfaRequired(Unauthenticated):
    """The password was right. `challenge` and a code finish it: `POST /v1/auth/login/code`."""

    code = "mfa_required"
    title = "Send the code of your second factor"

    def __init__(self, challenge: str, expires_at: datetime) -> None:
        self.challenge = challenge
        super().__init__(
            "Send this challenge with a code to /v1/auth/login/code.",
            challenge=challenge,
            methods=["totp", "recovery_code"],
            expires_at=rfc3339(expires_at),
        )

    @property
    def headers(self) -> dict[str, str]:
        return super().headers | {"cache-control": "no-store"}


class ChallengeInvalid(Unauthenticated):
    code = "challenge_invalid"
    title = "The challenge is used, expired or wrong; begin again"


class CodeIncorrect(Forbidden):
    code = "code_incorrect"
    title = "The code is wrong or was used"


class TotpEnabled(Conflict):
    code = "totp_enabled"
    title = "An authenticator app is set up already"


class TotpNotEnabled(Conflict):
    code = "totp_not_enabled"
    title = "No authenticator app is set up"


class PasskeyRefused(Unauthenticated):
    code = "passkey_refused"
    title = "The passkey cannot be verified"


class PasskeyInvalid(InvalidInput):
    code = "passkey_invalid"
    title = "The new passkey cannot be verified"


class PasskeyExists(Conflict):
    code = "passkey_exists"
    title = "This passkey is registered"


class PasskeyNotFound(NotFound):
    code = "passkey_not_found"
    title = "You have no such passkey"


class WouldLockOut(Conflict):
    code = "would_lock_out"
    title = "You do not fulfil this yourself"


class EmailDomainNotAllowed(Forbidden):
    code = "email_domain_not_allowed"
    title = "Addresses of this domain cannot be used here"


class DomainRuleNotFound(NotFound):
    code = "domain_rule_not_found"
    title = "There is no such rule"


class AdministratorNotFound(NotFound):
    code = "administrator_not_found"
    title = "There is no such administrator or account"


class LastSuperadmin(Conflict):
    code = "last_superadmin"
    title = "The platform keeps at least one superadmin"


class IdentityProviderFailed(LaeliaError):
    """`step` names what could not be had from it."""

    status = 502
    code = "identity_provider_failed"
    title = "The identity provider could not be used"

    def __init__(self, detail: str, *, step: str) -> None:
        super().__init__(detail, step=step)
        self.step = step


class AssertionRefused(Forbidden):
    """What an identity provider says of somebody does not hold; `step` names what was looked at."""

    code = "assertion_refused"
    title = "What the identity provider says cannot be trusted"

    def __init__(self, detail: str, *, step: str) -> None:
        super().__init__(detail, step=step)
        self.step = step
