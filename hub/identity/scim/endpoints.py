"""SCIM over HTTP: parse, call, render. The token says which organization's directory it is."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response

from hub.identity.access import caller, goes_on
from hub.identity.directory.domain import Directory
from hub.identity.principal import PROVISIONING, Principal
from hub.identity.scim import everything, groups, service_provider, users
from hub.identity.scim.answering import (
    ERROR_SCHEMA,
    MEDIA,
    ScimRoute,
    answer,
    asked_of,
    body_of,
    collection,
    resource,
    searched,
)
from hub.identity.scim.attributes import GROUP, USER
from hub.identity.scim.errors import ScimMethod, ScimNotFound
from hub.identity.scim.patching import PATCH
from hub.identity.scim.users import base_of
from hub.kit.errors import Forbidden
from hub.kit.http import at_hand

_REFUSED: Final[dict[int | str, dict[str, Any]]] = {
    status: {"description": "Refused", "content": {MEDIA: {"schema": ERROR_SCHEMA}}}
    for status in ("4XX", "5XX")
}
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Found", "content": {MEDIA: {"schema": {"type": "object"}}}}
}
_MADE: Final[dict[int | str, dict[str, Any]]] = {201: _ANSWERS[200] | {"description": "Made"}}
_QUERIES: Final = ("filter", "sortBy", "sortOrder", "startIndex", "count")
_SHOWS: Final = ("attributes", "excludedAttributes")
_KNOWN: Final = ("serviceproviderconfig", "resourcetypes", "schemas", "users", "groups")

router = APIRouter(prefix="/scim/v2", route_class=ScimRoute, responses=_REFUSED, tags=["scim"])


def directory_of(request: Request) -> Directory:
    found: Directory = request.app.state.directory
    return found


Hub = Annotated[Directory, at_hand(directory_of)]
Provisioner = Annotated[Principal, caller(PROVISIONING)]


def _takes(*names: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Query parameters and a body, for the document; they are read by our own hand."""
    found: dict[str, Any] = {
        "parameters": [
            {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
            for name in names
        ]
    }
    if body is not None:
        content = {kind: {"schema": body} for kind in ("application/json", MEDIA)}
        found["requestBody"] = {"required": True, "content": content}
    return found


def _body(schema: str, name: str, **others: Any) -> dict[str, Any]:
    words = {"type": "array", "items": {"const": schema}}
    properties = {"schemas": words, name: {"type": "string", "minLength": 1}, **others}
    return {"type": "object", "required": [name], "properties": properties}


_USER: Final = _body(
    USER,
    "userName",
    externalId={"type": "string"},
    displayName={"type": "string"},
    active={"type": "boolean"},
    emails={"type": "array", "items": {"type": "object"}},
)
_GROUP: Final = _body(GROUP, "displayName", members={"type": "array", "items": {"type": "object"}})
_PATCH: Final = {
    "type": "object",
    "required": ["Operations"],
    "properties": {
        "schemas": {"type": "array", "items": {"const": PATCH}},
        "Operations": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["op"],
                "properties": {
                    "op": {"enum": ["add", "replace", "remove"]},
                    "path": {"type": "string"},
                    "value": {},
                },
            },
        },
    },
}
_SEARCH: Final = {
    "type": "object",
    "properties": {
        "filter": {"type": "string"},
        "startIndex": {"type": "integer"},
        "count": {"type": "integer"},
    },
}


@router.get("/ServiceProviderConfig", responses=_ANSWERS)
async def service_provider_config(_: Provisioner, directory: Hub) -> Response:
    """What this server can do."""
    return answer(service_provider.config(base_of(directory)))


@router.get("/ResourceTypes", responses=_ANSWERS)
async def resource_types(_: Provisioner, directory: Hub, request: Request) -> Response:
    _no_filter(request)
    return answer(collection(service_provider.resource_types(base_of(directory))))


@router.get("/ResourceTypes/{resource_type}", responses=_ANSWERS)
async def get_resource_type(resource_type: str, _: Provisioner, directory: Hub) -> Response:
    return answer(service_provider.resource_type(resource_type, base_of(directory)))


@router.get("/Schemas", responses=_ANSWERS)
async def schemas(_: Provisioner, directory: Hub, request: Request) -> Response:
    _no_filter(request)
    return answer(collection(service_provider.schemas(base_of(directory))))


@router.get("/Schemas/{urn}", responses=_ANSWERS)
async def schema(urn: str, _: Provisioner, directory: Hub) -> Response:
    return answer(service_provider.schema(urn, base_of(directory)))


def _no_filter(request: Request) -> None:
    """RFC 7644, section 4: of these lists nothing is selected."""
    if "filter" in request.query_params:
        raise Forbidden("This list is shown whole.")


@router.post("/.search", responses=_ANSWERS, openapi_extra=_takes(body=_SEARCH))
@goes_on
async def search(request: Request, who: Provisioner, directory: Hub) -> Response:
    """People and groups at once."""
    return answer(await everything.find(directory, who, searched(await body_of(request))))


@router.get("/Users", responses=_ANSWERS, openapi_extra=_takes(*_QUERIES, *_SHOWS))
async def list_users(request: Request, who: Provisioner, directory: Hub) -> Response:
    """People of the directory; `userName eq "…"` finds one."""
    return answer(await users.find(directory, who, asked_of(request)))


@router.post("/Users/.search", responses=_ANSWERS, openapi_extra=_takes(body=_SEARCH))
@goes_on
async def search_users(request: Request, who: Provisioner, directory: Hub) -> Response:
    """The same with the query in the body, where it shows in no log."""
    return answer(await users.find(directory, who, searched(await body_of(request))))


@router.post("/Users", status_code=201, responses=_MADE, openapi_extra=_takes(*_SHOWS, body=_USER))
async def create_user(request: Request, who: Provisioner, directory: Hub) -> Response:
    """Their seat follows: at once for the organization's own domains, else by invitation."""
    entry = await users.create(directory, who, await body_of(request))
    [shown] = await users.render(directory, who, [entry], asked_of(request))
    return resource(request, shown, status=201)


@router.get("/Users/{scim_user_id}", responses=_ANSWERS, openapi_extra=_takes(*_SHOWS))
async def get_user(
    scim_user_id: str, request: Request, who: Provisioner, directory: Hub
) -> Response:
    entry = await users.get(directory, who, scim_user_id)
    [shown] = await users.render(directory, who, [entry], asked_of(request))
    return resource(request, shown)


@router.put("/Users/{scim_user_id}", responses=_ANSWERS, openapi_extra=_takes(*_SHOWS, body=_USER))
async def replace_user(
    scim_user_id: str, request: Request, who: Provisioner, directory: Hub
) -> Response:
    """`active: false` ends their sessions, keys and grants here; true brings the seat back."""
    body, if_match = await body_of(request), request.headers.get("if-match")
    entry = await users.replace(directory, who, scim_user_id, body, if_match=if_match)
    [shown] = await users.render(directory, who, [entry], asked_of(request))
    return resource(request, shown)


@router.patch(
    "/Users/{scim_user_id}", responses=_ANSWERS, openapi_extra=_takes(*_SHOWS, body=_PATCH)
)
async def patch_user(
    scim_user_id: str, request: Request, who: Provisioner, directory: Hub
) -> Response:
    """Also as Entra ID and Okta write it."""
    body, if_match = await body_of(request), request.headers.get("if-match")
    entry = await users.patch(directory, who, scim_user_id, body, if_match=if_match)
    [shown] = await users.render(directory, who, [entry], asked_of(request))
    return resource(request, shown)


@router.delete("/Users/{scim_user_id}", status_code=204)
async def remove_user(
    scim_user_id: str, request: Request, who: Provisioner, directory: Hub
) -> Response:
    """The seat ends; what the person made and did stays."""
    if_match = request.headers.get("if-match")
    await users.remove(directory, who, scim_user_id, if_match=if_match)
    return answer(None, status=204)


@router.get("/Groups", responses=_ANSWERS, openapi_extra=_takes(*_QUERIES, *_SHOWS))
async def list_groups(request: Request, who: Provisioner, directory: Hub) -> Response:
    """Groups of the directory; `excludedAttributes=members` spares the long lists."""
    return answer(await groups.find(directory, who, asked_of(request)))


@router.post("/Groups/.search", responses=_ANSWERS, openapi_extra=_takes(body=_SEARCH))
@goes_on
async def search_groups(request: Request, who: Provisioner, directory: Hub) -> Response:
    """The same with the query in the body."""
    return answer(await groups.find(directory, who, searched(await body_of(request))))


@router.post(
    "/Groups", status_code=201, responses=_MADE, openapi_extra=_takes(*_SHOWS, body=_GROUP)
)
async def create_group(request: Request, who: Provisioner, directory: Hub) -> Response:
    """Its people have the role that the organization gives to its name."""
    group = await groups.create(directory, who, await body_of(request))
    [shown] = await groups.render(directory, who, [group], asked_of(request))
    return resource(request, shown, status=201)


@router.get("/Groups/{scim_group_id}", responses=_ANSWERS, openapi_extra=_takes(*_SHOWS))
async def get_group(
    scim_group_id: str, request: Request, who: Provisioner, directory: Hub
) -> Response:
    group = await groups.get(directory, who, scim_group_id)
    [shown] = await groups.render(directory, who, [group], asked_of(request))
    return resource(request, shown)


@router.put(
    "/Groups/{scim_group_id}", responses=_ANSWERS, openapi_extra=_takes(*_SHOWS, body=_GROUP)
)
async def replace_group(
    scim_group_id: str, request: Request, who: Provisioner, directory: Hub
) -> Response:
    body, if_match = await body_of(request), request.headers.get("if-match")
    group = await groups.replace(directory, who, scim_group_id, body, if_match=if_match)
    [shown] = await groups.render(directory, who, [group], asked_of(request))
    return resource(request, shown)


@router.patch(
    "/Groups/{scim_group_id}", responses=_ANSWERS, openapi_extra=_takes(*_SHOWS, body=_PATCH)
)
async def patch_group(
    scim_group_id: str, request: Request, who: Provisioner, directory: Hub
) -> Response:
    body, if_match = await body_of(request), request.headers.get("if-match")
    group = await groups.patch(directory, who, scim_group_id, body, if_match=if_match)
    [shown] = await groups.render(directory, who, [group], asked_of(request))
    return resource(request, shown)


@router.delete("/Groups/{scim_group_id}", status_code=204)
async def remove_group(
    scim_group_id: str, request: Request, who: Provisioner, directory: Hub
) -> Response:
    """Its people stay; a role that it gave them ends."""
    if_match = request.headers.get("if-match")
    await groups.remove(directory, who, scim_group_id, if_match=if_match)
    return answer(None, status=204)


@router.api_route(
    "/{path:path}",
    methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
    include_in_schema=False,
)
async def elsewhere(path: str, _: Provisioner) -> Response:
    """What is not here, and methods that what is here does not take."""
    first, *more = path.split("/")
    if first.lower() in _KNOWN and len(more) <= 1:
        raise ScimMethod("This address does not take that method.")
    raise ScimNotFound("There is nothing at this address.")
