"""Numbers for Prometheus: true, for every process of a home, and not for everybody."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import ADMIN_EMAIL, Client
from tests.telemetry.conftest import ADMIN_PASSWORD, Watched

SUMMARIZE = platform_agent_id("summarize")
MODEL = "openai/gpt-test"
OUTSIDE = {"x-forwarded-for": "203.0.113.9"}


async def _scrape(client: Client) -> dict[str, list[tuple[dict[str, str], float]]]:
    answer = await client.get("/metrics")
    assert answer.status == 200, answer.body
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(answer.body):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((dict(sample.labels), sample.value))
    return found


def _sum(samples: list[tuple[dict[str, str], float]], **labels: str) -> float:
    return sum(value for has, value in samples if labels.items() <= has.items())


@pytest.mark.req("FR-7.8")
async def test_runs_are_counted_by_what_became_of_them(watched: Watched) -> None:
    person = await watched.sign_up("counted@example.com", "correct-horse-battery-9")
    await person.enable(SUMMARIZE)
    before = await _scrape(watched.client)
    for given in ("x", "y", "[[fail 400]]"):
        await person.invoke(SUMMARIZE, given, model=MODEL)
    refused = await person.invoke(platform_agent_id("translate"), "x")
    after = await _scrape(watched.client)

    def grown(name: str, **labels: str) -> float:
        return _sum(after[name], **labels) - _sum(before.get(name, []), **labels)

    http = {"face": "http", "kind": "prompt"}
    assert grown("laelia_runs_total", status="succeeded", **http) == 2
    assert grown("laelia_runs_total", status="failed", **http) == 1
    assert grown("laelia_run_errors_total", code="provider_failed") == 1
    assert grown("laelia_rejected_total", code=refused["code"], face="http") == 1
    assert grown("laelia_tokens_total", direction="input") == 20
    assert grown("laelia_run_duration_seconds_count", **http) == 3
    assert grown("laelia_run_duration_seconds_bucket", le="+Inf", **http) == 3
    assert grown("laelia_batch_size_sum", committer="finish") == 3
    assert _sum(after["laelia_runs_in_flight"]) == 0
    assert _sum(after["laelia_engine_up"], engine="database") >= 1
    assert _sum(after["process_resident_memory_bytes"]) > 10_000_000


async def test_one_scrape_shows_every_process(watched: Watched) -> None:
    for client in watched.clients:
        shown = await _scrape(client)
        processes = {labels["process"] for labels, _ in shown["process_resident_memory_bytes"]}
        assert len(processes) == 2


async def test_from_outside_only_an_administrator_sees_them(watched: Watched) -> None:
    person = await watched.sign_up("outside@example.com", "correct-horse-battery-9")
    admin = await watched.client.post(
        "/v1/auth/login", {"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD}
    )
    nobody = await watched.client.get("/metrics", headers=OUTSIDE)
    anybody = await person.get("/metrics", headers=OUTSIDE)
    administrator = await person.with_token(admin["token"]).get("/metrics", headers=OUTSIDE)
    assert (nobody.status, nobody["code"]) == (401, "unauthenticated")
    assert (anybody.status, anybody["code"]) == (403, "platform_admin_required")
    assert administrator.status == 200
