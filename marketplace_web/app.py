"""The web front end over HTTP: its pages, its files, its policy. It owns no rule and no table.

Every page is the same document, with a head of its own; what is in it is drawn in the browser from
the public API, like any other client's.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from marketplace_web import site
from marketplace_web.build import Build, File, file_of
from marketplace_web.head import MARK, about_agent, about_place, about_site, head
from marketplace_web.pictures.gallery import ICONS, Drawn, Gallery

BUILT: Final = Path(__file__).with_name("dist")
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " font-src 'self'; connect-src 'self'; media-src 'self'; manifest-src 'self';"
    " worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types laelia-worker"
)
# It fetches what pages ask for of this address, and loads nothing into itself.
_WORKER_POLICY: Final = (
    "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS: Final = {
    "content-security-policy": _POLICY,
    "cache-control": "no-cache",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
# What a page shows until its scripts are there; the landing page has words of its own.
_LOADING: Final = '<div class="page-loading"></div>'
_FOREVER: Final = "public, max-age=31536000, immutable"
_A_DAY: Final = "public, max-age=86400"
# What is asked for by a longer name is nobody's.
_LONGEST_NAME: Final = 128
_THEMES: Final = ("light", "dark")
_UNBUILT: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Laelia</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" type="image/svg+xml" href="/static/logo.svg">
<link rel="stylesheet" href="/static/style.css">
<link rel="stylesheet" href="/web/dress.css"></head>
<body><main id="main" class="wrap card-page"><div class="card">
<h1>The hub runs; its pages are not built yet</h1>
<p>They are made from <code>marketplace_web/ui</code> by <code>make web</code>, and by
<code>make run</code>. Then start the hub again.</p>
<p class="hint">All that they do can be done without them:</p>
<ul class="hint"><li><a href="/status">whether the hub works, and a first call</a></li>
<li><a href="/docs/reference">every operation</a></li></ul>
</div></main></body></html>
"""


class Web:
    """`folder` holds what was built; `base_url` is how the hub is reached from outside; `facts`
    tells what every page may say of this hub now, such as what an account begins with; `admit`
    refuses whoever asks for pictures more often than they may.
    """

    def __init__(
        self,
        catalog: site.Catalog,
        *,
        folder: Path,
        base_url: str,
        facts: Callable[[], Mapping[str, Any]],
        admit: Callable[[Request], Awaitable[None]],
    ) -> None:
        self._admit = admit
        self._facts = facts
        self._catalog = catalog
        self._build = Build(folder)
        self._gallery = Gallery(self._build)
        self._origin = base_url.rstrip("/")

    def routes(self) -> list[Route]:
        """Public, all of them: nothing of anybody's is in a page before the API gave it."""
        private = [
            Route(root + rest, self.private)
            for root in site.PRIVATE_ROOTS
            for rest in ("", "/{rest:path}")
        ]
        return [
            *(Route(path, self.public) for path in site.PUBLIC),
            Route("/agents/{agent_id}", self.agent),
            *(Route(f"/{kind}/{{slug}}", self.place) for kind in site.PLACES),
            *private,
            Route("/assets/{name}", self.asset),
            Route("/web/og/{name}.png", self.card),
            Route("/web/og/agents/{agent_id}.png", self.card_of_agent),
            *(Route(f"/web/og/{kind}/{{slug}}.png", self.card_of_place) for kind in site.PLACES),
            *(Route(f"/web/{name}", self.app_icon) for name in sorted(ICONS)),
            Route("/web/dress.css", self.dress),
            Route("/web/{name}", self.file),
            Route("/worker.js", self.worker),
            Route("/sitemap.xml", self.sitemap),
            Route("/robots.txt", self.robots),
            Route("/favicon.ico", self.icon),
        ]

    async def public(self, request: Request) -> Response:
        path = request.url.path
        about = about_site(self._origin) if path == "/" else None
        return self._page(site.PUBLIC[path], path, about=about)

    async def private(self, request: Request) -> Response:
        return self._page(site.PRIVATE, request.url.path)

    async def agent(self, request: Request) -> Response:
        """A page for whatever ID: its owner may see an agent that is listed nowhere."""
        path = request.url.path
        found = await self._catalog.find(request.path_params["agent_id"])
        if found is None:
            return self._page(site.MISSING, path)
        path = f"/agents/{found.id}"
        about = about_agent(found, self._origin + path)
        return self._page(site.of_agent(found), path, about=about)

    async def place(self, request: Request) -> Response:
        """A page about several agents: a category, a collection, a publisher."""
        path = request.url.path
        kind = next(kind for kind in site.PLACES if path.startswith(f"/{kind}/"))
        found = await self._catalog.place(kind, request.path_params["slug"])
        if found is None:
            return self._page(site.MISSING, path)
        about = about_place(found, self._origin + path)
        return self._page(site.of_place(found), path, about=about)

    async def asset(self, request: Request) -> Response:
        return _sent(request, self._build.find("assets", request.path_params["name"]), _FOREVER)

    async def file(self, request: Request) -> Response:
        return _sent(request, self._build.find("web", request.path_params["name"]), "no-cache")

    async def worker(self, request: Request) -> Response:
        """From the root, so that every page may be opened by it. It is asked for again each time:
        the newest build takes over at the next visit.
        """
        answer = _sent(request, self._build.worker, "no-cache")
        answer.headers["content-security-policy"] = _WORKER_POLICY
        return answer

    async def dress(self, request: Request) -> Response:
        """For the hub's own pages, of which some run no script: the theme that the reader chose,
        by the cookie that `lib/theme.ts` sets, and the fonts, once something was built.
        """
        chosen = request.cookies.get("laelia-theme")
        theme = chosen if chosen in _THEMES else None
        answer = _sent(request, _dress(theme, self._build.faces), "no-cache")
        answer.headers["vary"] = "accept-encoding, cookie"
        return answer

    async def card(self, request: Request) -> Response:
        """The picture of a page that is about nobody in particular."""
        await self._admit(request)
        return await self._shown(request, site.CARDS.get(request.path_params["name"]))

    async def card_of_agent(self, request: Request) -> Response:
        """Of an agent that is listed nowhere the general one: nobody learns that there is one."""
        await self._admit(request)
        name = request.path_params["agent_id"]
        found = await self._catalog.find(name) if len(name) <= _LONGEST_NAME else None
        return await self._shown(request, site.card_of_agent(found) if found else None)

    async def card_of_place(self, request: Request) -> Response:
        await self._admit(request)
        kind = next(k for k in site.PLACES if request.url.path.startswith(f"/web/og/{k}/"))
        slug = request.path_params["slug"]
        found = await self._catalog.place(kind, slug) if len(slug) <= _LONGEST_NAME else None
        return await self._shown(request, site.card_of_place(found) if found else None)

    async def app_icon(self, request: Request) -> Response:
        drawn = await self._gallery.icon(request.url.path.rpartition("/")[2])
        return _drawn(request, drawn)

    async def _shown(self, request: Request, card: site.Card | None) -> Response:
        return _drawn(request, await self._gallery.card(card or site.LANDING))

    async def icon(self, _: Request) -> Response:
        """Browsers ask for it on pages that name none."""
        return RedirectResponse("/web/icon.svg", status_code=308)

    async def sitemap(self, _: Request) -> Response:
        public = [path for path, page in site.PUBLIC.items() if page.indexed]
        agents = [
            (f"/agents/{agent_id}", f"<lastmod>{changed.date().isoformat()}</lastmod>")
            for agent_id, changed in await self._catalog.agents()
        ]
        places = [(f"/{one.kind}/{one.slug}", "") for one in await self._catalog.places()]
        lines = [
            f"<url><loc>{escape(self._origin + path)}</loc>{changed}</url>"
            for path, changed in [*((path, "") for path in public), *places, *agents]
        ]
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        body = "\n".join(
            ['<?xml version="1.0" encoding="UTF-8"?>', f'<urlset xmlns="{space}">', *lines]
        )
        return Response(f"{body}\n</urlset>\n", media_type="application/xml")

    async def robots(self, _: Request) -> Response:
        closed = "".join(f"Disallow: {root}\n" for root in (*site.PRIVATE_ROOTS, "/v1"))
        return PlainTextResponse(f"User-agent: *\n{closed}Sitemap: {self._origin}/sitemap.xml\n")

    def _page(
        self, page: site.Page, path: str, *, about: dict[str, object] | None = None
    ) -> Response:
        document = self._build.document
        if document is None:
            return Response(_UNBUILT, media_type="text/html; charset=utf-8", headers=_HEADERS)
        top = head(
            page,
            address=self._origin + path,
            fonts=self._build.fonts,
            about=about,
            facts=self._facts(),
        )
        body = document.replace(MARK, top, 1)
        if path == "/":
            body = body.replace(_LOADING, self._build.first_paint, 1)
        return Response(body, media_type="text/html; charset=utf-8", headers=_HEADERS)


@cache
def _dress(theme: str | None, faces: str) -> File:
    scheme = f":root {{ color-scheme: {theme}; }}\n" if theme else ""
    return file_of((scheme + faces).encode(), ".css")


def _drawn(request: Request, drawn: Drawn) -> Response:
    headers = {"etag": drawn.tag, "cache-control": _A_DAY}
    if request.headers.get("if-none-match") == drawn.tag:
        return Response(status_code=304, headers=headers)
    return Response(drawn.content, media_type="image/png", headers=headers)


def _sent(request: Request, file: File | None, caching: str) -> Response:
    if file is None:
        return PlainTextResponse("There is no such file.\n", status_code=404)
    headers = {"etag": file.tag, "cache-control": caching, "vary": "accept-encoding"}
    if request.headers.get("if-none-match") == file.tag:
        return Response(status_code=304, headers=headers)
    content = file.content
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        content = file.packed
        headers["content-encoding"] = "gzip"
    return Response(content, media_type=file.media_type, headers=headers)
