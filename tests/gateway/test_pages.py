"""Pages for people: there, safe, and made of nothing from elsewhere."""

import re

import pytest

from hub.agents.shipped import platform_agent_id
from hub.gateway.reference import error_codes
from tests.hub_fixtures import Answer, RunningHub

PAGES = ("/status", "/setup", "/billing/checkout", "/docs/reference", "/docs/errors", "/sign-in")
PAGES += tuple(f"/account/{one}" for one in ("verify", "recover", "sign-in", "email", "undo"))


@pytest.mark.req("R70")
@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_safe_and_whole(hub: RunningHub, path: str) -> None:
    page = await hub.anonymous.get(path)
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in policy
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cross-origin-opener-policy"] == "same-origin"
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|javascript:", page.body)
    for address in re.findall(r'(?:src|href)="([^"#]+)', page.body):
        assert address.startswith("/"), address
        assert (await hub.anonymous.get(address)).status == 200, address


async def test_the_status_page_says_that_it_works_and_where_to_go(hub: RunningHub) -> None:
    page = (await hub.anonymous.get("/status")).body
    report = (await hub.anonymous.get("/readyz")).body
    assert f'class="{report["status"]}"' in page
    for engine, state in report["engines"].items():
        kind = "ok" if state == "ok" else "down"
        assert f'<g class="petal {kind}" data-engine="{engine}">' in page
    assert "/v1/auth/signup" in page
    assert "/mcp</code>" in page


async def test_the_reference_shows_every_operation(hub: RunningHub) -> None:
    page = (await hub.anonymous.get("/docs/reference")).body
    document = (await hub.anonymous.get("/openapi.json")).body
    for item in document["paths"].values():
        for operation in item.values():
            assert f'id="{operation["operationId"]}"' in page
    for topic in ("Auth", "SCIM", "Prompt templates"):
        assert f"<span>{topic}</span>" in page


async def test_a_problem_points_to_its_explanation(hub: RunningHub) -> None:
    refused: Answer = await hub.anonymous.get("/v1/me")
    path, _, code = refused["type"].partition("#")
    page = (await hub.anonymous.get(path)).body
    assert f'<tr id="{code}">' in page
    assert all(f'<tr id="{error.code}">' in page for error in error_codes())


@pytest.mark.req("S5")
async def test_the_checkout_page_says_how_to_go_on(hub: RunningHub) -> None:
    agent_id = platform_agent_id("extract-fields")
    page = (await hub.anonymous.get(f"/billing/checkout?agent={agent_id}")).body
    for word in (agent_id, "laelia grant", "/v1/admin/entitlements", "/v1/credits"):
        assert word in page
    assert "<script" not in page
    for strange in ("%3Cb%3E", "agt_%22%3E", "agt_" + "x" * 26):
        page = (await hub.anonymous.get(f"/billing/checkout?agent={strange}")).body
        assert "<b>" not in page
        assert "agt_" not in page


async def test_no_file_but_ours_is_served(hub: RunningHub) -> None:
    for name in ("status.html", "..%2fpages.py", "%2e%2e/pages.py", "....//x"):
        assert (await hub.anonymous.get(f"/static/{name}")).status == 404
