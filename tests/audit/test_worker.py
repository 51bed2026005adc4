"""The worker signs heads by itself, and several workers sign each once."""

import asyncio

import pytest

from tests.audit.conftest import Ledger, export
from tests.audit.test_chain import busy, check
from tests.hub_fixtures import RunningHub
from tests.worker.conftest import WITHIN_S, Working

pytestmark = pytest.mark.req("R67")


async def test_workers_sign_what_was_added_and_each_head_once(
    hub: RunningHub, working: Working, ledger: Ledger
) -> None:
    people = [await busy(hub, 1) for _ in range(3)]
    async with working(home=hub.home), working(home=hub.home), asyncio.timeout(WITHIN_S):
        for person in people:
            while not (await person.get("/v1/audit/heads"))["data"]:
                await asyncio.sleep(0.05)
    for person in people:
        lines = [line.encode() for line in (await export(person)).split("\n") if line]
        assert (await check(hub, lines)).heads == 1
    # Of these alone: other tests cut heads off, to see that it is found.
    twice = await ledger.rows(
        "select org_id from audit_heads where org_id = any(%s)"
        " group by org_id having count(*) <> max(number)",
        [[person.organization["id"] for person in people]],
    )
    assert twice == []
