"""The agents that a graph has as steps, as its caller may run them; found before a run begins."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from hub.agents.public import AgentNode, ApprovalNode, GraphAgent, Runnable, platform_agent_id
from hub.identity.public import Principal
from hub.runs.access import Permitted
from hub.runs.errors import CapabilityNotSupported


@dataclass(frozen=True, slots=True)
class Kin:
    """An agent that is a step, and the agents that are its own steps."""

    permitted: Permitted
    children: Mapping[str, "Kin"] = field(default_factory=dict)


class Permit(Protocol):
    """What the gatekeeper answers; the caller's own entitlement counts."""

    def __call__(self, caller: Principal, agent_id: str, channel: str, /) -> Awaitable[Permitted]:
        """Raises what the gatekeeper raises."""
        ...


async def family(
    permit: Permit, caller: Principal, channel: str, runnable: Runnable, *, depth: int | None = None
) -> dict[str, Kin]:
    """Every step that is an agent, by how the graph refers to it.

    Raises:
        AgentNotFound: there is none, or the caller cannot see it.
        AgentNotEnabled: the caller has not enabled one of them.
        CapabilityNotSupported: they nest too deeply, or one would wait for a person.
    """
    graph = runnable.manifest
    if not isinstance(graph, GraphAgent):
        return {}
    left = graph.max_depth if depth is None else min(depth, graph.max_depth)
    found: dict[str, Kin] = {}
    for node in graph.nodes:
        if not isinstance(node, AgentNode) or node.agent in found:
            continue
        if left == 0:
            raise CapabilityNotSupported("The agents in this graph nest deeper than it allows.")
        permitted = await permit(caller, agent_id_of(node.agent), channel)
        refuse_waiting(permitted.runnable)
        children = await family(permit, caller, channel, permitted.runnable, depth=left - 1)
        found[node.agent] = Kin(permitted, children)
    return found


def agent_id_of(reference: str) -> str:
    """An ID as it is; a slug is of one of the platform's own."""
    return reference if reference.startswith("agt_") else platform_agent_id(reference)


def refuse_waiting(step: Runnable) -> None:
    """Raises:
    CapabilityNotSupported: a person must answer in it, whom another run cannot wait for.
    """
    graph = step.manifest
    if isinstance(graph, GraphAgent) and any(isinstance(n, ApprovalNode) for n in graph.nodes):
        raise CapabilityNotSupported(
            f"The agent '{graph.slug}' waits for a person, so it cannot be a step of another."
        )
