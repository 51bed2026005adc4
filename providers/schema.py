"""The contract as MCP tool definitions, generated from its structs so that they cannot differ."""

from typing import Any, Final

import mcp_types as types
import msgspec

from providers.contract import (
    ChatRequest,
    ChatResult,
    CountTokensRequest,
    CountTokensResult,
    EmbedRequest,
    EmbedResult,
    ModelsResult,
)


def _schema(struct: Any) -> dict[str, Any]:
    """A schema with the struct itself at the root: MCP demands `type: object` there."""
    (root,), definitions = msgspec.json.schema_components([struct], ref_template="#/$defs/{name}")
    name = root["$ref"].rpartition("/")[2]
    top = dict(definitions.pop(name))
    return {**top, "$defs": definitions} if definitions else top


TOOLS: Final[tuple[types.Tool, ...]] = (
    types.Tool(
        name="chat",
        description="Ask a model; deltas come as progress notifications when `stream` is true.",
        input_schema=_schema(ChatRequest),
        output_schema=_schema(ChatResult),
    ),
    types.Tool(
        name="embed",
        description="Turn texts into vectors.",
        input_schema=_schema(EmbedRequest),
        output_schema=_schema(EmbedResult),
    ),
    types.Tool(
        name="count_tokens",
        description="How many input tokens a chat would use.",
        input_schema=_schema(CountTokensRequest),
        output_schema=_schema(CountTokensResult),
    ),
    types.Tool(
        name="models",
        description="The models on offer, with capabilities and prices.",
        input_schema={"type": "object", "properties": {}},
        output_schema=_schema(ModelsResult),
    ),
)
