"""How often agents did the job: by agent and model, in time, for whoever may see it."""

import csv
import io
from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from hub.kit.proportions import wilson_interval
from tests.hub_fixtures import Answer, Client, RunningHub

SUMMARIZE, REWRITE = platform_agent_id("summarize"), platform_agent_id("rewrite-tone")
MODEL, OTHER = "openai/gpt-test", "openai/gpt-other"
pytestmark = pytest.mark.req("S10")


async def rated(person: Client, model: str, *, happy: bool | None, reason: str = "") -> Answer:
    run = await person.invoke(SUMMARIZE, "Sales rose.", model=model)
    assert run.status == 200, run.body
    if happy is not None:
        said = {"happy": happy} | ({"reason": reason} if reason else {})
        assert (await person.post(f"/v1/runs/{run['id']}/outcome", said)).status == 200
    return run


async def judge(hub: RunningHub) -> Client:
    """Somebody with five runs: two happy, two unhappy, one that nobody judged, and a failure."""
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    await rated(person, MODEL, happy=True)
    await rated(person, MODEL, happy=True)
    await rated(person, MODEL, happy=False, reason="too long")
    await rated(person, OTHER, happy=False, reason="too long")
    await rated(person, OTHER, happy=None)
    failed = await person.invoke(SUMMARIZE, "[[fail 400]]", model=MODEL)
    assert failed.status == 502, failed.body
    return person


def part(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


async def test_outcomes_are_counted_by_agent_and_model_and_never_guessed(hub: RunningHub) -> None:
    person = await judge(hub)
    found = await person.get("/v1/outcomes?group_by=agent_model")
    assert found.status == 200, found.body
    counted = {row["model"]: row for row in found["data"] if row["model"]}
    assert {row["agent_id"] for row in found["data"]} == {SUMMARIZE}
    assert part(counted[MODEL], "happy", "unhappy", "happy_share") == (2, 1, 0.6667)
    assert part(counted[OTHER], "happy", "unhappy", "unknown", "happy_share") == (0, 1, 1, 0.0)
    assert counted[OTHER]["credits_per_happy"] is None
    low, high = counted[MODEL]["happy_interval"]
    assert 0.2 < low < 0.6667 < high < 0.95
    names = ("runs", "succeeded", "failed", "happy", "unhappy", "unknown", "happy_share")
    assert part(found["totals"], *names) == (6, 5, 1, 2, 2, 2, 0.5)
    assert found["previous"]["runs"] == 0
    assert found["previous"]["happy_share"] is None
    assert found["previous"]["happy_interval"] is None


async def test_reasons_and_times_are_groups_too_and_go_into_a_spreadsheet(hub: RunningHub) -> None:
    person = await judge(hub)
    [reason] = (await person.get("/v1/outcomes?group_by=reason"))["data"]
    assert part(reason, "reason", "runs", "unhappy") == ("too long", 2, 2)
    for unit in ("hour", "day", "week"):
        spans = (await person.get(f"/v1/outcomes?group_by={unit}"))["data"]
        assert all(span["start"].endswith(":00:00Z") for span in spans)
        assert sum(span["runs"] for span in spans) == 6
    only = await person.get(f"/v1/outcomes?group_by=model&model={OTHER}&agent_id={SUMMARIZE}")
    assert [part(row, "model", "runs") for row in only["data"]] == [(OTHER, 2)]
    assert part(only["totals"], "runs", "unhappy", "happy") == (2, 1, 0)
    file = await person.get(f"/v1/outcomes?group_by=agent_model&model={OTHER}&format=csv")
    assert [row["model"] for row in csv.DictReader(io.StringIO(file.body))] == [OTHER]
    assert (await person.get(f"/v1/outcomes?agent_id={REWRITE}"))["totals"]["runs"] == 0
    table = await person.get("/v1/outcomes?group_by=model&format=csv")
    rows = {row["model"]: row for row in csv.DictReader(io.StringIO(table.body))}
    assert part(rows[MODEL], "happy", "unhappy") == ("2", "1")


async def test_what_was_before_is_compared_with_what_is_asked_for(hub: RunningHub) -> None:
    person = await judge(hub)
    later = await person.get("/v1/outcomes?from=2999-01-02T00:00:00Z&to=2999-01-03T00:00:00Z")
    assert (later["data"], later["totals"]["runs"]) == ([], 0)
    everything = await person.get("/v1/outcomes?from=0001-01-01T00:00:00Z")
    assert (everything["totals"]["runs"], everything["previous"]) == (6, None)


@pytest.mark.req("S19")
async def test_strangers_see_nothing_of_it(hub: RunningHub) -> None:
    await judge(hub)
    other = await hub.sign_up()
    seen = await other.get("/v1/outcomes")
    assert (seen["data"], seen["totals"]["runs"]) == ([], 0)


@pytest.mark.parametrize(
    ("successes", "trials", "interval"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_the_interval_is_wilsons(
    successes: int, trials: int, interval: tuple[float, float]
) -> None:
    found = wilson_interval(successes / trials, trials)
    assert tuple(round(end, 4) for end in found) == interval
