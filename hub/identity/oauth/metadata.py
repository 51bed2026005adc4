"""What the authorization server says of itself (RFC 8414), and where a resource sends clients."""

from typing import Any

from hub.identity.domain import Identity
from hub.identity.id_tokens import ALGORITHMS
from hub.identity.oauth.domain import OAuth
from hub.identity.oauth.proofs import ProofInvalid
from hub.identity.oauth.protocol import AUTH_METHODS, GRANT_TYPES, JWT_BEARER
from hub.identity.oauth.resources import Resource, resource_at
from hub.kit.errors import LaeliaError, ScopeMissing

# What every call of an agent over MCP needs, said at once so that a person is asked once.
_NEEDED = "agents:invoke"
ID_JAG = "urn:ietf:params:oauth:grant-profile:id-jag"


def server_metadata(oauth: OAuth) -> dict[str, Any]:
    issuer = oauth.issuer
    said: dict[str, Any] = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "scopes_supported": list(Resource(issuer, "").scopes),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": [*GRANT_TYPES, *_vouched(oauth)],
        "token_endpoint_auth_methods_supported": list(AUTH_METHODS),
        "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "revocation_endpoint_auth_methods_supported": list(AUTH_METHODS),
        "revocation_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
        "dpop_signing_alg_values_supported": list(ALGORITHMS),
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "client_id_metadata_document_supported": True,
        "service_documentation": f"{issuer}/docs",
    }
    if oauth.settings.assertion_issuers:
        said["authorization_grant_profiles_supported"] = [ID_JAG]
    if oauth.settings.registration:
        said["registration_endpoint"] = f"{issuer}/oauth/register"
    return said


def _vouched(oauth: OAuth) -> list[str]:
    """The grant by which identity providers vouch, where there is one that is believed."""
    return [JWT_BEARER] if oauth.settings.assertion_issuers else []


def challenge(identity: Identity, path: str, error: LaeliaError, *, sent: bool) -> dict[str, str]:
    """The headers of a refusal that a client can do something about: where to go, and for what.

    `sent` says whether there was a credential.
    """
    resource = resource_at(identity.issuer, path)
    if resource is None or error.status not in (401, 403):
        return {}
    parts = []
    if isinstance(error, ProofInvalid):
        said = f'error="invalid_dpop_proof", algs="{" ".join(ALGORITHMS)}"'
        where = f'resource_metadata="{resource.metadata_url}"'
        return {"www-authenticate": f"DPoP {said}, {where}"}
    if isinstance(error, ScopeMissing):
        parts.append('error="insufficient_scope"')
    elif error.status == 403:
        return {}
    elif sent:
        parts.append('error="invalid_token"')
    parts += [f'scope="{_NEEDED}"', f'resource_metadata="{resource.metadata_url}"']
    return {"www-authenticate": f"Bearer {', '.join(parts)}"}
