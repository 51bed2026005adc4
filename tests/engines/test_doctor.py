"""What `laelia doctor` finds, and what it says to do about each finding."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hub.commands.doctor import Finding, Machine, Mark, findings
from hub.kit.clock import system_clock
from hub.kit.engines import EngineUrls
from hub.kit.engines.places import free_port
from hub.kit.settings import Settings
from hub.migrations import run
from tests.engine_fixtures import DatabaseUrls
from tests.hub_fixtures import RunningHub, hub_settings


async def _finding(
    settings: Settings, words: str, machine: Machine | None = None
) -> Finding | None:
    """The one finding that has these words; None where no finding has."""
    found = [one async for one in findings(settings, machine) if words in one.text]
    assert len(found) <= 1, found
    return found[0] if found else None


@asynccontextmanager
async def _stranger() -> AsyncIterator[int]:
    """A port where something listens that is no hub."""

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        yield int(server.sockets[0].getsockname()[1])


@pytest.mark.req("FR-7.6")
async def test_a_port_that_something_else_has_is_named(tmp_path: Path) -> None:
    async with _stranger() as port:
        taken = await _finding(Settings(home=tmp_path, port=port), f"127.0.0.1:{port}")
    assert taken is not None
    assert taken.mark is Mark.BAD
    assert taken.text.startswith("cannot listen on")
    assert "set LAELIA_PORT" in taken.text
    free = await _finding(Settings(home=tmp_path, port=port), f"127.0.0.1:{port}")
    assert free == Finding(Mark.GOOD, f"port 127.0.0.1:{port} is free")


async def test_a_port_that_a_hub_has_is_well(hub: RunningHub, tmp_path: Path) -> None:
    port = int(hub.url.rpartition(":")[2])
    found = await _finding(Settings(home=tmp_path, port=port), str(port))
    assert found == Finding(Mark.GOOD, f"a hub answers on 127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("megabytes", "mark"), [(400, Mark.BAD), (1500, Mark.NOTE), (9000, Mark.GOOD)]
)
async def test_a_disk_that_fills_is_found_in_time(
    megabytes: int, mark: Mark, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path, port=0)
    machine = Machine(free_bytes=lambda _: megabytes * 1024**2)
    found = await _finding(settings, "GB free", machine)
    assert found is not None
    assert (found.mark, f"{megabytes / 1024:.1f} GB" in found.text) == (mark, True)
    assert ("make room" in found.advice) is (mark is not Mark.GOOD)


async def test_the_disk_is_that_of_the_home(tmp_path: Path) -> None:
    found = await _finding(Settings(home=tmp_path, port=0), "GB free")
    assert found is not None
    assert str(tmp_path) in found.text


@pytest.mark.req("F16")
@pytest.mark.parametrize(("apart_s", "mark"), [(-60, Mark.BAD), (60, Mark.BAD), (0, Mark.GOOD)])
async def test_clocks_that_disagree_are_found(
    apart_s: int, mark: Mark, engines: EngineUrls, tmp_path: Path
) -> None:
    def clock() -> datetime:
        return system_clock() + timedelta(seconds=apart_s)

    settings = hub_settings(engines, tmp_path, port=0)
    found = await _finding(settings, "clocks of this machine", Machine(clock=clock))
    assert found is not None
    assert found.mark is mark
    assert ("NTP" in found.advice) is (mark is Mark.BAD)


async def test_a_schema_behind_the_code_is_found(
    engines: EngineUrls, fresh_database: DatabaseUrls, tmp_path: Path
) -> None:
    changes = {"database_url": fresh_database.app, "database_admin_url": fresh_database.admin}
    settings = hub_settings(engines, tmp_path, port=0, **changes)
    newest = await _finding(settings, "schema is at")
    assert newest is not None
    assert newest.mark is Mark.GOOD
    await asyncio.to_thread(run.downgrade, fresh_database.admin, "-1")
    behind = await _finding(settings, "schema is at")
    assert behind is not None
    assert behind.mark is Mark.BAD
    assert newest.text.rpartition(" ")[2] in behind.text
    assert behind.advice == "`laelia db upgrade`"


async def test_a_database_without_a_schema_is_found(
    engines: EngineUrls, fresh_database: DatabaseUrls, tmp_path: Path
) -> None:
    await asyncio.to_thread(run.downgrade, fresh_database.admin, "base")
    changes = {"database_url": fresh_database.app, "database_admin_url": fresh_database.admin}
    found = await _finding(hub_settings(engines, tmp_path, port=0, **changes), "schema is at")
    assert found is not None
    assert found.mark is Mark.BAD


async def test_an_engine_that_does_not_answer_is_named_with_its_setting(tmp_path: Path) -> None:
    nats = f"nats://127.0.0.1:{free_port()}"
    found = await _finding(Settings(home=tmp_path, port=0, nats_url=nats), "NATS:")
    assert found is not None
    assert found.mark is Mark.BAD
    assert "LAELIA_NATS_URL" in found.advice


async def test_an_engine_that_outlived_its_supervisor_is_found(tmp_path: Path) -> None:
    data = tmp_path / "engines" / "postgres"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "input()", "-D", str(data)), stdin=PIPE
    )
    try:
        left = await _finding(Settings(home=tmp_path, port=0), "still runs on")
    finally:
        await process.communicate(b"\n")
    assert left is not None
    assert left.mark is Mark.BAD
    assert left.advice.startswith(f"kill {process.pid};")
    assert await _finding(Settings(home=tmp_path, port=0), "still runs on") is None


async def test_a_cluster_that_was_begun_and_not_finished_is_found(tmp_path: Path) -> None:
    draft = tmp_path / "engines" / "postgres.draft"
    draft.mkdir(parents=True)
    found = await _finding(Settings(home=tmp_path, port=0), "not finished")
    assert found == Finding(
        Mark.NOTE, f"{draft} was begun and not finished", "the next start renews it"
    )


async def test_data_whose_home_is_gone_is_found(tmp_path: Path) -> None:
    home, outside = tmp_path / "home", tmp_path / "outside"
    for name, owner in (("mine", home), ("orphan", tmp_path / "gone")):
        (outside / name).mkdir(parents=True)
        (outside / name / "home").write_text(f"{owner}\n")
    home.mkdir()
    (home / "engines").symlink_to(outside / "mine", target_is_directory=True)
    found = await _finding(Settings(home=home, port=0), "held the data", Machine(outside=outside))
    assert found is not None
    assert found.text == f"{outside / 'orphan'} held the data of {tmp_path / 'gone'}"
    assert found.advice == f"rm -r '{outside / 'orphan'}'"
