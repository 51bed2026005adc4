"""What cannot be tried: what needs more than one agent, a model and a moment."""

from hub.agents.public import AgentNode, ApprovalNode, GraphAgent, PromptAgent, PromptNode, Runnable
from hub.runs.trying.errors import TryNotOffered


def refuse_unfit(runnable: Runnable) -> None:
    """Raises:
    TryNotOffered: it calls other agents, for which nobody would pay, or waits for a person.
    """
    manifest = runnable.manifest
    if isinstance(manifest, PromptAgent) and manifest.agents:
        raise TryNotOffered("It calls other agents. Enable it, and them, to use it.")
    if not isinstance(manifest, GraphAgent):
        return
    for node in manifest.nodes:
        if isinstance(node, AgentNode) or (isinstance(node, PromptNode) and node.agents):
            raise TryNotOffered("It calls other agents. Enable it, and them, to use it.")
        if isinstance(node, ApprovalNode):
            raise TryNotOffered("It waits for a person's decision. Enable it to use it.")
