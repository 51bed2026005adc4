"""Every path and method has the route that it would have if each route were tried in turn."""

import re
from collections.abc import Iterator

from starlette.routing import BaseRoute, Match

from hub.app import Api, Faces
from hub.gateway.index import Index
from hub.kit.settings import Settings
from hub.storefront import Showcase

_METHODS = ("GET", "POST")


def _paths(routes: list[BaseRoute]) -> Iterator[str]:
    yield from (
        "",
        "*",
        "/v1",
        "/v1/",
        "//v1/agents",
        "/nowhere",
        "/v1/nowhere",
        "/v1/agents/",
        "/status/x",
    )
    for route in routes:
        yield re.sub(r"\{[^}]*\}", "x", getattr(route, "path", ""))


def test_every_request_finds_the_route_that_it_would_if_each_were_tried() -> None:
    api = Api(Settings(), Faces(), Showcase())
    api.complete()
    index, found = Index(api.routes), 0
    for path in set(_paths(api.routes)):
        for method in _METHODS:
            scope = {"type": "http", "path": path, "method": method, "headers": []}
            tried = [(*route.matches(scope), route) for route in api.routes]
            best = max((match for match, _, _ in tried), key=lambda match: match.value)
            match, child = index.matches(scope)
            chosen = child.pop("laelia.chosen", None)
            assert match is best, f"{method} {path}"
            if match is not Match.NONE:
                first = next((child, route) for found, child, route in tried if found is best)
                assert (child, chosen) == first, f"{method} {path}"
                found += 1
    assert found > 400
