"""The unified agent as a definition: `laelia`, the same in every installation, no row anywhere."""

from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from hub.agents.digest import digest
from hub.agents.manifest.unified import UnifiedAgent
from hub.agents.runnable import Runnable
from hub.agents.validation import compile_schema
from hub.kit.ids import PLATFORM_ORG, stable_id

UNIFIED_ID: Final = "laelia"
# Raised with every change of how it chooses or of what it answers, so that a record says which.
UNIFIED_VERSION: Final = "1.0.0"
UNIFIED_SINCE: Final = datetime(2026, 11, 23, tzinfo=UTC)

_INPUT: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "text": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200_000,
            "description": "What you want done, in your own words",
        },
        "material": {
            "type": "string",
            "maxLength": 200_000,
            "description": "The text to work on, if it is not part of the request",
        },
        "fields": {
            "type": "object",
            "description": "Values for input fields of the chosen agents, by the fields' names",
        },
    },
    "required": ["text"],
    "additionalProperties": False,
}
_STEP: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "agent_id": {"type": "string"},
        "name": {"type": "string"},
        "run_id": {"type": "string"},
        "why": {"type": "string"},
        "output": {},
        "cost": {"type": "object", "properties": {"credits": {"type": "string"}}},
    },
    "required": ["agent_id", "name", "run_id", "why", "output", "cost"],
}
_OUTPUT: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "description": "The last agent's answer; JSON if structured"},
        "structured": {"description": "The last agent's answer where it is more than a text"},
        "steps": {"type": "array", "items": _STEP, "description": "Who did what, and why"},
    },
    "required": ["text", "steps"],
}


@cache
def unified_agent() -> Runnable:
    """What runs under the ID `laelia`."""
    manifest = UnifiedAgent(
        slug="laelia",
        name="Laelia",
        tagline="One agent that finds the right ones of yours and runs them",
        description=(
            "Say what you need. It chooses among the agents that your organization has enabled, "
            "runs one or several in a row, and reports which did what, why, and at what cost. "
            "It is free itself: you pay what the chosen agents cost."
        ),
        category="assistant",
        features=(
            "Chooses only among agents that you have enabled",
            "Hands one agent's answer to the next",
            "Stays inside max_credits",
            "Says so when no agent fits, and names the nearest",
        ),
        input_schema=_INPUT,
        output_schema=_OUTPUT,
    )
    content = digest([UNIFIED_VERSION, manifest.model_dump(mode="json")])
    return Runnable(
        agent_id=UNIFIED_ID,
        owner_id=PLATFORM_ORG,
        version_id=stable_id("agv", f"{UNIFIED_ID}:{content}"),
        version=UNIFIED_VERSION,
        manifest=manifest,
        input_schema=compile_schema(manifest.input_schema),
        output_schema=compile_schema(manifest.output_schema),
    )
