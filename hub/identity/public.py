"""The door of identity."""

from hub.identity.access import (
    ANY_SCOPE,
    PUBLIC,
    access_of,
    authenticate,
    authenticate_with,
    caller,
    declares,
    identity_of,
    refuse_cross_site,
    require_session,
    undeclared,
)
from hub.identity.answers import signed_in
from hub.identity.authenticator import Authenticator, KeyEnded
from hub.identity.browsing import sign_in, sign_in_with_code
from hub.identity.credentials import Presented, credential_of
from hub.identity.domain import Identity, cookie_name
from hub.identity.endpoints import router
from hub.identity.errors import ChallengeInvalid, MfaRequired, OrganizationNotFound, SignInFailed
from hub.identity.events import (
    ApiKeyCreated,
    InvitationCreated,
    KeyBudget,
    KeyBudgetsAsked,
    Notice,
    OrganizationCreated,
    PersonTold,
)
from hub.identity.networks import network_of
from hub.identity.oidc_client import HttpAnswer, HttpRequest, OidcClient
from hub.identity.password_policy import MIN_LENGTH as MIN_PASSWORD_LENGTH
from hub.identity.passwords import Passwords
from hub.identity.platform import (
    admins_of,
    ensure_platform_organization,
    find_person,
    is_member,
    organization_type,
)
from hub.identity.principal import ALL_SCOPES, SCOPES_OF_ROLE, Principal
from hub.identity.service import whoami
from hub.identity.setup import ensure_platform_admin
from hub.identity.standing import find_standing
from hub.identity.verification import require_verified

__all__ = [
    "ALL_SCOPES",
    "ANY_SCOPE",
    "MIN_PASSWORD_LENGTH",
    "PUBLIC",
    "SCOPES_OF_ROLE",
    "ApiKeyCreated",
    "Authenticator",
    "ChallengeInvalid",
    "HttpAnswer",
    "HttpRequest",
    "Identity",
    "InvitationCreated",
    "KeyBudget",
    "KeyBudgetsAsked",
    "KeyEnded",
    "MfaRequired",
    "Notice",
    "OidcClient",
    "OrganizationCreated",
    "OrganizationNotFound",
    "Passwords",
    "PersonTold",
    "Presented",
    "Principal",
    "SignInFailed",
    "access_of",
    "admins_of",
    "authenticate",
    "authenticate_with",
    "caller",
    "cookie_name",
    "credential_of",
    "declares",
    "ensure_platform_admin",
    "ensure_platform_organization",
    "find_person",
    "find_standing",
    "identity_of",
    "is_member",
    "network_of",
    "organization_type",
    "refuse_cross_site",
    "require_session",
    "require_verified",
    "router",
    "sign_in",
    "sign_in_with_code",
    "signed_in",
    "undeclared",
    "whoami",
]
