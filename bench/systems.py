"""Which systems stand in one run, and which rows are measured on them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Final

import msgspec

from bench import wire
from bench.hub import Hub
from bench.peers import start
from bench.processes import Child, tree
from bench.rounds import Row, Watch

MANY: Final = 64
FEW: Final = 16
MORE: Final = 128

UPSTREAM: Final = "instant upstream, direct"
UPSTREAM_1: Final = "instant upstream, direct, 1 connection"
RAW: Final = "raw ASGI echo"
LITELLM: Final = "LiteLLM proxy"
LITELLM_FEW: Final = f"LiteLLM proxy, {FEW} connections"
SDK: Final = {wire.MODERN: "mcp SDK tools/call 2026-07-28", wire.LEGACY: "mcp SDK 2025-11-25"}
HUB: Final = "hub invoke"
HUB_MORE: Final = f"hub invoke, {MORE} connections"
HUB_1: Final = "hub invoke, 1 connection"
HUB_2: Final = "hub invoke, 2 workers"
HUB_MCP: Final = {
    wire.MODERN: "hub tools/call 2026-07-28",
    wire.LEGACY: "hub tools/call 2025-11-25",
}
PARTS: Final = ("raw", "litellm", "mcp", "hub")


class Systems(msgspec.Struct, kw_only=True):
    """Everything that runs, and the rows in the order in which they alternate."""

    rows: list[Row]
    hub: Hub | None = None


def _watch(child: Child) -> Watch:
    return lambda: tree(child.pid)


def _row(name: str, target: wire.Target, connections: int, child: Child) -> Row:
    return Row(name=name, target=target, connections=connections, watch=_watch(child))


def _hub_row(name: str, target: wire.Target, connections: int, hub: Hub) -> Row:
    return Row(
        name=name,
        target=target,
        connections=connections,
        watch=lambda: hub.processes("hub"),
        engines=lambda: hub.processes("engines"),
    )


async def _raw(stack: AsyncExitStack, _upstream: int) -> Systems:
    child, target = await start.start_raw_echo()
    stack.push_async_callback(child.stop)
    return Systems(rows=[_row(RAW, target, MANY, child)])


async def _litellm(stack: AsyncExitStack, upstream: int) -> Systems:
    child, target = await start.start_litellm(upstream)
    stack.push_async_callback(child.stop)
    few, many = (LITELLM_FEW, FEW), (LITELLM, MANY)
    return Systems(rows=[_row(name, target, count, child) for name, count in (few, many)])


async def _mcp(stack: AsyncExitStack, _upstream: int) -> Systems:
    child, targets = await start.start_mcp_sdk()
    stack.push_async_callback(child.stop)
    rows = [_row(SDK[revision], target, MANY, child) for revision, target in targets.items()]
    return Systems(rows=rows)


async def _hub(stack: AsyncExitStack, upstream: int) -> Systems:
    one = await Hub.start("hub-1", 1, upstream)
    stack.push_async_callback(one.stop)
    two = await Hub.start("hub-2", 2, upstream)
    stack.push_async_callback(two.stop)
    rows = [
        _hub_row(HUB, one.invoke(), MANY, one),
        _hub_row(HUB_MORE, one.invoke(), MORE, one),
        _hub_row(HUB_2, two.invoke(), MANY, two),
        *(_hub_row(HUB_MCP[era], one.tools_call(era), MANY, one) for era in HUB_MCP),
        _hub_row(HUB_1, one.invoke(), 1, one),
    ]
    return Systems(rows=rows, hub=one)


_STARTERS: Final[dict[str, Callable[[AsyncExitStack, int], Awaitable[Systems]]]] = {
    "raw": _raw,
    "litellm": _litellm,
    "mcp": _mcp,
    "hub": _hub,
}


async def start_all(stack: AsyncExitStack, parts: Sequence[str]) -> Systems:
    """Start what is asked for, all at once; the stack ends it, also when one of them fails."""
    upstream, port = await start.start_upstream()
    stack.push_async_callback(upstream.stop)
    direct = wire.chat(port, None)
    began = [_STARTERS[part](stack, port) for part in parts]
    found = await asyncio.gather(*began, return_exceptions=True)
    rows = [
        _row(UPSTREAM, direct, MANY, upstream),
        _row(UPSTREAM_1, direct, 1, upstream),
    ]
    hub = None
    for one in found:
        if isinstance(one, BaseException):
            raise one
        rows += one.rows
        hub = hub or one.hub
    return Systems(rows=rows, hub=hub)
