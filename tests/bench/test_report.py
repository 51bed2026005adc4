"""The bench computes what it prints: ratios round by round, floors, and growth by the call."""

from typing import Any

import pytest

from bench import startup, systems, wire
from bench.memory import Growth
from bench.report import Report, build, markdown
from bench.rounds import Row, Sample
from bench.wire import Target

pytestmark = pytest.mark.req("T-speed")

NAMES = (
    *(systems.UPSTREAM, systems.UPSTREAM_1, systems.RAW, systems.LITELLM, systems.LITELLM_FEW),
    *(*systems.SDK.values(), systems.HUB, systems.HUB_MORE, systems.HUB_1, systems.HUB_2),
    *systems.HUB_MCP.values(),
)


def sample(per_second: float, **figures: Any) -> Sample:
    others = {"p50_ms": 1.0, "p95_ms": 2.0, "p99_ms": 3.0, "cpu_us": 100.0, "rss_mb": 50.0}
    rest = {"engines_cpu_us": 0.0, "errors": 0, "first_error": "", "others_cores": 0.0}
    return Sample(per_second=per_second, **(others | rest | figures))


def rounds(*per_second: float, **figures: Any) -> list[Sample]:
    return [sample(one, **figures) for one in per_second]


def measured(**changes: list[Sample]) -> dict[str, list[Sample]]:
    """Three rounds, of which the last met a busy machine: every system was half as quick."""
    found = {name: rounds(1000, 1000, 500) for name in NAMES}
    found[systems.UPSTREAM] = rounds(9000, 9000, 4500)
    found[systems.RAW] = rounds(4000, 4000, 2000)
    found[systems.LITELLM] = rounds(60, 50, 20)
    found[systems.LITELLM_FEW] = rounds(40, 80, 30, cpu_us=13_000.0)
    found[systems.HUB] = rounds(1800, 2000, 900, cpu_us=500.0)
    found[systems.HUB_2] = rounds(1500, 1500, 800, cpu_us=550.0)
    found[systems.UPSTREAM_1] = rounds(5000, 5000, 2500, p50_ms=0.25)
    found[systems.HUB_1] = rounds(500, 500, 200, p50_ms=2.0)
    for era in systems.SDK:
        slow = era == wire.MODERN
        found[systems.HUB_MCP[era]] = rounds(1000, 1100, 520) if slow else rounds(3000, 3000, 1500)
    return found | changes


def report(samples: dict[str, list[Sample]], **options: Any) -> Report:
    nowhere = Target(port=1, request=b"", expect=b"")
    rows = [
        Row(name=name, target=nowhere, connections=1, watch=list)
        for name in NAMES
        if name in samples
    ]
    return build(rows, samples, mode="test", **options)


def reached(made: Report) -> dict[str, bool | None]:
    return {floor.name: floor.reached for floor in made.floors}


def test_a_ratio_is_of_the_same_round_and_the_middle_one_counts() -> None:
    ratios = report(measured()).ratios
    # By round, over the better of two loads of the peer: 1800/60, 2000/80, 900/30.
    assert ratios.invoke_vs_litellm == 30.0
    assert ratios.invoke_vs_raw_asgi == 0.45
    assert ratios.invoke_vs_litellm_by_cpu == 26.0
    assert ratios.cpu_two_workers_vs_one == 1.1
    assert ratios.tools_call_vs_mcp_sdk_by_era == {wire.MODERN: 1.04, wire.LEGACY: 3.0}
    assert ratios.tools_call_vs_mcp_sdk == 1.04  # the worse era


def test_floors_say_what_was_reached_missed_and_not_measured() -> None:
    grown = Growth(requests=50_000, warm_mb=100.0, end_mb=102.0)
    good = report(measured(), rss=grown, startup={"hub_ready_after_engines_s": 1.9})
    assert (good.added_p50_ms, good.rss_growth_mb_per_100k) == (1.75, 4.0)
    assert set(reached(good).values()) == {True}
    litellm = rounds(90, 90, 90)
    slow = rounds(900, 900, 450, cpu_us=600.0)
    late = rounds(500, 500, 200, p50_ms=5.3)
    changes = {systems.LITELLM: litellm, systems.HUB_2: slow, systems.HUB_1: late}
    modern = {systems.HUB_MCP[wire.MODERN]: rounds(900, 900, 450)}
    grown = Growth(requests=50_000, warm_mb=100.0, end_mb=102.5)
    bad = report(
        measured(**changes, **modern), rss=grown, startup={"hub_ready_after_engines_s": 2.0}
    )
    assert set(reached(bad).values()) == {False}
    part = {name: found for name, found in measured().items() if name == systems.UPSTREAM}
    alone = report(part)
    assert set(reached(alone).values()) == {None}
    assert alone.ratios.invoke_vs_litellm is None


def test_a_peer_that_answers_nothing_makes_no_ratio_look_good() -> None:
    nothing = {systems.LITELLM: rounds(0, 0, 0), systems.LITELLM_FEW: rounds(0, 0, 0)}
    made = report(measured(**nothing))
    assert made.ratios.invoke_vs_litellm == 0.0
    assert reached(made)["invoke_vs_litellm"] is False


def test_where_the_generator_is_the_limit_it_says_so() -> None:
    assert report(measured()).generator_bound is False
    assert report(measured(**{systems.UPSTREAM: rounds(7900, 7900, 3900)})).generator_bound is True


def test_the_table_has_a_line_for_every_row() -> None:
    made = report(measured())
    lines = markdown(made).splitlines()
    assert len(lines) == 2 + len(NAMES)
    [hub] = [line for line in lines if line.startswith(f"| {systems.HUB} |")]
    assert hub.split("|")[3].strip() == "1,800"


async def test_hub_and_worker_are_imported_without_heavy_libraries() -> None:
    found = await startup.import_once()
    assert found.heavy == []
    assert found.modules > 100
    assert found.cpu_s > 0
