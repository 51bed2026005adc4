"""What cannot be tried: what waits for a person; and what a try may call besides."""

from hub.agents.public import ApprovalNode, GraphAgent, PromptAgent, PromptNode, Runnable
from hub.billing.public import Rate
from hub.kit.ids import PLATFORM_ORG
from hub.runs.trying.errors import TryNotOffered


def refuse_unfit(runnable: Runnable) -> None:
    """Raises:
    TryNotOffered: it waits for a person.
    """
    manifest = runnable.manifest
    if isinstance(manifest, GraphAgent) and any(
        isinstance(node, ApprovalNode) for node in manifest.nodes
    ):
        raise TryNotOffered("It waits for a person's decision. Enable it to use it.")


def called(runnable: Runnable) -> tuple[str, ...]:
    """The agents that its models may choose to call, as it refers to them; its steps are others."""
    manifest = runnable.manifest
    if isinstance(manifest, PromptAgent):
        return tuple(manifest.agents)
    if not isinstance(manifest, GraphAgent):
        return ()
    return tuple(
        reference
        for node in manifest.nodes
        if isinstance(node, PromptNode)
        for reference in node.agents
    )


def refuse_priced(runnable: Runnable, price: Rate | None, tried_of: str) -> None:
    """Who offers an agent to be tried offers with it what is theirs; the platform gives its own,
    and what is free costs nobody a fee.

    Raises:
        TryNotOffered: it is another publisher's, who sells it.
    """
    if runnable.owner_id in (tried_of, PLATFORM_ORG) or price is None or price.unit_amount == 0:
        return
    raise TryNotOffered(
        f"It calls {runnable.manifest.slug}, which has a price of its own. Enable both to use it."
    )
