"""`GET /v1/models`: the agents that the caller may ask over this face."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from hub.gateway.openai.errors import error_body
from hub.identity.public import Principal, authenticate, declares, identity_of
from hub.kit.errors import LaeliaError, NotFound
from hub.kit.http import json_response, problem, request_id_of
from hub.runs.public import Gatekeeper, Permitted

_FACE = "openai"


class ModelNotFound(NotFound):
    code = "agent_not_found"
    title = "There is no such agent that you can see"


class Models:
    """Listing and showing; errors in OpenAI's shape."""

    def __init__(self, gatekeeper: Gatekeeper) -> None:
        self._gatekeeper = gatekeeper

    async def list(self, request: Request) -> Response:
        return await in_shape(request, self._list)

    async def show(self, request: Request) -> Response:
        return await in_shape(request, self._show)

    async def _list(self, who: Principal, _: Request) -> Mapping[str, Any]:
        found = await self._gatekeeper.permitted(who, _FACE)
        return {"object": "list", "data": [_model(one) for one in found]}

    async def _show(self, who: Principal, request: Request) -> Mapping[str, Any]:
        wanted = request.path_params["model"]
        for one in await self._gatekeeper.permitted(who, _FACE):
            if one.access.agent_id == wanted:
                return _model(one)
        raise ModelNotFound("No enabled agent has this ID.")


def model_routes() -> list[BaseRoute]:
    """Served from what the process has open, found at `app.state.runs`."""

    @declares("agents:read")
    async def listed(request: Request) -> Response:
        return await Models(request.app.state.runs.gatekeeper).list(request)

    @declares("agents:read")
    async def shown(request: Request) -> Response:
        return await Models(request.app.state.runs.gatekeeper).show(request)

    return [Route("/v1/models", listed), Route("/v1/models/{model}", shown)]


async def in_shape(
    request: Request,
    answer: Callable[[Principal, Request], Awaitable[Mapping[str, Any]]],
    *,
    scope: str = "agents:read",
) -> Response:
    """Answers an admitted caller; every error in OpenAI's shape."""
    try:
        who = await authenticate(request, method=request.method)
        await identity_of(request).requests.admit(who)
        who.require(scope)
        return json_response(await answer(who, request))
    except LaeliaError as error:
        body = error_body(problem(error, request_id=request_id_of(request)))
        return json_response(body, status=error.status, headers=error.headers)


def _model(one: Permitted) -> dict[str, Any]:
    manifest = one.runnable.manifest
    return {
        "id": one.access.agent_id,
        "object": "model",
        "created": 0,
        "owned_by": one.runnable.owner_id,
        "name": manifest.name,
        "description": manifest.description,
        "agent_version": one.runnable.version,
        "input_schema": manifest.input_schema,
        "output_schema": manifest.output_schema,
    }
