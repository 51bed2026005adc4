"""Bad input on what agents and runs are made of: no server's fault, always a stable code."""

from collections.abc import AsyncIterator

import pytest

from tests.fuzz.fuzzing import Fuzzer, fuzzing, name_of, operations_of
from tests.hub_fixtures import RunningHub
from tests.isolation.requests import Operation

OPERATIONS = operations_of(work=True)


@pytest.fixture(scope="module")
async def fuzzer(hub: RunningHub) -> AsyncIterator[Fuzzer]:
    async with fuzzing(hub) as started:
        yield started


@pytest.mark.req("FR-4.21")
@pytest.mark.timeout(180)
@pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
async def test_bad_input_is_refused_with_a_code(fuzzer: Fuzzer, operation: Operation) -> None:
    await fuzzer.attack(operation, examples=50)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
async def test_a_thousand_bad_inputs_are_refused_with_a_code(
    fuzzer: Fuzzer, operation: Operation
) -> None:
    await fuzzer.attack(operation, examples=1000)
