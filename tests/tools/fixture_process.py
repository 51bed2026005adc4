"""Start the MCP servers of the tests as processes of their own."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

_ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def _serving(module: str, *arguments: str) -> AsyncIterator[str]:
    """The URL of a server that prints its port first, and ends with the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments, cwd=_ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 30)
        yield f"http://127.0.0.1:{int(line)}/mcp"
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 10)


@asynccontextmanager
async def fixture_server(*options: str) -> AsyncIterator[str]:
    async with _serving("tests.tools.fixture_server", "0", *options) as url:
        yield url


@asynccontextmanager
async def relay_server(upstream: str) -> AsyncIterator[str]:
    async with _serving("tests.tools.relay_server", upstream) as url:
        yield url
