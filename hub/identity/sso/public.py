"""The door of sign-in through providers."""

from hub.identity.sso.domain import FindTexts, Sso, sso_of
from hub.identity.sso.errors import SsoRequired
from hub.identity.sso.flows import (
    Answered,
    begin,
    connection_of,
    path_within,
    receive_assertion,
    receive_code,
    refused,
    resume,
    sp_of,
)
from hub.identity.sso.models import Connection
from hub.identity.sso.owned import LABEL as DOMAIN_LABEL
from hub.identity.sso.owned import ShownDomains
from hub.identity.sso.provisioning import CodeAsked, sign_in
from hub.identity.sso.realms import find_realm, start_path
from hub.identity.sso.resealing import SSO_PARTS
from hub.identity.sso.saml.messages import sp_metadata
from hub.identity.sso.testing import Report, conclude, failed

__all__ = [
    "DOMAIN_LABEL",
    "SSO_PARTS",
    "Answered",
    "CodeAsked",
    "Connection",
    "FindTexts",
    "Report",
    "ShownDomains",
    "Sso",
    "SsoRequired",
    "begin",
    "conclude",
    "connection_of",
    "failed",
    "find_realm",
    "path_within",
    "receive_assertion",
    "receive_code",
    "refused",
    "resume",
    "sign_in",
    "sp_metadata",
    "sp_of",
    "sso_of",
    "start_path",
]
