"""Agents of kind mcp for tests."""

from typing import Any

_ANY = {"type": "object"}
_CHOICE = {
    "type": "object",
    "properties": {"tool": {"type": "string"}, "arguments": {"type": "object"}},
    "required": ["tool"],
}


def relay_manifest(url: str, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "mcp",
        "slug": "fixture",
        "name": "Fixture",
        "tagline": "A server with everything",
        "description": "Everything that the conformance suite asks for.",
        "category": "testing",
        "url": url,
        "tools": "all",
        "relay": True,
        "input_schema": _CHOICE,
        "output_schema": _ANY,
    } | changes
