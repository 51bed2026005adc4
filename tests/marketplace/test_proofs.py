"""A publisher is verified by what it can show, and by nobody's word."""

from collections.abc import AsyncIterator
from functools import partial

import pytest
from aiohttp import web

from hub.marketplace.errors import ProofMissing
from hub.marketplace.models import Publisher
from hub.marketplace.proofs import Proofs, file_in, proof_of
from hub.tools.documents import fetch_document
from hub.tools.outbound import OutboundClient
from tests.hub_fixtures import RunningHub
from tests.marketplace.conftest import Market
from tests.marketplace.people import become_publisher, made, publish_agent, publish_listing

pytestmark = pytest.mark.req("FR-7.4")


async def test_a_record_in_the_dns_shows_whose_a_domain_is(market: Market, hub: RunningHub) -> None:
    owner = await hub.sign_up(organization="Shown")
    publisher = await become_publisher(owner, market.moderator, domain="shown.example")
    path = f"/v1/publishers/{publisher['id']}"
    agent_id = await publish_agent(owner)
    listing = await publish_listing(owner, market.moderator, agent_id)
    assert listing["publisher"]["verified"] is False, "a moderator's word is no proof"
    assert (await made(await hub.anonymous.get(path)))["proof"] is None
    proof = (await made(await owner.get(path)))["proof"]
    assert proof["record_name"] == "_laelia.shown.example"
    hub.dns.texts[proof["record_name"]] = ["laelia-publisher-verification=another"]
    missing = await owner.post(f"{path}/verify", {"what": "domain"})
    assert (missing.status, missing["code"]) == (409, "publisher_proof_missing")
    assert missing["looked_at"][0] == {"where": proof["record_name"], "found": "1 records"}
    hub.dns.texts[proof["record_name"]].append(proof["record_text"])
    shown = await made(await owner.post(f"{path}/verify", {"what": "domain"}))
    assert (shown["verified"], shown["verified_domain"]) == (True, "shown.example")
    found = await made(
        await hub.anonymous.get(f"/v1/listings?verified=true&publisher={publisher['slug']}")
    )
    assert [card["id"] for card in found["data"]] == [listing["id"]]
    other = await hub.sign_up(organization="Other")
    second = await become_publisher(other, market.moderator, domain="shown.example")
    theirs = (await made(await other.get(f"/v1/publishers/{second['id']}")))["proof"]
    hub.dns.texts[proof["record_name"]].append(theirs["record_text"])
    taken = await other.post(f"/v1/publishers/{second['id']}/verify", {"what": "domain"})
    assert (taken.status, taken["code"]) == (409, "publisher_proof_taken")
    moved = await made(await owner.call("PATCH", path, {"domain": "elsewhere.example"}))
    assert (moved["verified"], moved["verified_domain"]) == (False, None)
    found = await made(
        await hub.anonymous.get(f"/v1/listings?verified=true&publisher={publisher['slug']}")
    )
    assert found["data"] == []


@pytest.fixture
async def files() -> AsyncIterator[tuple[str, dict[str, str]]]:
    """A web server, and what it has under each path."""
    kept: dict[str, str] = {}

    async def serve(request: web.Request) -> web.Response:
        if request.path not in kept:
            return web.Response(status=404)
        return web.Response(text=kept[request.path])

    app = web.Application()
    app.router.add_get("/{path:.*}", serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", kept
    await runner.cleanup()


async def test_a_file_shows_it_too_read_by_the_guarded_client(
    files: tuple[str, dict[str, str]],
) -> None:
    url, kept = files
    for allow, found in (([], "refused"), (["127.0.0.0/8"], "read")):
        client = OutboundClient(allow=allow)

        async def nothing(_: str) -> list[str]:
            return []

        proofs = Proofs(nothing, partial(fetch_document, client))
        looked: list[dict[str, str]] = []
        kept["/acme/agents/raw/HEAD/.well-known/laelia-publisher.txt"] = "# ours\n token-1 \n"
        place = f"{url}/acme/agents/raw/HEAD/.well-known/laelia-publisher.txt"
        assert await proofs.in_file(place, "token-1", looked) == (found == "read")
        assert not await proofs.in_file(place, "token-2", looked)
        assert not await proofs.in_file(f"{url}/nowhere", "token-1", looked)
        assert len(looked) == 3
        await client.aclose()


@pytest.mark.parametrize(
    ("repository", "place"),
    [
        ("https://github.com/a/b", "https://raw.githubusercontent.com/a/b/HEAD/"),
        ("https://github.com/a/b.git", "https://raw.githubusercontent.com/a/b/HEAD/"),
        ("https://gitlab.com/a/b/c", "https://gitlab.com/a/b/c/-/raw/HEAD/"),
        ("https://git.example.com/a/b", "https://git.example.com/a/b/raw/HEAD/"),
    ],
)
def test_a_repository_is_looked_into_where_its_host_serves_it(repository: str, place: str) -> None:
    assert file_in(repository) == f"{place}.well-known/laelia-publisher.txt"


async def test_there_must_be_something_to_look_for() -> None:
    async def nothing(_: str) -> list[str]:
        raise AssertionError("there is nothing to ask for")

    bare = Publisher(domain=None, repository=None, proof_token="x")
    assert proof_of(bare)["file_text"] == "laelia-publisher-verification=x"
    for what in ("domain", "repository"):
        with pytest.raises(ProofMissing):
            await Proofs(nothing, partial(fetch_document, OutboundClient())).look(bare, what)
