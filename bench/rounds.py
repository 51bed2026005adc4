"""Alternating rounds: every system in turn, again and again, so that noise meets all alike."""

import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import psutil

from bench.load import Load, Plan
from bench.processes import ROOT, BenchError, tree, usage
from bench.wire import Target

WARM_UP_SECONDS: Final = 0.5

Watch = Callable[[], Sequence[psutil.Process]]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What is measured in every round: one request to one system at one concurrency."""

    name: str
    target: Target
    connections: int
    watch: Watch
    engines: Watch = list


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """One row in one round. CPU is that of the measured processes, in microseconds a request."""

    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu_us: float
    engines_cpu_us: float
    rss_mb: float
    errors: int
    first_error: str
    others_cores: float


async def generate(plan: Plan) -> Load:
    """One run of the load generator, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.load",
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate(msgspec.json.encode(plan))
    if process.returncode:
        raise BenchError(f"the load generator failed: {errors.decode()[-2000:]}")
    return msgspec.json.decode(output, type=Load)


def plan(target: Target, connections: int, seconds: float, requests: int | None = None) -> Plan:
    bounded = {"requests": requests} if requests else {}
    return Plan(
        port=target.port,
        request=target.request,
        expect=target.expect,
        connections=connections,
        seconds=seconds,
        **bounded,
    )


def _busy_seconds() -> float:
    times = psutil.cpu_times()
    idle: float = times.idle + times.iowait + times.guest + times.guest_nice
    busy: float = sum(times) - idle
    return busy


async def measure(row: Row, seconds: float) -> Sample:
    family = tree(psutil.Process().pid)  # the bench and all it started, to tell the others' share
    before, engines_before = usage(row.watch()), usage(row.engines())
    ours, busy, start = usage(family), _busy_seconds(), time.perf_counter()
    load = await generate(plan(row.target, row.connections, seconds))
    wall, busy = time.perf_counter() - start, _busy_seconds() - busy
    ours_cpu = usage(family).cpu_seconds - ours.cpu_seconds + load.cpu_seconds
    after, engines_after = usage(row.watch()), usage(row.engines())
    per_request = 1e6 / max(load.requests, 1)
    return Sample(
        per_second=load.per_second,
        p50_ms=load.p50_ms,
        p95_ms=load.p95_ms,
        p99_ms=load.p99_ms,
        cpu_us=(after.cpu_seconds - before.cpu_seconds) * per_request,
        engines_cpu_us=(engines_after.cpu_seconds - engines_before.cpu_seconds) * per_request,
        rss_mb=after.rss_mb,
        errors=load.errors,
        first_error=load.first_error,
        others_cores=max(0.0, (busy - ours_cpu) / wall),
    )


async def run(rows: Sequence[Row], rounds: int, seconds: float) -> dict[str, list[Sample]]:
    """Every row `rounds` times, in the same order each time, after one short warm-up each."""
    for row in rows:
        await generate(plan(row.target, row.connections, WARM_UP_SECONDS))
    samples: dict[str, list[Sample]] = {row.name: [] for row in rows}
    for number in range(rounds):
        for row in rows:
            _progress(f"round {number + 1}/{rounds}: {row.name}")
            samples[row.name].append(await measure(row, seconds))
    _progress("")
    return samples


def _progress(text: str) -> None:
    """One line that is written over; nothing of it lands in a file."""
    if sys.stdout.isatty():
        print(f"\r{text:<60}\r", end="", flush=True)


def median(samples: Sequence[Sample]) -> Sample:
    """The median of each figure over the rounds; errors add up."""

    def middle(figure: str) -> float:
        figures: list[float] = [getattr(sample, figure) for sample in samples]
        return statistics.median(figures)

    return Sample(
        per_second=middle("per_second"),
        p50_ms=middle("p50_ms"),
        p95_ms=middle("p95_ms"),
        p99_ms=middle("p99_ms"),
        cpu_us=middle("cpu_us"),
        engines_cpu_us=middle("engines_cpu_us"),
        rss_mb=middle("rss_mb"),
        errors=sum(sample.errors for sample in samples),
        first_error=next((s.first_error for s in samples if s.first_error), ""),
        others_cores=middle("others_cores"),
    )
