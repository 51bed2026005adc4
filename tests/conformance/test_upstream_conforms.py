"""The official suite plays a server, and finds nothing wrong with the hub's client of servers.

Its scenarios for logging in by OAuth are for clients that do; the hub's sends what it was given.
"""

import sys

import pytest

from tests.conformance.suite import play_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120), pytest.mark.req("R50", "S7")]
SCENARIOS = [
    *(
        (name, "2026-07-28")
        for name in (
            "tools_call",
            "request-metadata",
            "sep-2322-client-request-state",
            "http-standard-headers",
            "http-custom-headers",
            "http-invalid-tool-headers",
            "json-schema-ref-no-deref",
            "json-schema-2020-12-preservation",
        )
    ),
    ("initialize", "2025-11-25"),
    ("tools_call", "2025-11-25"),
    ("json-schema-2020-12-preservation", "2025-11-25"),
]


@pytest.mark.parametrize(("scenario", "revision"), SCENARIOS)
async def test_the_client_of_upstream_servers_conforms(scenario: str, revision: str) -> None:
    command = f"{sys.executable} -m tests.conformance.upstream_client"
    code, said = await play_server(command, scenario, revision)
    assert code == 0, said[-3000:]
    assert "OVERALL: PASSED" in said, said[-3000:]
    assert "WARNING" not in said, said[-3000:]
