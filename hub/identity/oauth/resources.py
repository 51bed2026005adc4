"""The addresses for which a token can be made, and what it may do at each (RFC 8707, RFC 9728).

A token says at which address it is taken. One for the whole hub is taken everywhere below it; any
other at exactly its own address, so that what one agent's client holds opens no other agent.
"""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from hub.identity.id_tokens import ALGORITHMS
from hub.kit.ids import is_id

_MCP_SCOPES: Final = ("agents:invoke", "agents:read", "runs:read")
_HUB_SCOPES: Final = (*_MCP_SCOPES, "usage:read", "agents:write")
# What a request without a scope asks for. Managing keys, money and people is for nobody's client.
DEFAULT_SCOPES: Final = ("agents:invoke", "agents:read")
# What others call the wish for a refresh token; clients get one if they can use it.
OFFLINE: Final = "offline_access"
_AGENT: Final = "/mcp/agents/"
_UNIFIED: Final = "laelia"
WELL_KNOWN: Final = "/.well-known/oauth-protected-resource"

# What the consent page says of each.
MEANINGS: Final = {
    "agents:invoke": "Run agents that your organization has enabled, and spend its credits on them",
    "agents:read": "See which agents there are, and what they cost",
    "runs:read": "Read your runs, with what went in and what came out",
    "usage:read": "See what was called, when, and what it took",
    "agents:write": "Make agents in your organization, and change them",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """`path` is empty for the whole hub."""

    base_url: str
    path: str

    @property
    def uri(self) -> str:
        return self.base_url + self.path

    @property
    def agent_id(self) -> str | None:
        return self.path.removeprefix(_AGENT) if self.path.startswith(_AGENT) else None

    @property
    def scopes(self) -> tuple[str, ...]:
        return _MCP_SCOPES if self.path else _HUB_SCOPES

    @property
    def metadata_url(self) -> str:
        return self.base_url + WELL_KNOWN + self.path

    def metadata(self) -> dict[str, Any]:
        """The document of RFC 9728."""
        return {
            "resource": self.uri,
            "authorization_servers": [self.base_url],
            "scopes_supported": list(self.scopes),
            "bearer_methods_supported": ["header"],
            "dpop_signing_alg_values_supported": list(ALGORITHMS),
            "dpop_bound_access_tokens_required": False,
            "resource_name": "Laelia",
            "resource_documentation": self.base_url + "/docs",
        }


def resource_at(base_url: str, path: str) -> Resource | None:
    """The resource at this path of the hub; says nothing of whether such an agent exists."""
    bare = path.rstrip("/")
    agent = bare.removeprefix(_AGENT) if bare.startswith(_AGENT) else None
    if agent is not None and (is_id("agt", agent) or agent == _UNIFIED):
        return Resource(base_url, bare)
    return Resource(base_url, bare) if bare in ("", "/mcp") else None


def resource_named(base_url: str, uri: str | None) -> Resource | None:
    """What a client means by `resource`; without one, `/mcp`, as clients before RFC 8707 do."""
    if uri is None:
        return Resource(base_url, "/mcp")
    try:
        asked, ours = urlsplit(uri), urlsplit(base_url)
    except ValueError:
        return None
    if (asked.scheme.lower(), asked.netloc.lower()) != (ours.scheme.lower(), ours.netloc.lower()):
        return None
    if asked.query or "?" in uri or "#" in uri:
        return None
    return resource_at(base_url, asked.path)


def covers(base_url: str, audience: str, path: str) -> bool:
    """Whether a token for this audience is taken at this path."""
    return audience in (base_url, base_url + path.rstrip("/"))
