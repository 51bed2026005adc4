"""No module of the hub but the guard opens an HTTP connection of its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_GUARD = {"hub/tools/addresses.py", "hub/tools/outbound.py", "hub/tools/sdk_transport.py"}
# Reach what the operator names: engines and key services in the settings, and the hub that a
# command speaks to.
_OPERATORS_OWN = {
    "hub/gateway/health.py",
    "hub/kit/vault/aws.py",
    "hub/kit/vault/transit.py",
    "hub/commands/remote.py",
    "hub/commands/mcp.py",
    "hub/commands/receipt.py",
}
_CLIENTS = (
    "aiohttp",
    "http.client",
    "httpcore",
    "httpcore2",
    "httpx",
    "httpx2",
    "mcp.client.sse",
    "mcp.client.streamable_http",
    "requests",
    "urllib.request",
    "urllib3",
)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.req("R45")
def test_http_clients_are_imported_by_the_guard_alone() -> None:
    found = {
        f"{name} imports {module}"
        for path in (_ROOT / "hub").rglob("*.py")
        if (name := path.relative_to(_ROOT).as_posix()) not in _GUARD | _OPERATORS_OWN
        for module in _imported(ast.parse(path.read_text()))
        if module.startswith(_CLIENTS)
    }
    assert found == set()
