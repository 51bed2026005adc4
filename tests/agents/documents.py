"""Small valid manifests for tests to vary."""

from typing import Any

TEXTS = {
    "name": "Echo",
    "tagline": "Says it again",
    "description": "Repeats what it is told.",
    "category": "writing",
}


def prompt(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "prompt",
        "slug": "echo",
        **TEXTS,
        "instructions": "Repeat the text.",
        **changes,
    }


def graph(
    nodes: list[dict[str, Any]], edges: str, output: str = "a", **changes: Any
) -> dict[str, Any]:
    """`edges` reads like `start>a a>b r>c:yes`."""
    return {
        "kind": "graph",
        "slug": "echo-graph",
        **TEXTS,
        "nodes": nodes,
        "edges": [_edge(text) for text in edges.split()],
        "output": output,
        **changes,
    }


def _edge(text: str) -> dict[str, str]:
    ends, _, branch = text.partition(":")
    source, target = ends.split(">")
    return {"from": source, "to": target, **({"branch": branch} if branch else {})}


def node(name: str, kind: str = "prompt", **fields: Any) -> dict[str, Any]:
    needed: dict[str, dict[str, Any]] = {
        "prompt": {"instructions": "Repeat."},
        "agent": {"agent": "summarize"},
        "router": {"branches": ["yes", "no"], "default": "no", "expression": "input.text"},
        "supervisor": {"instructions": "Lead."},
        "approval": {"question": "Go on?"},
        "join": {},
    }
    return {"id": name, "kind": kind, **needed[kind], **fields}


def mcp(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "mcp",
        "slug": "remote",
        **TEXTS,
        "url": "https://tools.example/mcp",
        "tools": ["search"],
        **changes,
    }


def http(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "http",
        "slug": "rest",
        **TEXTS,
        "url": "https://api.example/v1/echo",
        **changes,
    }
