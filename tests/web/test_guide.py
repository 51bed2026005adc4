"""What the guide and the legal pages say of the hub: that it is so."""

import json
import re

from hub.agents.shipped import platform_agent_id
from hub.gateway.reference import error_codes
from hub.identity.public import ALL_SCOPES
from hub.kit.settings import Settings
from marketplace_web.contract import SOURCES
from tests.hub_fixtures import RunningHub
from tests.isolation.requests import served_document

WORDS = {
    path.name: path.read_text()
    for path in sorted((SOURCES / "strings").glob("*.ts"))
    if path.stem in ("docs", "docs-use", "docs-team", "docs-publish", "legal")
}
METHODS = "GET|POST|PUT|PATCH|DELETE"


def test_every_operation_that_is_named_is_one_of_the_hub() -> None:
    paths = served_document()["paths"]
    named = {
        found for text in WORDS.values() for found in re.findall(rf"`({METHODS}) (/[^`]*)`", text)
    }
    assert len(WORDS) == 5
    assert len(named) > 30
    wrong = [f"{method} {path}" for method, path in named if method.lower() not in paths[path]]
    assert not wrong


def test_every_code_has_the_status_that_is_said() -> None:
    said = re.findall(r'^  \["(\w+)", (\d+), "', WORDS["docs-use.ts"], re.MULTILINE)
    known = {error.code: error.status for error in error_codes()}
    assert len(said) > 10
    assert {code: int(status) for code, status in said} == {code: known[code] for code, _ in said}


def test_limits_and_scopes_are_the_hubs_own() -> None:
    limits, runs = Settings().limits, Settings().runs
    text = WORDS["docs-use.ts"]
    assert f"{limits.requests_per_minute} a minute" in text
    assert f"{limits.organization_requests_per_minute} for all" in text
    assert f"{limits.anonymous_requests_per_minute} requests a minute" in text
    assert f"{limits.organization_concurrent_runs} of one account" in text
    assert f"{limits.body_bytes >> 20} MiB for a request" in text
    assert f"{limits.file_bytes >> 20} MiB for a file" in text
    assert f"{runs.deadline_s:.0f} seconds" in text
    assert f"Up to {Settings().mcp.list_at_most} agents" in text
    assert all(f"`{scope}`" in WORDS["docs-team.ts"] for scope in ALL_SCOPES)


def test_the_agent_in_the_snippets_comes_with_every_hub() -> None:
    assert platform_agent_id("summarize") in WORDS["docs.ts"]


def test_nobody_who_works_alone_reads_of_an_organization() -> None:
    for name, text in WORDS.items():
        assert not re.search(r"(?<![/\w])organi[sz]ation", text, re.IGNORECASE), name


async def test_the_manifest_that_is_shown_becomes_an_agent(hub: RunningHub) -> None:
    owner = await hub.sign_up()
    found = re.search(r"MANIFEST = `(.*?)`;", WORDS["docs-publish.ts"], re.DOTALL)
    assert found is not None
    made = await owner.post("/v1/agents", json.loads(found[1]))
    assert made.status == 201, made.body
    published = await owner.post(f"/v1/agents/{made['id']}/publish", {})
    assert published.status in (200, 201), published.body
