"""An HTTP agent's call as data: the request an input makes, and the output an answer gives.

Nothing is sent from here; whoever sends vets the address again.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from hub.agents.errors import MappingError, Problem
from hub.agents.manifest.remote import HttpAgent
from hub.agents.mapping import evaluate
from hub.agents.template import fill, placeholders


@dataclass(frozen=True)
class HttpCall:
    """`body` is JSON, or None for a request without one."""

    method: str
    url: str
    headers: dict[str, str]
    query: dict[str, str]
    body: Any
    timeout_s: float


def request_for(agent: HttpAgent, value: dict[str, Any]) -> HttpCall:
    """The call for a valid input. Fields in the URL are percent-encoded: no value can leave its
    place in the path or query."""
    parts: dict[str, Any] = {name: _in_url(name, value) for name in placeholders(agent.url)}
    carries_body = agent.method not in {"GET", "DELETE"}
    body: Any = value if carries_body else None
    if agent.request.body is not None:
        body = {name: evaluate(text, value) for name, text in agent.request.body.items()}
    query = {name: evaluate(text, value) for name, text in agent.request.query.items()}
    return HttpCall(
        method=agent.method,
        url=fill(agent.url, parts),
        headers=dict(agent.headers),
        query={name: _plain(found) for name, found in query.items() if found is not None},
        body=body,
        timeout_s=agent.timeout_s,
    )


def output_of(agent: HttpAgent, answer: Any) -> dict[str, Any]:
    """The output that a JSON answer gives, not yet checked against the output schema."""
    mapping = agent.response.output
    if mapping is not None:
        return {name: evaluate(text, answer) for name, text in mapping.items()}
    if not isinstance(answer, dict):
        raise MappingError([Problem("", "the answer is not an object, and no mapping makes one")])
    return answer


def _in_url(name: str, value: dict[str, Any]) -> str:
    found = value.get(name)
    if found is None or isinstance(found, dict | list):
        raise MappingError([Problem(f"/{name}", "the address needs a plain value here")])
    text = _plain(found)
    if text in {"", ".", ".."}:
        raise MappingError([Problem(f"/{name}", "would change the path of the address")])
    return quote(text, safe="")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
