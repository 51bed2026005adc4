"""That attacks find what they should, and that nothing beside them disturbs them."""

import json
import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fuzz.fuzzing import Fuzzer
from tests.isolation.requests import Operation, operations


@pytest.fixture
def somebody_draws() -> Iterator[None]:
    """A thread that draws from the process's one `random` again and again."""
    over = threading.Event()

    def draw() -> None:
        while not over.wait(0.0005):
            random.random()  # noqa: S311 - for the disturbance alone

    thread = threading.Thread(target=draw)
    thread.start()
    yield
    over.set()
    thread.join()


@pytest.mark.usefixtures("somebody_draws")
async def test_draws_of_other_threads_do_not_disturb_an_attack(fuzzer: Fuzzer) -> None:
    await fuzzer.attack(_operation(fuzzer, "GET", "/v1/runs"), examples=50)


async def test_an_answer_that_the_document_does_not_know_fails_the_attack(
    fuzzer: Fuzzer, tmp_path: Path
) -> None:
    document = json.loads(fuzzer.target.document.read_text())
    document["paths"]["/v1/runs"]["get"]["responses"] = {"204": {"description": "Nothing"}}
    (misleading := tmp_path / "openapi.json").write_text(json.dumps(document))
    misled = replace(fuzzer, target=replace(fuzzer.target, document=misleading))
    with pytest.raises(pytest.fail.Exception, match="Undocumented status code"):
        await misled.attack(_operation(misled, "GET", "/v1/runs"), examples=5)


def _operation(fuzzer: Fuzzer, method: str, path: str) -> Operation:
    return next(
        operation
        for operation in operations(json.loads(fuzzer.target.document.read_text()))
        if (operation.method, operation.path) == (method, path)
    )
