"""The authorization server over HTTP, but for its pages: parse, call, render."""

from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

from authlib.oauth2.base import OAuth2Error
from fastapi import APIRouter, Body, Request, Response

from hub.identity.access import ANY_SCOPE, PUBLIC, caller
from hub.identity.answers import peer_of
from hub.identity.oauth import proving, registering, service
from hub.identity.oauth.domain import OAuth, oauth_of
from hub.identity.oauth.errors import InvalidProofError
from hub.identity.oauth.metadata import server_metadata
from hub.identity.oauth.proofs import ProofInvalid
from hub.identity.oauth.protocol import Decided, Fields
from hub.identity.oauth.resources import WELL_KNOWN, resource_at
from hub.identity.oauth.schemas import GrantView, Registration
from hub.identity.principal import Principal
from hub.kit.errors import LaeliaError, NotFound, RateLimited, TooLarge
from hub.kit.http import Page, Paging, at_hand, json_response, page, paging, problems

_MOST_BODY: Final = 32 * 1024
_MOST_FIELDS: Final = 40
_NO_STORE: Final = {"cache-control": "no-store", "pragma": "no-cache"}
_SHARED: Final = {"cache-control": "public, max-age=300", "access-control-allow-origin": "*"}
_ERROR: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
}


def _refuses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OAuth's own errors; their `error` is the stable code."""
    content = {"application/json": {"schema": _ERROR}}
    return {status: {"description": "Refused", "content": content} for status in statuses}


def _form(*required: str, **others: str) -> dict[str, Any]:
    """A body of form fields, for the document."""
    names = dict.fromkeys(required, "") | others
    fields = {name: {"type": "string"} for name in names}
    schema = {"type": "object", "required": list(required), "properties": fields}
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


Server = Annotated[OAuth, at_hand(oauth_of)]
Anyone = Annotated[Principal, caller(ANY_SCOPE)]
router = APIRouter(responses=problems(404, 405, 429, 503))
grants = APIRouter(prefix="/v1", responses=problems(401, 403, 404, 405, 422, 429, 503))


# What is refused is told as RFC 7591 says, what is no text at all as everywhere else.
_REFUSED_OR_UNREADABLE: Final = {
    "description": "Bad Request",
    "content": {**_refuses(400)[400]["content"], **problems(400)[400]["content"]},
}


@router.get("/.well-known/oauth-authorization-server", tags=["oauth"], dependencies=[PUBLIC])
async def authorization_server(oauth: Server) -> Response:
    """The authorization server's metadata (RFC 8414)."""
    return json_response(server_metadata(oauth), headers=_SHARED)


@router.get(WELL_KNOWN, tags=["oauth"], dependencies=[PUBLIC])
async def hub_resource(oauth: Server) -> Response:
    """The whole hub as a protected resource (RFC 9728)."""
    return _resource(oauth, "")


@router.get(WELL_KNOWN + "/mcp", tags=["oauth"], dependencies=[PUBLIC])
async def mcp_resource(oauth: Server) -> Response:
    """`/mcp` as a protected resource."""
    return _resource(oauth, "/mcp")


@router.get(WELL_KNOWN + "/mcp/agents/{agent_id}", tags=["oauth"], dependencies=[PUBLIC])
async def agent_resource(agent_id: str, oauth: Server) -> Response:
    """One agent's address as a protected resource; says nothing of whether there is one."""
    return _resource(oauth, f"/mcp/agents/{agent_id}")


def _resource(oauth: OAuth, path: str) -> Response:
    resource = resource_at(oauth.issuer, path)
    if resource is None:
        raise NotFound("There is no such resource.")
    return json_response(resource.metadata(), headers=_SHARED)


@router.post(
    "/oauth/token",
    tags=["oauth"],
    dependencies=[PUBLIC],
    responses=_refuses(400, 401, 413, 422, 429, 503),
    openapi_extra=_form(
        "grant_type",
        **dict.fromkeys(
            ("client_id", "client_secret", "code", "code_verifier", "redirect_uri"), ""
        ),
        **dict.fromkeys(("assertion", "refresh_token", "resource", "scope"), ""),
        **dict.fromkeys(("client_assertion", "client_assertion_type"), ""),
    ),
)
async def token(request: Request, oauth: Server) -> Response:
    """Tokens for a code, a refresh token, or a machine's own credentials. With a `DPoP` header they
    are bound to its key.
    """
    try:
        await _admit(oauth, request)
        fields, headers = await _read(request)
        key = await proving.key_of(oauth.identity, request)
        decided = await service.exchange(oauth, fields, headers, peer_of(request), proof_key=key)
    except (OAuth2Error, LaeliaError) as error:
        return refusal(error)
    return _answer(decided)


@router.post(
    "/oauth/revoke",
    tags=["oauth"],
    dependencies=[PUBLIC],
    responses=_refuses(400, 401, 413, 422, 429, 503),
    openapi_extra=_form(
        "token",
        **dict.fromkeys(("client_id", "client_secret"), ""),
        **dict.fromkeys(("client_assertion", "client_assertion_type"), ""),
    ),
)
async def revoke(request: Request, oauth: Server) -> Response:
    """End a token (RFC 7009); a refresh token takes along all that came of it."""
    try:
        await _admit(oauth, request)
        fields, headers = await _read(request)
        await service.revoke(oauth, fields, headers, peer_of(request))
    except (OAuth2Error, LaeliaError) as error:
        return refusal(error)
    return json_response({}, headers=_NO_STORE)


@router.post(
    "/oauth/register",
    status_code=201,
    tags=["oauth"],
    dependencies=[PUBLIC],
    responses=_refuses(400, 429, 503) | {400: _REFUSED_OR_UNREADABLE},
)
async def register(
    body: Annotated[Registration, Body()], request: Request, oauth: Server
) -> Response:
    """Make a client known that has no document of its own (RFC 7591)."""
    if not oauth.settings.registration:
        raise NotFound("Clients cannot register themselves here.")
    try:
        made = await registering.register(oauth, body, _peer(request))
    except (OAuth2Error, LaeliaError) as error:
        return refusal(error)
    return json_response(made, status=201, headers=_NO_STORE)


@grants.get("/oauth/grants", tags=["oauth"])
async def list_grants(
    who: Anyone, oauth: Server, asked: Annotated[Paging, at_hand(paging)]
) -> Page[GrantView]:
    """Programs that may act for you; for an admin, for anybody in the organization."""
    rows = await service.list_grants(oauth, who, after=asked.after, limit=asked.limit + 1)
    return Page[GrantView].model_validate(page(rows, asked), from_attributes=True)


@grants.delete("/oauth/grants/{grant_id}", status_code=204, tags=["oauth"])
async def revoke_grant(grant_id: str, who: Anyone, oauth: Server) -> None:
    """End what a program may do for you: within a second its tokens open nothing."""
    await service.revoke_grant(oauth, who, grant_id)


def refusal(error: OAuth2Error | LaeliaError) -> Response:
    """In OAuth's words, whichever of the two it is; `error` is for programs."""
    if isinstance(error, LaeliaError):
        body = {"error": _word(error), "error_description": error.detail}
        status = 400 if isinstance(error, ProofInvalid) else error.status
        return json_response(body, status=status, headers=_NO_STORE | error.headers)
    status, body, headers = error(None)
    return _answer(Decided(status, body, headers))


def _word(error: LaeliaError) -> str:
    if isinstance(error, ProofInvalid):
        return InvalidProofError.error
    if error.status == 401:
        return "invalid_client"
    if isinstance(error, RateLimited):
        return "slow_down"
    return "temporarily_unavailable" if error.status == 503 else "invalid_request"


def _answer(decided: Decided) -> Response:
    headers = dict(decided.headers) | _NO_STORE
    headers.pop("Content-Type", None)
    headers.pop("Cache-Control", None)
    headers.pop("Pragma", None)
    return json_response(decided.body, status=decided.status, headers=headers)


async def _admit(oauth: OAuth, request: Request) -> None:
    """Guessing costs; so does being asked for nothing, over and over."""
    await oauth.identity.sign_ins.admit_address("oauth", _peer(request))


async def _read(request: Request) -> tuple[Fields, dict[str, str]]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BODY:
            raise TooLarge(f"The body is over {_MOST_BODY} bytes.")
    try:
        text = body.decode("ascii")
        fields = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        fields = []  # it names nothing, which is refused in OAuth's words
    authorization = request.headers.get("authorization")
    return fields, {} if authorization is None else {"Authorization": authorization}


def _peer(request: Request) -> str:
    return request.client.host if request.client is not None else ""
