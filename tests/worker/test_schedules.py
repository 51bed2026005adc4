"""Runs at the times of a cron expression, in somebody's name and within a budget."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.agents.shipped import platform_agent_id
from hub.runs.schedules import due_times, next_time
from tests.hub_fixtures import Answer, Client, RunningHub
from tests.worker.books import read_books
from tests.worker.conftest import WITHIN_S, Working

SUMMARIZE = platform_agent_id("summarize")
PRICED = platform_agent_id("write-sql")
MODEL = "openai/gpt-test"
HOURLY: dict[str, Any] = {
    "name": "Every hour",
    "agent_id": SUMMARIZE,
    "cron": "0 * * * *",
    "input": "Sales rose.",
    "model": MODEL,
}
SQL = {
    "question": '[[json {"sql": "select 1", "explanation": "x", "assumptions": []}]]',
    "schema": "orders(id)",
}


async def scheduled(client: Client, **changes: Any) -> Answer:
    made = await client.post("/v1/schedules", HOURLY | changes)
    assert made.status == 201, made.body
    return made


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def started(client: Client, schedule_id: str, count: int) -> list[dict[str, Any]]:
    """Its starts, oldest first, once there are so many."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            starts = await client.get(f"/v1/schedules/{schedule_id}/starts")
            if len(starts["data"]) >= count:
                return list(reversed(starts["data"]))


async def moved_on(client: Client, schedule: Answer) -> Answer:
    """The schedule, once a worker has dealt with what was due."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            now = await client.get(f"/v1/schedules/{schedule['id']}")
            if now["next_run_at"] != schedule["next_run_at"]:
                return now


@pytest.mark.req("S6")
async def test_a_due_time_becomes_one_ordinary_run(hub: RunningHub, working: Working) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    schedule = await scheduled(person, timezone="Asia/Kolkata", cron="45 9 * * *")
    due = moment(schedule["next_run_at"])
    assert (due.hour, due.minute) == (4, 15)
    now = due + timedelta(seconds=1)
    async with working(clock=lambda: now), working(clock=lambda: now):
        (start,) = await started(person, schedule["id"], 1)
        after = await moved_on(person, schedule)
        async with asyncio.timeout(WITHIN_S):
            run = await person.get(f"/v1/runs/{start['run_id']}")
            while run["status"] != "succeeded":
                run = await person.get(f"/v1/runs/{start['run_id']}")
    assert moment(start["due_at"]) == due
    assert run["face"] == "schedule"
    assert run["output"] == {"text": "echo: Sales rose."}
    assert moment(after["next_run_at"]) == due + timedelta(days=1)
    runs = await person.get("/v1/runs")
    assert len(runs["data"]) == 1


@pytest.mark.parametrize(
    ("missed", "hours"), [("skip", []), ("run_once", [4]), ("run_all", [*range(5)])]
)
async def test_times_that_were_missed_follow_the_schedules_rule(
    hub: RunningHub, working: Working, missed: str, hours: list[int]
) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    schedule = await scheduled(person, missed=missed)
    first = moment(schedule["next_run_at"])
    now = first + timedelta(hours=4, minutes=10)
    async with working(clock=lambda: now):
        after = await moved_on(person, schedule)
    starts = await started(person, schedule["id"], len(hours))
    assert [moment(start["due_at"]) for start in starts] == [
        first + timedelta(hours=hour) for hour in hours
    ]
    assert moment(after["next_run_at"]) == first + timedelta(hours=5)


async def test_under_maintenance_what_is_due_waits(hub: RunningHub, working: Working) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    schedule = await scheduled(person, missed="run_once")
    now = moment(schedule["next_run_at"]) + timedelta(seconds=1)
    headers = {"prefer": "respond-async"}
    queued = await person.invoke(SUMMARIZE, {"text": "Hi"}, model=MODEL, headers=headers)
    async with working(clock=lambda: now, maintenance={"on": True}), asyncio.timeout(WITHIN_S):
        # Its worker works meanwhile: what was queued before is run.
        while (await person.get(f"/v1/runs/{queued['id']}"))["status"] != "succeeded":
            pass
    same = await person.get(f"/v1/schedules/{schedule['id']}")
    assert same["next_run_at"] == schedule["next_run_at"]
    assert (await person.get(f"/v1/schedules/{schedule['id']}/starts"))["data"] == []
    async with working(clock=lambda: now):
        (start,) = await started(person, schedule["id"], 1)
    assert moment(start["due_at"]) == moment(schedule["next_run_at"])


async def test_a_budget_ends_the_months_starts(hub: RunningHub, working: Working) -> None:
    person = await hub.sign_up()
    await person.enable(PRICED)
    schedule = await scheduled(person, agent_id=PRICED, input=SQL, missed="run_all", budget="2")
    first = moment(schedule["next_run_at"])
    now = first + timedelta(hours=3)
    async with working(clock=lambda: now):
        starts = await started(person, schedule["id"], 4)
    refused = [start["error"]["code"] for start in starts if start["run_id"] is None]
    paid = len(starts) - len(refused)
    assert set(refused) <= {"budget_exceeded"}
    # At the turn of a month the times fall into two, and two budgets.
    months = {moment(start["due_at"]).month for start in starts}
    assert paid == 2 or len(months) == 2
    books = await read_books(hub.engines.database, person.organization["id"])
    books.balance()
    assert books.captured + books.held_cached <= paid * 1_000_000


async def test_a_schedule_pauses_when_its_owners_rights_end(
    hub: RunningHub, working: Working
) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    made = await person.post("/v1/api-keys", {"name": "k", "scopes": ["agents:invoke"]})
    schedule = await scheduled(person.with_token(made["key"]))
    assert (await person.call("DELETE", f"/v1/api-keys/{made['id']}")).status == 204
    now = moment(schedule["next_run_at"])
    async with working(clock=lambda: now):
        paused = await moved_on(person, schedule)
    assert (paused["paused"], paused["paused_reason"]) == (True, "rights_ended")
    (event,) = (await person.get("/v1/audit?action=schedule.paused"))["data"]
    assert (event["actor"]["type"], event["target"]["id"]) == ("system", schedule["id"])
    assert paused["next_run_at"] is None
    resumed = await person.call("PATCH", f"/v1/schedules/{schedule['id']}", {"paused": False})
    assert resumed.status == 200, resumed.body
    assert resumed["next_run_at"] is not None


async def test_what_cannot_start_says_why(hub: RunningHub, working: Working) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    schedule = await scheduled(person)
    gone = await person.post(f"/v1/agents/{SUMMARIZE}/disable", {})
    assert gone.status == 204, gone.body
    now = moment(schedule["next_run_at"])
    async with working(clock=lambda: now):
        (start,) = await started(person, schedule["id"], 1)
    assert start["run_id"] is None
    assert start["error"]["code"] == "agent_not_enabled"


async def test_schedules_are_kept_changed_and_removed(hub: RunningHub) -> None:
    person, stranger = await hub.sign_up(), await hub.sign_up()
    await person.enable(SUMMARIZE)
    schedule = await scheduled(person)
    path = f"/v1/schedules/{schedule['id']}"
    changed = await person.call("PATCH", path, {"cron": "5 4 * * *", "max_credits": "3"})
    assert (changed["cron"], changed["max_credits"]) == ("5 4 * * *", "3")
    assert moment(changed["next_run_at"]).minute == 5
    paused = await person.call("PATCH", path, {"paused": True})
    assert (paused["paused"], paused["next_run_at"]) == (True, None)
    listed = await person.get("/v1/schedules")
    assert [row["id"] for row in listed["data"]] == [schedule["id"]]
    assert (await stranger.get("/v1/schedules"))["data"] == []
    for method, body in (("GET", None), ("PATCH", {"paused": True}), ("DELETE", None)):
        refused = await stranger.call(method, path, body)
        assert (refused.status, refused["code"]) == (404, "schedule_not_found")
    assert (await person.call("DELETE", path)).status == 204
    assert (await person.get(path)).status == 404


@pytest.mark.parametrize(
    ("changes", "status", "code", "pointer"),
    [
        ({"cron": "every day"}, 422, "invalid_input", "/cron"),
        ({"cron": "* * * * * *"}, 422, "invalid_input", "/cron"),
        ({"cron": "0 0 30 2 *"}, 422, "invalid_input", "/cron"),
        ({"timezone": "Mars/Olympus"}, 422, "invalid_input", "/timezone"),
        ({"timezone": "../../etc/passwd"}, 422, "invalid_input", "/timezone"),
        ({"input": {"nothing": 1}}, 422, "invalid_input", "/input"),
        ({"agent_id": PRICED}, 403, "agent_not_enabled", None),
    ],
)
async def test_a_schedule_that_could_never_run_is_refused(
    hub: RunningHub, changes: dict[str, Any], status: int, code: str, pointer: str | None
) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    refused = await person.post("/v1/schedules", HOURLY | changes)
    assert (refused.status, refused["code"]) == (status, code)
    if pointer:
        assert refused["errors"][0]["pointer"].startswith(pointer)


def test_daylight_saving_skips_no_day_and_doubles_none() -> None:
    before_spring = datetime(2027, 3, 27, 12, tzinfo=UTC)
    spring = next_time("30 2 * * *", "Europe/Berlin", before_spring)
    assert spring.date().isoformat() == "2027-03-28"
    before_autumn = datetime(2027, 10, 30, 12, tzinfo=UTC)
    first = next_time("30 2 * * *", "Europe/Berlin", before_autumn)
    days = due_times(
        "30 2 * * *",
        "Europe/Berlin",
        "run_all",
        first=first,
        now=first + timedelta(days=2, hours=2),
    )
    assert [day.date().isoformat() for day in days] == ["2027-10-31", "2027-11-01", "2027-11-02"]


def test_a_long_absence_starts_a_bounded_number_of_runs() -> None:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    now = first + timedelta(days=365)
    times = due_times("* * * * *", "UTC", "run_all", first=first, now=now)
    assert len(times) == 24
    assert times[-1] == now
