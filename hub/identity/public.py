"""The door of identity."""

from hub.identity.access import (
    ANY_SCOPE,
    PUBLIC,
    access_of,
    administers,
    authenticate,
    authenticate_with,
    caller,
    declares,
    goes_on,
    identity_of,
    permissions_of,
    refuse_cross_site,
    require_session,
    undeclared,
)
from hub.identity.answers import signed_in
from hub.identity.authenticator import Authenticator, KeyEnded
from hub.identity.browsing import sign_in, sign_in_with_code
from hub.identity.credentials import Presented, credential_of
from hub.identity.departing import close_for_good, forget_departure
from hub.identity.domain import Identity, cookie_name
from hub.identity.errors import ChallengeInvalid, MfaRequired, OrganizationNotFound, SignInFailed
from hub.identity.events import (
    ApiKeyCreated,
    InvitationCreated,
    KeyBudget,
    KeyBudgetsAsked,
    Notice,
    OrganizationCreated,
    OrganizationDeleted,
    PersonErased,
    PersonExported,
    PersonTold,
)
from hub.identity.networks import network_of
from hub.identity.oidc_client import HttpAnswer, HttpRequest, OidcClient
from hub.identity.password_policy import MIN_LENGTH as MIN_PASSWORD_LENGTH
from hub.identity.passwords import Passwords
from hub.identity.platform import (
    address_of,
    administrators_with,
    admins_of,
    ensure_platform_organization,
    find_person,
    is_member,
    names_of_organizations,
    names_of_publishers,
    organization_type,
    people_of,
)
from hub.identity.platform_roles import PERMISSIONS, may
from hub.identity.principal import ALL_SCOPES, SCOPES_OF_ROLE, Principal
from hub.identity.service import whoami
from hub.identity.setup import ensure_platform_admin
from hub.identity.standing import find_standing
from hub.identity.verification import require_verified
from hub.identity.visiting import visitor

__all__ = [
    "ALL_SCOPES",
    "ANY_SCOPE",
    "MIN_PASSWORD_LENGTH",
    "PERMISSIONS",
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
    "OrganizationDeleted",
    "OrganizationNotFound",
    "Passwords",
    "PersonErased",
    "PersonExported",
    "PersonTold",
    "Presented",
    "Principal",
    "SignInFailed",
    "access_of",
    "address_of",
    "administers",
    "administrators_with",
    "admins_of",
    "authenticate",
    "authenticate_with",
    "caller",
    "close_for_good",
    "cookie_name",
    "credential_of",
    "declares",
    "ensure_platform_admin",
    "ensure_platform_organization",
    "find_person",
    "find_standing",
    "forget_departure",
    "goes_on",
    "identity_of",
    "is_member",
    "may",
    "names_of_organizations",
    "names_of_publishers",
    "network_of",
    "organization_type",
    "people_of",
    "permissions_of",
    "refuse_cross_site",
    "require_session",
    "require_verified",
    "sign_in",
    "sign_in_with_code",
    "signed_in",
    "undeclared",
    "visitor",
    "whoami",
]
