"""What the hub says about itself, and what it never says."""

import json
import secrets

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import ADMIN_EMAIL
from tests.telemetry.conftest import ADMIN_PASSWORD, UPSTREAM_KEY, Watched

SUMMARIZE = platform_agent_id("summarize")
MODEL = "openai/gpt-test"
PASSWORD = "canary-of-a-person-7"
PROMPT = "canary-prompt-of-the-tenant"


@pytest.mark.req("FR-4.20")
async def test_a_line_names_the_request_the_run_and_the_organization(watched: Watched) -> None:
    person = await watched.sign_up("lines@example.com", PASSWORD)
    await person.enable(SUMMARIZE)
    failed = await person.invoke(SUMMARIZE, "[[fail 400]]", model=MODEL)
    me = await person.get("/v1/me")
    (line,) = await watched.events("run.failed", run_id=failed["run_id"])
    assert line["request_id"] == failed.headers["x-request-id"]
    assert line["org_id"] == me["organization"]["id"]
    assert line["code"] == failed["code"]
    assert line["level"] == "info"
    assert line["trace_id"]


async def test_libraries_speak_the_same_form(watched: Watched) -> None:
    (line, *_) = await watched.events("Application startup complete.")
    assert line["logger"] == "uvicorn.error"
    assert line["timestamp"]


@pytest.mark.req("R13")
async def test_no_credential_is_ever_written(watched: Watched) -> None:
    """A whole session, well and badly behaved; then every log and every span is searched."""
    email = "secrets@example.com"
    person = await watched.sign_up(email, PASSWORD)
    made = await person.post("/v1/api-keys", {"name": "canary", "scopes": ["agents:invoke"]})
    key = person.with_token(made["key"])
    await person.enable(SUMMARIZE)
    await key.invoke(SUMMARIZE, PROMPT, model=MODEL)
    await key.invoke(SUMMARIZE, f"[[fail 401]] {PROMPT}", model=MODEL)
    await key.invoke(SUMMARIZE, {"nonsense": PROMPT})
    await person.post("/v1/auth/login", {"email": email, "password": PASSWORD + "-wrong"})
    await person.post("/v1/auth/login", {"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD})
    await person.post("/v1/auth/signup", {"email": "not an address", "password": PASSWORD})
    await person.get("/v1/me", headers={"x-api-key": made["key"]})
    await person.get(f"/v1/runs?token={made['key']}&cursor={person.token}")
    await watched.client.with_token("lae_live_" + "A" * 36).get(f"/v1/agents/{made['key']}")
    bearer = {"authorization": f"Bearer {made['key']}", "content-type": "application/json"}
    await watched.client.post("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "x"}, headers=bearer)
    await person.post("/v1/auth/logout")
    trace_id = secrets.token_hex(16)
    marker = {"traceparent": f"00-{trace_id}-00f067aa0ba902b7-01"}
    await watched.client.get("/healthz", headers=marker)
    await watched.collector.trace(trace_id, "GET /healthz")
    written = watched.logs.encode() + b"".join(watched.collector.raw)
    assert len(written) > 10_000
    hidden = [PASSWORD, ADMIN_PASSWORD, UPSTREAM_KEY, made["key"], str(person.token), PROMPT]
    for secret in hidden:
        assert secret.encode() not in written, f"{secret[:9]}… was written"
        assert json.dumps(secret)[1:-1].encode() not in written
