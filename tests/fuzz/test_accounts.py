"""Bad input on all that is not agents and runs: no server's fault, always a stable code."""

import pytest

from tests.fuzz.fuzzing import Fuzzer, name_of, operations_of
from tests.isolation.requests import Operation

OPERATIONS = operations_of(work=False)


@pytest.mark.req("FR-4.21")
@pytest.mark.timeout(180)
@pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
async def test_bad_input_is_refused_with_a_code(fuzzer: Fuzzer, operation: Operation) -> None:
    await fuzzer.attack(operation, examples=50)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
async def test_a_thousand_bad_inputs_are_refused_with_a_code(
    fuzzer: Fuzzer, operation: Operation
) -> None:
    await fuzzer.attack(operation, examples=1000)
