"""A provider by somebody else: FastMCP, none of our server code. Runs over stdio."""

import json
from typing import Any

from fastmcp import Context, FastMCP
from fastmcp.exceptions import ToolError
from fastmcp.tools import ToolResult

server = FastMCP("parrot")


@server.tool
async def chat(  # noqa: PLR0917 - the contract's fields, by name
    model: str,
    messages: list[dict[str, Any]],
    context: Context,
    stream: bool = False,
    max_output_tokens: int | None = None,
    timeout_s: float = 120,
    temperature: float | None = None,
    seed: int | None = None,
    stop: tuple[str, ...] = (),
) -> ToolResult:
    """Whatever the contract lets callers send is taken, also what a parrot has no use for."""
    del timeout_s, temperature, seed, stop
    if model != "parrot-1":
        raise ToolError(f"no model {model}")
    words = str(messages[-1]["content"]).split()[:max_output_tokens]
    for count, word in enumerate(words if stream else (), 1):
        await context.report_progress(count, message=json.dumps({"text": f"{word} "}))
    return ToolResult(
        structured_content={
            "model": model,
            "text": "".join(f"{word} " for word in words),
            "usage": {"input_tokens": len(words), "output_tokens": len(words)},
        }
    )


@server.tool
async def models() -> ToolResult:
    price = {
        "effective_from": "2026-01-01",
        "input_usd_per_million": 1,
        "output_usd_per_million": 2,
    }
    parrot = {
        "id": "parrot-1",
        "kind": "chat",
        "capabilities": ["chat", "stream"],
        "prices": [price],
    }
    return ToolResult(structured_content={"provider": "parrot", "models": [parrot]})


if __name__ == "__main__":
    server.run(show_banner=False)
