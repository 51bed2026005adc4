"""What one run of the bench says: rows, ratios, floors; as a table and as JSON."""

import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bench import systems
from bench.memory import Growth
from bench.processes import ROOT
from bench.rounds import Row, Sample, median

FLAT_MB: Final = 5  # over 100,000 calls; what an allocator keeps for itself
HEADROOM: Final = (
    2.0  # how far the generator must be above a system for its rate to be the system's
)

Samples = Mapping[str, Sequence[Sample]]


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """A figure beside what it should be. Printed, never asserted: machines differ."""

    name: str
    value: float | None
    wanted: str
    reached: bool | None


class Ratios(msgspec.Struct, frozen=True, kw_only=True):
    """The hub beside its peers; each is the median of the rounds' own ratios.

    Those by CPU compare the CPU of one request, which other work on the machine disturbs least;
    they count the serving processes, not the engines behind the hub.
    """

    invoke_vs_litellm: float | None
    invoke_vs_raw_asgi: float | None
    invoke_vs_litellm_by_cpu: float | None
    tools_call_vs_mcp_sdk: float | None
    tools_call_vs_mcp_sdk_by_era: dict[str, float]
    tools_call_vs_mcp_sdk_by_cpu: float | None
    cpu_two_workers_vs_one: float | None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of `bench/out/latest.json`."""

    date: str
    mode: str
    commit: str
    machine: dict[str, Any]
    generator_per_second: float
    generator_bound: bool | None
    rows: list[dict[str, Any]]
    ratios: Ratios
    added_p50_ms: float | None
    rss_growth_mb_per_100k: float | None
    rss: Growth | None
    hub_processes: dict[str, int]
    startup: dict[str, Any] | None
    floors: list[Floor]


def _per_round(
    samples: Samples, names: Sequence[str], combine: Callable[..., float]
) -> float | None:
    """`combine` over the same round of several rows, then the median over the rounds."""
    if any(name not in samples for name in names):
        return None
    rounds = zip(*(samples[name] for name in names), strict=True)
    return statistics.median(combine(*of_one_round) for of_one_round in rounds)


def _times(above: Sample, below: Sample) -> float:
    """How many times faster; 0 where nothing was answered."""
    return above.per_second / below.per_second if below.per_second else 0.0


def _best_times(hub: Sample, hub_more: Sample, *peers: Sample) -> float:
    """The same, each side with the better of its two concurrencies."""
    peer = max(peers, key=lambda sample: sample.per_second)
    return _times(max(hub, hub_more, key=lambda sample: sample.per_second), peer)


def _cpu_times(above: Sample, below: Sample) -> float:
    return above.cpu_us / below.cpu_us if below.cpu_us else 0.0


def _added_ms(above: Sample, below: Sample) -> float:
    return above.p50_ms - below.p50_ms


def _ratios(samples: Samples) -> Ratios:
    pairs = {era: [systems.HUB_MCP[era], systems.SDK[era]] for era in systems.SDK}
    eras = {era: _per_round(samples, pair, _times) for era, pair in pairs.items()}
    known = {era: ratio for era, ratio in eras.items() if ratio is not None}
    by_cpu = [_per_round(samples, pair[::-1], _cpu_times) for pair in pairs.values()]
    beside_litellm = [systems.HUB, systems.HUB_MORE, systems.LITELLM, systems.LITELLM_FEW]
    return Ratios(
        invoke_vs_litellm=_per_round(samples, beside_litellm, _best_times),
        invoke_vs_raw_asgi=_per_round(samples, [systems.HUB, systems.RAW], _times),
        invoke_vs_litellm_by_cpu=_per_round(
            samples, [systems.LITELLM_FEW, systems.HUB], _cpu_times
        ),
        tools_call_vs_mcp_sdk=min(known.values(), default=None),
        tools_call_vs_mcp_sdk_by_era=known,
        tools_call_vs_mcp_sdk_by_cpu=min((one for one in by_cpu if one), default=None),
        cpu_two_workers_vs_one=_per_round(samples, [systems.HUB_2, systems.HUB], _cpu_times),
    )


def _floors(
    ratios: Ratios, added_ms: float | None, rss_growth_mb: float | None, ready_s: float | None
) -> list[Floor]:
    wanted: list[tuple[str, float | None, str, Callable[[float], bool]]] = [
        ("invoke_vs_litellm", ratios.invoke_vs_litellm, ">= 25", lambda v: v >= 25),
        ("tools_call_vs_mcp_sdk", ratios.tools_call_vs_mcp_sdk, ">= 1", lambda v: v >= 1),
        ("added_p50_ms", added_ms, "< 5", lambda v: v < 5),
        (
            "cpu_two_workers_vs_one",
            ratios.cpu_two_workers_vs_one,
            "<= 1.15",
            lambda v: v <= 1.15,
        ),
        ("rss_growth_mb_per_100k", rss_growth_mb, f"< {FLAT_MB}", lambda v: v < FLAT_MB),
        ("hub_ready_after_engines_s", ready_s, "< 2", lambda v: v < 2),
    ]
    return [
        Floor(name=name, value=value, wanted=text, reached=None if value is None else holds(value))
        for name, value, text, holds in wanted
    ]


def _machine() -> dict[str, Any]:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_1m": round(os.getloadavg()[0], 2),
    }


def _commit() -> str:
    argv = ["git", "describe", "--always", "--dirty"]
    found = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def build(
    rows: Sequence[Row],
    samples: Samples,
    *,
    mode: str,
    rss: Growth | None = None,
    hub_processes: Mapping[str, int] | None = None,
    startup: dict[str, Any] | None = None,
) -> Report:
    middles = {row.name: median(samples[row.name]) for row in rows}
    capacity = middles[systems.UPSTREAM].per_second
    raw = middles.get(systems.RAW)
    ratios = _ratios(samples)
    grown = rss.mb_per_100k if rss else None
    added = _per_round(samples, [systems.HUB_1, systems.UPSTREAM_1], _added_ms)
    return Report(
        date=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        mode=mode,
        commit=_commit(),
        machine=_machine(),
        generator_per_second=capacity,
        generator_bound=capacity < HEADROOM * raw.per_second if raw else None,
        rows=[
            {
                "name": row.name,
                "connections": row.connections,
                **msgspec.to_builtins(middles[row.name]),
                "rounds": [round(sample.per_second, 1) for sample in samples[row.name]],
            }
            for row in rows
        ],
        ratios=ratios,
        added_p50_ms=added,
        rss_growth_mb_per_100k=grown,
        rss=rss,
        hub_processes=dict(hub_processes or {}),
        startup=startup,
        floors=_floors(ratios, added, grown, (startup or {}).get("hub_ready_after_engines_s")),
    )


def _figures(row: Mapping[str, Any]) -> list[str]:
    return [
        str(row["name"]),
        str(row["connections"]),
        f"{row['per_second']:,.0f}",
        f"{row['p50_ms']:.2f}",
        f"{row['p95_ms']:.2f}",
        f"{row['p99_ms']:.2f}",
        f"{row['cpu_us']:,.0f}",
        f"{row['engines_cpu_us']:,.0f}" if row["engines_cpu_us"] else "",
        f"{row['rss_mb']:.0f}",
        str(row["errors"]),
        f"{row['others_cores']:.2f}",
    ]


HEADINGS: Final = (
    "system",
    "c",
    "req/s",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "CPU µs/req",
    "engines µs",
    "RSS MB",
    "errors",
    "others' cores",
)


def markdown(report: Report) -> str:
    """The table as `docs/performance.md` carries it."""
    head = f"| {' | '.join(HEADINGS)} |\n|---|{'--:|' * (len(HEADINGS) - 1)}\n"
    return head + "".join(f"| {' | '.join(_figures(row))} |\n" for row in report.rows)


def _number(value: float | None, unit: str = "") -> str:
    return "not measured" if value is None else f"{value:,.2f}{unit}"


def show(report: Report) -> None:
    console = Console(width=None if os.isatty(1) else 150)
    table = Table(*HEADINGS, title=f"{report.date} · {report.mode} · {report.machine['cpu']}")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in report.rows:
        table.add_row(*_figures(row))
    console.print(table)
    for row in report.rows:
        if row["errors"]:
            console.print(
                f"[red]{escape(row['name'] + ': ' + row['first_error'])}", highlight=False
            )
    bound = " (generator-bound)" if report.generator_bound else ""
    console.print(f"generator: {report.generator_per_second:,.0f} req/s to the upstream{bound}")
    console.print(f"invoke_vs_raw_asgi: {_number(report.ratios.invoke_vs_raw_asgi)}{bound}")
    by_cpu = _number(report.ratios.invoke_vs_litellm_by_cpu)
    console.print(f"by CPU of one request: invoke_vs_litellm {by_cpu},", end=" ")
    console.print(f"tools_call_vs_mcp_sdk {_number(report.ratios.tools_call_vs_mcp_sdk_by_cpu)}")
    for floor in report.floors:
        verdict = {True: "[green]reached", False: "[red]not reached", None: ""}[floor.reached]
        console.print(f"{floor.name}: {_number(floor.value)} (wanted {floor.wanted}) {verdict}")
