"""SCIM as somebody else's tester sees it."""

import asyncio
import json
import os
from pathlib import Path

import pytest

from tests.directory.conftest import Tenant
from tests.providers.programs import peers_python

_TESTER = Path(__file__).parent / "peers/scim_tester.py"


@pytest.mark.req("FR-4.9", "T-ent")
@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("kinds", "least"),
    [
        pytest.param(["Group"], 35, id="groups"),
        pytest.param([], 130, id="everything", marks=pytest.mark.slow),
    ],
)
async def test_the_tester_finds_nothing(theirs: Tenant, kinds: list[str], least: int) -> None:
    """Every check of scim2-tester, on the discovery endpoints and these kinds of resources."""
    python = await asyncio.to_thread(peers_python)
    tester = await asyncio.create_subprocess_exec(
        *(str(part) for part in (python, _TESTER, theirs.scim.url + "/scim/v2", *kinds)),
        env={**os.environ, "SCIM_TOKEN": str(theirs.scim.token)},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await asyncio.wait_for(tester.communicate(), 150)
    results = [json.loads(line) for line in said.splitlines()]
    assert tester.returncode == 0
    wrong = [one for one in results if one["status"] != "SUCCESS"]
    assert wrong == [], json.dumps(wrong, indent=1)
    assert len(results) >= least
