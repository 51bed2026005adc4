"""One attacker for all tests of a process; and the long fuzzing in parts, as `bin/fuzz` says: which
part, until when, and where what passed is kept."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from time import time

import pytest

from tests.fuzz.fuzzing import Fuzzer, fuzzing
from tests.hub_fixtures import RunningHub

_LONG = "a_thousand_bad_inputs"


@pytest.fixture(scope="package")
async def fuzzer(
    hub: RunningHub, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Fuzzer]:
    async with fuzzing(hub, tmp_path_factory.mktemp("fuzz")) as started:
        yield started


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every n-th operation, so that the slow ones, which stand together, are shared out."""
    slice_, record = os.environ.get("LAELIA_FUZZ_SLICE"), _record()
    if slice_ is None and record is None:
        return
    number, _, of = (slice_ or "1/1").partition("/")
    known = set(record.read_text().splitlines()) if record and record.exists() else set()
    long = [item for item in items if _LONG in item.name]
    mine = [item for item in long[int(number) - 1 :: int(of)] if item.nodeid not in known]
    chosen = set(mine)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = mine


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol() -> bool | None:
    """Begins nothing more once the time is up."""
    return True if time() > float(os.environ.get("LAELIA_FUZZ_UNTIL", "inf")) else None


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    record = _record()
    if record is not None and report.when == "call" and report.passed:
        with record.open("a") as file:
            file.write(f"{report.nodeid}\n")


def _record() -> Path | None:
    named = os.environ.get("LAELIA_FUZZ_RECORD")
    return None if named is None else Path(named)
