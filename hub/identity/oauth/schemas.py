"""Wire shapes of the authorization server. What OAuth says to ignore is ignored."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from hub.identity.schemas import Time, View

Short = Annotated[str, Field(max_length=2000)]
Shorts = Annotated[list[Short], Field(max_length=20)]


class Registration(BaseModel):
    """Client metadata of RFC 7591, as far as the hub reads it."""

    model_config = ConfigDict(extra="ignore")

    redirect_uris: Shorts = Field(min_length=1)
    client_name: Short | None = None
    token_endpoint_auth_method: Short | None = None
    grant_types: Shorts | None = None
    response_types: Shorts | None = None
    jwks: dict[str, Any] | None = None
    jwks_uri: Short | None = None
    dpop_bound_access_tokens: bool = False


class GrantView(View):
    """A program that may act for a person; `resource` is the address at which it may."""

    id: str
    client_id: str
    client_name: str
    user_id: str
    resource: str
    scopes: list[str]
    agent_ids: list[str] | None
    created_at: Time
    expires_at: Time
    last_used_at: Time | None
