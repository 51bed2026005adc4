"""`python -m bench`: the hub beside its peers, in one run, on one machine."""

import argparse
import asyncio
import sys
from contextlib import AsyncExitStack
from typing import Final

import msgspec

from bench import report, startup, systems
from bench.memory import growth
from bench.processes import OUT, BenchError
from bench.rounds import run


class Effort(msgspec.Struct, frozen=True, kw_only=True):
    """How long to measure. The quick one is for working on the hub, the full one for the docs."""

    rounds: int
    seconds: float
    memory_requests: int
    memory_warm_up: int
    startup: bool


FULL: Final = Effort(
    rounds=5, seconds=8, memory_requests=100_000, memory_warm_up=20_000, startup=True
)
QUICK: Final = Effort(
    rounds=3, seconds=1, memory_requests=10_000, memory_warm_up=5_000, startup=False
)


async def bench(effort: Effort, mode: str, parts: list[str]) -> report.Report:
    # First, on its own: a process that starts beside others measures the others.
    started = await startup.measure() if effort.startup and "hub" in parts else None
    async with AsyncExitStack() as stack:
        running = await systems.start_all(stack, parts)
        samples = await run(running.rows, effort.rounds, effort.seconds)
        hub = running.hub
        rss = await growth(hub, effort.memory_requests, effort.memory_warm_up) if hub else None
        return report.build(
            running.rows,
            samples,
            mode=mode,
            rss=rss,
            hub_processes=hub.process_counts() if hub else None,
            startup=started,
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under 90 s, for development")
    parser.add_argument(
        "--only",
        type=lambda text: text.split(","),
        default=list(systems.PARTS),
        metavar="PART,…",
        help=f"some of {','.join(systems.PARTS)}; ratios that miss a part are not measured",
    )
    arguments = parser.parse_args()
    if unknown := set(arguments.only) - set(systems.PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return arguments


def main() -> int:
    arguments = _arguments()
    mode = "quick" if arguments.quick else "full"
    try:
        found = asyncio.run(bench(QUICK if arguments.quick else FULL, mode, arguments.only))
    except BenchError as error:
        print(f"the bench stopped: {error}", file=sys.stderr)
        return 1
    (OUT / "latest.json").write_bytes(msgspec.json.format(msgspec.json.encode(found)))
    (OUT / "latest.md").write_text(report.markdown(found))
    report.show(found)
    if found.startup:
        startup.show(found.startup)
    print(f"written: {OUT.name}/latest.json, {OUT.name}/latest.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
