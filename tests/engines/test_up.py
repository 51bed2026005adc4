"""`laelia up` as an operator meets it: one per home, gone without a trace."""

import signal
from pathlib import Path

import psutil
import pytest

from tests.engines.conftest import Laelia, line_with


async def test_a_second_up_in_one_home_is_refused_and_the_first_leaves_no_process(
    laelia: Laelia, home: Path
) -> None:
    first = await laelia("up", "--engines-only")
    await line_with(first, "Engines run")
    children = psutil.Process(first.pid).children(recursive=True)
    assert len(children) >= 4
    second = await laelia("up", "--engines-only")
    said, _ = await second.communicate()
    assert second.returncode == 1
    assert f"process {first.pid}".encode() in said
    first.send_signal(signal.SIGINT)
    await line_with(first, "Stopped.")
    assert await first.wait() == 0
    assert not [child for child in children if child.is_running()]
    assert not (home / "secrets" / "running.json").exists()


@pytest.mark.req("FR-7.6")
async def test_other_commands_find_the_engines_that_up_started(laelia: Laelia, home: Path) -> None:
    up = await laelia("up", "--engines-only")
    await line_with(up, "Engines run")
    for verb in (["upgrade"], ["current"]):
        process = await laelia("db", *verb)
        said, _ = await process.communicate()
        assert process.returncode == 0, said
    assert b"(head)" in said
    doctor = await laelia("doctor", LAELIA_PORT="0")
    said, _ = await doctor.communicate()
    assert doctor.returncode == 0, said
    for engine in ("PostgreSQL answers", "NATS answers", "Redis answers", "local model listens"):
        assert engine.encode() in said
    (home / "secrets" / "engines.json").chmod(0o644)
    doctor = await laelia("doctor", LAELIA_PORT="0")
    said, _ = await doctor.communicate()
    assert doctor.returncode == 1
    assert f"chmod go= '{home}/secrets/engines.json'".encode() in said
    up.send_signal(signal.SIGTERM)
    await line_with(up, "Stopped.")
    assert await up.wait() == 0


async def test_db_without_engines_says_what_to_do(laelia: Laelia) -> None:
    process = await laelia("db", "current")
    said, _ = await process.communicate()
    assert process.returncode == 1
    assert b"laelia up --engines-only" in said
