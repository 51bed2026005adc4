"""What the hub serves of the web front end, and that it does without one."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import ValidationError

from hub.agents.shipped import platform_agent_id
from hub.kit.engines import EngineUrls
from hub.kit.settings import Legal, Settings
from marketplace_web import site
from marketplace_web.contract import SOURCES
from tests.hub_fixtures import Client, RunningHub, hub_settings, serve

DOCUMENT = (
    "<!doctype html><html><head><!--head--></head>"
    '<body><div id="root"><div class="page-loading"></div></div>'
    '<script type="module" src="/assets/index-abc.js"></script></body></html>'
)
PAGES = (
    "/",
    "/marketplace",
    "/docs",
    "/compare",
    "/legal/terms",
    "/legal/privacy",
    "/login",
    "/signup",
    "/invitation",
    "/app",
    "/app/runs/run_1",
    "/studio",
    "/console",
)
FACE = "@font-face{font-family:Hanken Grotesk Variable;src:url(/assets/hanken-x.woff2)}"
AGENT = platform_agent_id("summarize")


@pytest.fixture(scope="module")
async def web(
    hub: RunningHub, engines: EngineUrls, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Client]:
    """A hub with a front end that is built, as far as the server can tell."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "assets").mkdir()
    (folder / "web").mkdir()
    (folder / "index.html").write_text(DOCUMENT)
    (folder / "assets" / "index-abc.js").write_text("// a script\n" * 50)
    (folder / "assets" / "hanken-grotesk-latin-wght-normal-x.woff2").write_bytes(b"font")
    (folder / "assets" / "index-abc.css").write_text(f"html{{margin:0}}{FACE}a{{color:red}}")
    (folder / "web" / "theme.js").write_text("// a theme")
    (folder / "web" / "first-paint.html").write_text("<h1>Say the goal.</h1>")
    (folder / "worker.js").write_text("// a worker")
    (folder / "secret.txt").write_text("not for anybody")
    legal = {"terms_url": "https://law.example/terms?a=1&b=<i>", "privacy_url": None}
    settings = hub_settings(engines, hub.home, web={"folder": folder}, legal=legal)
    async with serve(settings) as url:
        yield Client(url, hub.http)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.req("S24", "R63", "R70")
async def test_a_page_has_a_strict_policy_and_a_head(web: Client, path: str) -> None:
    page = await web.get(path)
    assert page.status == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "frame-ancestors 'none'" in policy
    sources = {
        name: rest for name, _, rest in (one.strip().partition(" ") for one in policy.split(";"))
    }
    for way_out in ("img-src", "connect-src", "media-src", "font-src", "form-action"):
        assert set(sources[way_out].split()) <= {"'self'", "data:", "blob:"}, "nothing leaves"
    assert page.headers["cache-control"] == "no-cache"
    assert "<title>" in page.body
    assert '<meta name="description"' in page.body
    assert 'rel="preload" as="font"' in page.body
    indexed = path in ("/", "/marketplace", "/docs", "/legal/terms", "/legal/privacy")
    assert ('rel="canonical"' in page.body) is indexed
    assert ('content="noindex"' in page.body) is not indexed
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page.body)
    assert all("json" in attributes for attributes in inline), "a script that the policy refuses"


async def test_the_landing_page_has_its_words_before_its_script(web: Client) -> None:
    assert '<div id="root"><h1>Say the goal.</h1></div>' in (await web.get("/")).body
    other = (await web.get("/marketplace")).body
    assert '<div id="root"><div class="page-loading"></div></div>' in other
    assert (await web.get("/web/first-paint.html")).status == 404


async def test_a_page_says_what_an_account_begins_with(web: Client) -> None:
    page = await web.get("/")
    assert '"welcomeCredits": "100"' in page.body


async def test_a_page_says_what_creators_have_of_a_sale(web: Client) -> None:
    assert f'"creatorPercent": "{Settings().billing.share_percent}"' in (await web.get("/")).body


def facts_in(body: str) -> dict[str, Any]:
    found = re.search(r'id="laelia-facts">(.*?)</script>', body)
    assert found is not None
    assert "<" not in found[1]
    facts: dict[str, Any] = json.loads(found[1])
    return facts


@pytest.mark.req("FR-7.2")
async def test_a_page_says_that_the_hub_is_under_maintenance(
    web: Client, hub: RunningHub, engines: EngineUrls, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(DOCUMENT)
    told = {"message": "We move.", "until": "2026-12-01T06:00:00.000Z"}
    paused = {"on": True, **told}
    settings = hub_settings(engines, hub.home, web={"folder": tmp_path}, maintenance=paused)
    async with serve(settings) as url:
        page = await Client(url, hub.http).get("/marketplace")
    assert facts_in(page.body)["maintenance"] == told
    assert "maintenance" not in facts_in((await web.get("/marketplace")).body)


async def test_a_page_says_where_the_operators_own_texts_are(web: Client) -> None:
    facts = facts_in((await web.get("/legal/terms")).body)
    assert facts["termsUrl"] == "https://law.example/terms?a=1&b=%3Ci%3E"
    assert "privacyUrl" not in facts
    with pytest.raises(ValidationError, match="scheme"):
        Settings(legal=Legal.model_validate({"imprint_url": "javascript:alert(1)"}))


async def test_an_agents_page_is_about_the_agent(web: Client) -> None:
    page = await web.get(f"/agents/{AGENT}")
    assert "<title>Summarize: Laelia</title>" in page.body
    assert '"@type": "SoftwareApplication"' in page.body
    assert 'property="og:description"' in page.body
    missing = await web.get("/agents/agt_nothing")
    assert missing.status == 200, "its owner may see an agent that is listed nowhere"
    assert 'content="noindex"' in missing.body


@pytest.mark.parametrize(
    ("path", "title", "kind"),
    [
        ("/categories/finance", "Finance", "CollectionPage"),
        ("/collections/close-the-month", "Close the month faster", "CollectionPage"),
        ("/publishers/laelia", "Laelia", "Organization"),
    ],
)
async def test_a_page_of_several_agents_is_about_what_they_share(
    web: Client, path: str, title: str, kind: str
) -> None:
    page = await web.get(path)
    assert f"<title>{title}: Laelia</title>" in page.body
    assert f'"@type": "{kind}"' in page.body
    assert f'{path}">' in page.body, "the canonical address"
    assert f"{path}</loc>" in (await web.get("/sitemap.xml")).body
    missing = await web.get(path + "-that-is-none")
    assert 'content="noindex"' in missing.body


async def test_an_agent_has_one_address_whatever_it_is_called_by(web: Client) -> None:
    listing = (await web.get("/v1/listings/summarize")).body
    for name in ("summarize", listing["id"], AGENT):
        page = await web.get(f"/agents/{name}")
        assert 'rel="canonical"' in page.body
        assert f'/agents/{AGENT}">' in page.body


async def test_search_engines_find_the_public_pages_alone(web: Client) -> None:
    sitemap = (await web.get("/sitemap.xml")).body
    assert f"/agents/{AGENT}</loc>" in sitemap
    for page in ("/marketplace", "/docs", "/legal/terms", "/legal/privacy"):
        assert f"{page}</loc>" in sitemap
    assert "/app" not in sitemap
    robots = (await web.get("/robots.txt")).body
    assert "Disallow: /app" in robots
    assert "Disallow: /v1" in robots


async def test_files_are_kept_for_ever_and_packed(web: Client) -> None:
    address = web.url + "/assets/index-abc.js"
    async with aiohttp.ClientSession(auto_decompress=False) as http:
        async with http.get(address, headers={"accept-encoding": "gzip"}) as packed:
            assert packed.headers["content-encoding"] == "gzip"
            assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert len(await packed.read()) < 100
            tag = packed.headers["etag"]
        async with http.get(address, headers={"if-none-match": tag}) as known:
            assert known.status == 304
        async with http.get(address, headers={"accept-encoding": "identity"}) as plain:
            assert (await plain.read()).startswith(b"// a script")
    assert (await web.get("/web/theme.js")).headers["cache-control"] == "no-cache"


async def test_the_hubs_own_pages_have_the_front_ends_fonts_and_the_readers_theme(
    web: Client,
) -> None:
    page = await web.get("/sign-in")
    assert '<link rel="stylesheet" href="/web/dress.css">' in page.body
    assert "font-src 'self'" in page.headers["content-security-policy"]
    plain = await web.get("/web/dress.css")
    assert plain.headers["content-type"].startswith("text/css")
    assert plain.body == FACE
    chosen = await web.get("/web/dress.css", headers={"cookie": "laelia-theme=dark"})
    assert chosen.body == f":root {{ color-scheme: dark; }}\n{FACE}"
    assert chosen.headers["etag"] != plain.headers["etag"]
    assert "cookie" in chosen.headers["vary"], "what is kept is of one reader"
    strange = await web.get("/web/dress.css", headers={"cookie": 'laelia-theme="}a{"'})
    assert strange.body == FACE


async def test_no_other_file_is_served(web: Client) -> None:
    for path in (
        "/assets/..%2fsecret.txt",
        "/assets/%2e%2e/secret.txt",
        "/web/secret.txt",
        "/assets/",
    ):
        assert (await web.get(path)).status == 404, path
    assert (await web.get("/v1/nothing")).headers["content-type"].startswith("application/problem")


async def test_without_a_front_end_a_page_says_how_to_build_one(
    hub: RunningHub, engines: EngineUrls, tmp_path: Path
) -> None:
    settings = hub_settings(engines, hub.home, web={"folder": tmp_path})
    async with serve(settings) as url:
        page = await Client(url, hub.http).get("/")
        assert page.status == 200
        assert "make web" in page.body
        assert "/web/dress.css" in page.body, "in the theme that its reader chose"
        for address in re.findall(r'(?:src|href)="([^"#]+)', page.body):
            assert (await Client(url, hub.http).get(address)).status == 200, address


@pytest.mark.req("S24")
async def test_the_worker_comes_from_the_root_and_may_do_no_more_than_fetch(web: Client) -> None:
    worker = await web.get("/worker.js")
    assert (worker.status, worker.body) == (200, "// a worker")
    assert worker.headers["content-type"] == "text/javascript; charset=utf-8"
    assert worker.headers["cache-control"] == "no-cache", (
        "a newer build takes over at the next visit"
    )
    policy = worker.headers["content-security-policy"]
    assert "default-src 'none'; connect-src 'self'" in policy
    assert "unsafe" not in policy
    same = await web.get("/worker.js", headers={"if-none-match": worker.headers["etag"]})
    assert same.status == 304
    assert same.headers["content-security-policy"] == policy
    assert (await web.get("/web/worker.js")).status == 404


async def test_pages_may_name_one_script_and_it_is_the_worker(web: Client) -> None:
    policy = (await web.get("/app")).headers["content-security-policy"]
    assert policy.endswith("trusted-types laelia-worker")
    assert "worker-src 'self'" in policy
    source = (SOURCES / "app" / "register-worker.ts").read_text()
    assert 'createPolicy("laelia-worker", { createScriptURL: () => ADDRESS })' in source
    assert 'const ADDRESS = "/worker.js"' in source


def test_the_worker_opens_the_apps_pages_and_none_of_the_hubs() -> None:
    found = re.search(r"^const PAGES = /(.+)/;$", (SOURCES / "worker.js").read_text(), re.MULTILINE)
    assert found is not None
    opens = re.compile(found[1].replace(r"\/", "/"))
    ours = [*site.PUBLIC, *site.PRIVATE_ROOTS, *(f"{root}/a/b" for root in site.PRIVATE_ROOTS)]
    ours += ["/agents/agt_1", *(f"/{kind}/a" for kind in site.PLACES)]
    assert [path for path in ours if not opens.search(path)] == []
    others = ["/v1/me", "/v1", "/mcp", "/oauth/authorize", "/sign-in", "/status", "/setup"]
    others += [
        "/docs/reference",
        "/docs/errors",
        "/account/verify",
        "/readyz",
        "/apple",
        "/worker.js",
    ]
    assert [path for path in others if opens.search(path)] == []
