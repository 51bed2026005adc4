"""Remote MCP servers, stored credentials and own provider keys over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import SecretStr

from hub.identity.public import Principal, caller, goes_on
from hub.kit.http import Page, Paging, at_hand, page, paging, problems
from hub.tools import schemas, secrets, servers
from hub.tools.domain import Tools, tools_of
from hub.tools.http_probe import probe_http

router = APIRouter(prefix="/v1", responses=problems(404, 409, 422, 502, 504))

Desk = Annotated[Tools, at_hand(tools_of)]
Reads = Annotated[Principal, caller("agents:read")]
Writes = Annotated[Principal, caller("agents:write")]
Admin = Annotated[Principal, caller("admin")]
Asked = Annotated[Paging, at_hand(paging)]
Provider = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


@router.post("/mcp-servers", status_code=201, tags=["tools"])
async def register_server(
    body: schemas.NewServerBody, who: Writes, tools: Desk
) -> schemas.ServerView:
    """Look at a remote MCP server and pin its tools as they are now."""
    wanted = servers.NewServer(
        name=body.name,
        url=body.url,
        header=body.header,
        token=_plain(body.token),
        credential=body.credential,
    )
    made = await servers.register(tools, who.org_id, wanted, created_by=who.user_id)
    return schemas.ServerView.of(made)


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


@router.get("/mcp-servers", tags=["tools"])
async def list_servers(who: Reads, tools: Desk, asked: Asked) -> Page[schemas.ServerView]:
    rows = await servers.list_servers(tools, who, after=asked.after, limit=asked.limit + 1)
    listed = page(rows, asked)
    return Page[schemas.ServerView](
        data=[schemas.ServerView.of(row) for row in listed["data"]],
        next_cursor=listed["next_cursor"],
    )


@router.get("/mcp-servers/{server_id}", tags=["tools"])
async def get_server(server_id: str, who: Reads, tools: Desk) -> schemas.ServerView:
    return schemas.ServerView.of(await servers.get(tools, who.org_id, server_id))


@router.patch("/mcp-servers/{server_id}", tags=["tools"])
async def open_server(
    server_id: str, body: schemas.OpenServerBody, who: Writes, tools: Desk
) -> schemas.ServerView:
    """Replace what opens the server. Its address never changes: register another instead."""
    found = await servers.replace_token(
        tools, who, server_id, token=_plain(body.token), credential=body.credential
    )
    return schemas.ServerView.of(found)


@router.delete("/mcp-servers/{server_id}", status_code=204, tags=["tools"])
async def remove_server(server_id: str, who: Writes, tools: Desk) -> None:
    await servers.remove(tools, who, server_id)


@router.get("/mcp-servers/{server_id}/tools", tags=["tools"])
async def list_tools(server_id: str, who: Reads, tools: Desk) -> Page[schemas.ToolView]:
    """Every tool that the server had when it was last looked at, on one page."""
    found = await servers.get(tools, who.org_id, server_id)
    return Page(data=[schemas.ToolView.of(row) for row in found.tools], next_cursor=None)


@router.post("/mcp-servers/{server_id}/refresh", tags=["tools"])
async def refresh_server(server_id: str, who: Writes, tools: Desk) -> schemas.ServerView:
    """Look again. A tool that changed is not called until somebody accepts the change."""
    return schemas.ServerView.of(await servers.refresh(tools, who.org_id, server_id))


@router.post("/mcp-servers/{server_id}/accept", tags=["tools"])
async def accept_changes(
    server_id: str, who: Writes, tools: Desk, body: schemas.AcceptBody | None = None
) -> schemas.ServerView:
    wanted = body.tools if body is not None else None
    return schemas.ServerView.of(await servers.accept(tools, who, server_id, wanted))


@router.post("/http-probes", tags=["tools"])
@goes_on
async def probe_address(body: schemas.ProbeBody, who: Writes, tools: Desk) -> schemas.HttpProbeView:
    """Ask the address of an http agent what it takes, before anybody calls it.

    It is sent one `OPTIONS`, which changes nothing there, with the credential where one is named.
    A placeholder of the address stands for `x`.
    """
    found = await probe_http(
        tools, who.org_id, method=body.method, url=body.url, credential=body.credential
    )
    return schemas.HttpProbeView.model_validate(found)


@router.post("/credentials", status_code=201, tags=["credentials"])
async def create_credential(
    body: schemas.NewCredentialBody, who: Writes, tools: Desk
) -> schemas.CredentialView:
    """Store a secret that agents name. It is sent to its origin only, and never shown again."""
    made = await secrets.create_credential(
        tools,
        who,
        name=body.name,
        url=body.url,
        header=body.header,
        secret=body.secret.get_secret_value(),
    )
    return schemas.CredentialView.model_validate(made)


@router.get("/credentials", tags=["credentials"])
async def list_credentials(who: Reads, tools: Desk, asked: Asked) -> Page[schemas.CredentialView]:
    rows = await secrets.list_credentials(tools, who, after=asked.after, limit=asked.limit + 1)
    return Page[schemas.CredentialView].model_validate(page(rows, asked), from_attributes=True)


@router.put("/credentials/{credential_id}", tags=["credentials"])
async def replace_secret(
    credential_id: str, body: schemas.SecretBody, who: Writes, tools: Desk
) -> schemas.CredentialView:
    """A new secret under the same name, for the same origin."""
    secret = body.secret.get_secret_value()
    changed = await secrets.replace_secret(tools, who, credential_id, secret)
    return schemas.CredentialView.model_validate(changed)


@router.delete("/credentials/{credential_id}", status_code=204, tags=["credentials"])
async def remove_credential(credential_id: str, who: Writes, tools: Desk) -> None:
    await secrets.remove_credential(tools, who, credential_id)


@router.put("/provider-keys/{provider}", tags=["credentials"])
async def set_provider_key(
    provider: Provider, body: schemas.ProviderKeyBody, who: Admin, tools: Desk
) -> schemas.ProviderKeyView:
    """Bring your own key: models of this provider then cost nothing here but the agent's fee."""
    key = body.key.get_secret_value()
    made = await secrets.set_provider_key(tools, who, provider, key)
    return schemas.ProviderKeyView.model_validate(made)


@router.get("/provider-keys", tags=["credentials"])
async def list_provider_keys(who: Admin, tools: Desk) -> schemas.ProviderKeys:
    rows = await secrets.list_provider_keys(tools, who)
    return schemas.ProviderKeys(
        data=[schemas.ProviderKeyView.model_validate(row) for row in rows],
        next_cursor=None,
        providers=sorted(tools.providers),
    )


@router.delete("/provider-keys/{provider}", status_code=204, tags=["credentials"])
async def remove_provider_key(provider: Provider, who: Admin, tools: Desk) -> None:
    await secrets.remove_provider_key(tools, who, provider)
