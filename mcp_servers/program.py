"""The command line of every server here: `python -m mcp_servers NAME` and `laelia mcp-server`."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

import anyio

NAMES: Final = ("files", "knowledge")


def main(words: Sequence[str], *, program: str) -> int:
    """Serve until told to stop; the exit code says whether that was possible."""
    parser, given = _read(words, program)
    # What fastmcp reads when it is imported: its log goes to an operator, not to a terminal show.
    os.environ.setdefault("FASTMCP_ENABLE_RICH_LOGGING", "false")
    os.environ.setdefault("FASTMCP_ENABLE_RICH_TRACEBACKS", "false")
    try:
        serving, server = _load(given)
        token = serving.token_from(os.environ) if given.http else ""
    except (OSError, ValueError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)  # noqa: T201 - a command speaks
        return 1
    try:
        if given.http:
            anyio.run(
                lambda: serving.serve_http(server, host=given.host, port=given.port, token=token)
            )
        else:
            anyio.run(serving.serve_stdio, server)
    except KeyboardInterrupt:
        return 130
    return 0


def _load(given: argparse.Namespace) -> tuple[Any, Any]:
    """How servers are served, and this one. What is loaded stays: to walk it while it grows would
    be a third of the start."""
    gc.disable()
    try:
        serving = import_module("mcp_servers.serving")
        return serving, import_module(f"mcp_servers.{given.name}.server").build(given)
    finally:
        gc.freeze()
        gc.enable()


def _read(words: Sequence[str], program: str) -> tuple[argparse.ArgumentParser, argparse.Namespace]:
    parser = argparse.ArgumentParser(
        prog=program, description="MCP servers that any client can run, without the hub."
    )
    servers = parser.add_subparsers(dest="name", required=True, metavar="NAME")
    for name in NAMES:
        module = import_module(f"mcp_servers.{name}.options")
        server = servers.add_parser(name, help=module.__doc__, description=module.__doc__)
        module.options(server)
        _transports(server)
    return parser, parser.parse_args(words)


def _transports(parser: argparse.ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--stdio", action="store_true", help="speak over stdio (the default)")
    how.add_argument(
        "--http",
        action="store_true",
        help="serve Streamable HTTP at /mcp, to holders of LAELIA_MCP_SERVER_TOKEN",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100)
