"""What every answer carries, and for which hosts there is one."""

import httpx
import pytest
from starlette.responses import PlainTextResponse

from hub.gateway.edge import Edge


def client(base_url: str, *allowed: str) -> httpx.AsyncClient:
    edge = Edge(PlainTextResponse("served"), host="::", base_url=base_url, allowed=allowed)
    return httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url=base_url)


@pytest.mark.req("R70")
@pytest.mark.parametrize(("scheme", "told"), [("https", True), ("http", False)])
async def test_r70_browsers_keep_to_tls_where_there_is_any(scheme: str, told: bool) -> None:
    async with client(f"{scheme}://hub.example") as caller:
        for answer in (await caller.get("/"), await caller.get("/", headers={"host": "x.example"})):
            assert ("strict-transport-security" in answer.headers) is told
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.req("R69")
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "hub.example.evil.example",
        "hub.example/admin?",
        "hub.example#",
        "hub.example\\",
        "hub.example@evil.example",
        "evil.example:443@hub.example",
        "hub.example evil.example",
        "hub.example,evil.example",
        "0.0.0.0",  # noqa: S104 - a host that is named
        "[::]",
        "",
    ],
)
async def test_r69_no_other_host_is_served(host: str) -> None:
    async with client("https://hub.example") as caller:
        assert (await caller.get("/", headers={"host": host})).status_code == 421
        assert (await caller.get("/", headers={"host": "HUB.example:443"})).status_code == 200
        evil = {"origin": f"https://{host}"}
        assert (await caller.get("/", headers=evil)).status_code == 421
