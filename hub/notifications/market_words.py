"""What people are told of what they use and offer in the marketplace: subject and text, by name."""

from typing import Final

MARKET: Final[dict[str, tuple[str, str]]] = {
    "agent_asks_more": (
        "{agent} {version} asks for more than the version you use",
        (
            "{agent} has a version {version}, and you stay at {held} until you accept it. It asks"
            " for what {held} did not: {more} To accept it: POST /v1/agents/{agent_id}/accept."
        ),
    ),
}
