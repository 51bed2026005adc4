"""The span of one model call, and the trace context that travels with it over MCP."""

from typing import Any

from opentelemetry.trace import Span

from hub.kit import tracing
from hub.runs.model_catalog import Model
from providers.contract import ChatRequest, ChatResult


def calling(current: Span, model: Model, request: ChatRequest) -> dict[str, Any]:
    """Describes the call; returns the `_meta` that lets the provider continue the trace."""
    current.update_name(f"chat {model.info.id}")
    attributes: dict[str, str | int | float] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": model.provider,
        "gen_ai.request.model": model.info.id,
        "mcp.method.name": "tools/call",
        "gen_ai.tool.name": "chat",
    }
    if request.max_output_tokens is not None:
        attributes["gen_ai.request.max_tokens"] = request.max_output_tokens
    if request.temperature is not None:
        attributes["gen_ai.request.temperature"] = request.temperature
    current.set_attributes(attributes)
    meta: dict[str, Any] = {}
    tracing.into(meta)
    return meta


def answered(current: Span, result: ChatResult) -> None:
    current.set_attributes(
        {
            "gen_ai.response.model": result.model,
            "gen_ai.response.finish_reasons": [result.finish_reason],
            "gen_ai.usage.input_tokens": result.usage.input_tokens,
            "gen_ai.usage.output_tokens": result.usage.output_tokens,
        }
    )
