"""How long the hub takes to import and to be ready, and what it drags in on the way."""

import argparse
import asyncio
import shutil
import statistics
import sys
import time
from pathlib import Path
from typing import Any, Final

import msgspec

from bench import hub
from bench.peers.start import start_upstream
from bench.processes import LOOPBACK, OUT, ROOT, BenchError, Child, free_port, tree, usage

IMPORTS: Final = 5
STARTS: Final = 3
WANTED_READY_SECONDS: Final = 2.0  # of the hub, from when its engines answer
# Each costs from a twentieth of a second to seven seconds, and memory.
HEAVY: Final = (
    *("alembic", "boto3", "fastmcp", "langgraph", "litellm", "mcp", "numpy", "onnxruntime"),
    *("qdrant_client", "stripe", "tokenizers"),
)

_PROBE: Final = """\
import json, psutil, sys, time
known, wall, cpu = len(sys.modules), time.perf_counter(), time.process_time()
import hub.app
found = {
    "wall_s": time.perf_counter() - wall,
    "cpu_s": time.process_time() - cpu,
    "rss_mb": psutil.Process().memory_info().rss / 1e6,
    "modules": len(sys.modules) - known,
}
import hub.worker
found["heavy"] = [name for name in sys.argv[1].split(",") if name in sys.modules]
print(json.dumps(found))
"""


class Up(msgspec.Struct, frozen=True, kw_only=True):
    """How long `laelia up` takes until `/readyz` answers, and how much of it after the engines."""

    wall_s: float
    after_engines_s: float


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """What one hub process costs until `/readyz` answers."""

    wall_s: float
    cpu_s: float


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """What `import hub.app` costs in a fresh interpreter, and what is loaded after `hub.worker`."""

    wall_s: float
    cpu_s: float
    rss_mb: float
    modules: int
    heavy: list[str]


async def import_once() -> Import:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _PROBE,
        ",".join(HEAVY),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    if process.returncode:
        raise BenchError(f"hub.app does not import: {errors.decode()[-1500:]}")
    return msgspec.json.decode(output, type=Import)


async def measure_import() -> dict[str, Any]:
    found = [await import_once() for _ in range(IMPORTS)]
    return {
        "wall_s": statistics.median(one.wall_s for one in found),
        "cpu_s": statistics.median(one.cpu_s for one in found),
        "rss_mb": statistics.median(one.rss_mb for one in found),
        "modules": found[0].modules,
        "heavy": found[0].heavy,
    }


async def _up(home: Path, upstream_port: int) -> tuple[Child, Up]:
    port = free_port()
    env = hub.environment(home, port, 1, upstream_port)
    child = await Child.start("startup-up", hub.command("up"), env=env)
    wall_s = await child.ready(f"http://{LOOPBACK}:{port}/readyz", hub.READY_SECONDS)
    # Written as soon as the engines answer.
    engines_at = (home / "secrets" / "running.json").stat().st_mtime
    return child, Up(wall_s=wall_s, after_engines_s=time.time() - engines_at)


async def _up_and_down(home: Path, upstream_port: int) -> Up:
    child, found = await _up(home, upstream_port)
    await child.stop()
    return found


async def _hub_alone(home: Path, upstream_port: int) -> Ready:
    """A second hub process beside running engines: what a restart of one process costs."""
    port = free_port()
    env = hub.environment(home, port, 1, upstream_port)
    child = await Child.start("startup-hub", hub.command("hub"), env=env)
    try:
        wall_s = await child.ready(f"http://{LOOPBACK}:{port}/readyz", 30)
        return Ready(wall_s=wall_s, cpu_s=usage(tree(child.pid)).cpu_seconds)
    finally:
        await child.stop()


async def measure_ready() -> dict[str, float]:
    home = hub.fresh_home()
    upstream, upstream_port = await start_upstream()
    try:
        cold = await _up_and_down(home, upstream_port)
        warm = [await _up_and_down(home, upstream_port) for _ in range(STARTS)]
        child, _ = await _up(home, upstream_port)
        try:
            alone = [await _hub_alone(home, upstream_port) for _ in range(STARTS)]
        finally:
            await child.stop()
    finally:
        await upstream.stop()
        shutil.rmtree(home, ignore_errors=True)
    return {
        "up_from_nothing_s": cold.wall_s,
        "up_again_s": statistics.median(one.wall_s for one in warm),
        "hub_ready_after_engines_s": statistics.median(one.after_engines_s for one in warm),
        "one_more_hub_s": statistics.median(one.wall_s for one in alone),
        "one_more_hub_cpu_s": statistics.median(one.cpu_s for one in alone),
    }


async def measure() -> dict[str, Any]:
    return {"import": await measure_import(), **await measure_ready()}


def show(found: dict[str, Any]) -> None:
    imported = found["import"]
    heavy = ", ".join(imported["heavy"]) or "none"
    print(f"import hub.app: {imported['wall_s']:.2f} s wall, {imported['cpu_s']:.2f} s CPU,")
    print(f"  {imported['rss_mb']:.0f} MB, {imported['modules']} modules; heavy ones: {heavy}")
    print(f"laelia up from nothing: {found['up_from_nothing_s']:.2f} s")
    print(f"laelia up again: {found['up_again_s']:.2f} s")
    ready = found["hub_ready_after_engines_s"]
    verdict = "reached" if ready < WANTED_READY_SECONDS else "not reached"
    print(
        f"  its hub, after the engines: {ready:.2f} s (wanted < {WANTED_READY_SECONDS} s) {verdict}"
    )
    print(f"one more hub process: {found['one_more_hub_s']:.2f} s,")
    print(f"  of which CPU: {found['one_more_hub_cpu_s']:.2f} s")


def main() -> None:
    argparse.ArgumentParser(prog="python -m bench.startup", description=__doc__).parse_args()
    found = asyncio.run(measure())
    show(found)
    (OUT / "startup.json").write_bytes(msgspec.json.format(msgspec.json.encode(found)))


if __name__ == "__main__":
    main()
