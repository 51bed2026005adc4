"""Pages for people: what this hub is and that it works, its set-up, its reference.

They are plain HTML with one style sheet and small scripts of their own, and of the front end a
second sheet: its fonts, and the theme that somebody chose there. Nothing comes from elsewhere,
nothing is inline, and the policy sent along forbids both.
"""

from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hub.agents.public import platform_agent_id
from hub.gateway.health import Health
from hub.gateway.reference import errors_page, reference
from hub.identity.public import MIN_PASSWORD_LENGTH, declares
from hub.kit.amounts import format_credits, to_micro
from hub.kit.errors import NotFound
from hub.kit.http import encode_json
from hub.kit.ids import is_id
from hub.kit.settings import Settings

_STATIC: Final = Path(__file__).with_name("static")
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self';"
    " connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
_STATES: Final = {
    "ok": "It works: every engine answers",
    "degraded": "It works; something it can do without is away",
    "unavailable": "It cannot work right now",
}
# Each petal is an engine: its name in the health report, its label, where it points and is named.
_PETALS: Final = (
    ("hub", "Hub", 0, 250, 14),
    ("database", "Records", 72, 462, 142),
    ("nats", "Events", 144, 388, 424),
    ("valkey", "Limits", -144, 112, 424),
    ("local_model", "Model", -72, 38, 142),
)
_BLADE: Final = "M0-6C-62-44-80-122 0-196 80-122 62-44 0-6Z"
_VEINS: Final = "M0-20V-168M0-48C-16-76-30-100-34-128M0-48C16-76 30-100 34-128"


class Pages:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @declares("public")
    async def status(self, request: Request) -> Response:
        health: Health = request.app.state.health
        _, report = await health.report()
        described = await request.app.described()
        body = template("status.html").substitute(
            url=escape(self._settings.base_url),
            agent=platform_agent_id("summarize"),
            welcome=format_credits(to_micro(self._settings.credits.welcome_grant)),
            version=escape(request.app.version),
            petals=_petals(report["engines"] | {"hub": "ok"}),
            state=_STATES[report["status"]],
            state_class=report["status"],
            ways=_ways(self._settings.base_url, frozenset(described["paths"])),
        )
        return self._page("Laelia: call any agent by its ID", body, script="status.js")

    @declares("public")
    async def setup(self, _: Request) -> Response:
        body = template("setup.html").substitute(shortest=MIN_PASSWORD_LENGTH)
        answer = self._page("Set up Laelia", body, script="setup.js")
        answer.headers["cache-control"] = "no-store"
        return answer

    @declares("public")
    async def checkout(self, request: Request) -> Response:
        """How to pay for an agent. Which agent is only repeated: it is not looked up."""
        asked = request.query_params.get("agent", "")
        known = is_id("agt", asked)
        body = template("checkout.html").substitute(
            agent=f"The agent <code>{asked}</code>" if known else "The agent",
            path=asked if known else "{agent_id}",
        )
        return self._page("Before the first call: Laelia", body)

    @declares("public")
    async def docs(self, request: Request) -> Response:
        body = reference(template("docs.html"), await request.app.described())
        return self._page("Laelia reference", body, script="docs.js")

    @declares("public")
    async def errors(self, _: Request) -> Response:
        return self._page("Laelia errors", errors_page(template("errors.html")))

    @declares("public")
    async def openapi(self, request: Request) -> Response:
        return Response(
            encode_json(await request.app.described()),
            media_type="application/json",
            headers={"cache-control": "no-cache"},
        )

    @declares("public")
    async def static(self, request: Request) -> Response:
        found = _files().get(request.path_params["name"])
        if found is None:
            raise NotFound("There is no such file.")
        content, media_type = found
        return Response(content, media_type=media_type, headers={"cache-control": "no-cache"})

    def _page(self, title: str, body: str, *, script: str | None = None) -> Response:
        head = f'<script src="/static/{script}" defer></script>' if script else ""
        return shell(title, body, head=head)


def shell(title: str, body: str, *, head: str = "", forms: str = "") -> Response:
    """A whole page. `forms` is a further origin to which what a form is answered with may lead."""
    html = template("shell.html").substitute(
        title=escape(title),
        description="One hub through which a business reaches every AI agent it has enabled.",
        scripts=head,
        body=body,
    )
    policy = _POLICY.replace("form-action 'self'", f"form-action 'self' {forms}".rstrip())
    headers = {
        "content-security-policy": policy,
        "cache-control": "no-cache",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
    }
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)


def pages(settings: Settings) -> list[BaseRoute]:
    made = Pages(settings)
    return [
        Route("/status", made.status, include_in_schema=False),
        Route("/setup", made.setup, include_in_schema=False),
        Route("/billing/checkout", made.checkout, include_in_schema=False),
        Route("/docs/reference", made.docs, include_in_schema=False),
        Route("/docs/errors", made.errors, include_in_schema=False),
        Route("/static/{name}", made.static, include_in_schema=False),
        Route("/openapi.json", made.openapi),
    ]


@cache
def template(name: str) -> Template:
    return Template((_STATIC / name).read_text())


@cache
def _files() -> dict[str, tuple[bytes, str]]:
    """Everything that may be asked for, read once: no name reaches the file system."""
    return {
        path.name: (path.read_bytes(), _TYPES[path.suffix])
        for path in _STATIC.iterdir()
        if path.suffix in _TYPES
    }


def _petals(engines: dict[str, str]) -> str:
    drawn = []
    for name, label, turn, x, y in _PETALS:
        state = engines.get(name)
        kind = "petal" if state is None else "petal ok" if state == "ok" else "petal down"
        drawn.append(
            f'<g class="{kind}" data-engine="{name}">'
            f'<g transform="translate(250 228) rotate({turn})">'
            f'<path class="blade" d="{_BLADE}"/><path class="vein" d="{_VEINS}"/>'
            f'<path class="light" d="M0-20V-168"/></g>'
            f'<text x="{x}" y="{y}">{label}</text></g>'
        )
    return "\n".join(drawn)


def _ways(url: str, paths: frozenset[str]) -> str:
    """How else an agent is called, as far as this hub serves it."""
    known = (
        (
            "/mcp",
            "From an MCP client",
            "Agents are tools: Claude, VS Code, Cursor.",
            "/mcp",
        ),
        (
            "/v1/chat/completions",
            "With OpenAI's SDK",
            "The base URL; the model is an agent's ID.",
            "/v1",
        ),
        ("/v1/messages", "With Anthropic's SDK", "The base URL; the model is an agent's ID.", ""),
        (
            "/v1/schedules",
            "On a schedule",
            "Runs that start by themselves, within a budget.",
            "/v1/schedules",
        ),
        ("/openapi.json", "From your own code", "OpenAPI 3.1 of every operation.", "/openapi.json"),
        ("/metrics", "From your monitoring", "Prometheus, on this machine.", "/metrics"),
    )
    return "\n".join(
        f"<div><dt>{title}</dt><dd>{text}<code>{escape(url + tail)}</code></dd></div>"
        for path, title, text, tail in known
        if path in paths
    )
