"""What people are told of what they use and offer in the marketplace: subject and text, by name."""

from typing import Final

MARKET: Final[dict[str, tuple[str, str]]] = {
    "rollout_stopped": (
        "{agent} {version} was taken back",
        (
            "The hub ended the roll-out of {agent} {version}, and everybody runs {before} again."
            " {reason}"
        ),
    ),
    "agent_asks_more": (
        "{agent} {version} asks for more than the version you use",
        (
            "{agent} has a version {version}, and you stay at {held} until you accept it. It asks"
            " for what {held} did not: {more} To accept it: POST /v1/agents/{agent_id}/accept."
        ),
    ),
}
