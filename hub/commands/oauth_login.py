"""What a client does to be let in, once it knows where: ask a person, and use what they allow."""

import asyncio
import base64
import hashlib
import secrets
import webbrowser
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from hub.commands.oauth_finding import MCP, PING, Login, StepFailedError, need, why

_NAME: Final = "laelia doctor"


async def registration(login: Login) -> str:
    assert login.callback is not None
    if login.wishes.client_id is not None:
        described = login.wishes.client_id.startswith("https://")
        need(
            not described or login.server.get("client_id_metadata_document_supported"),
            "it does not take client ID metadata documents",
            "support them, or give a --client-id that is registered",
        )
        login.client = {"client_id": login.wishes.client_id}
        return f"as {login.wishes.client_id}"
    place = login.server.get("registration_endpoint")
    need(
        place,
        "clients cannot register themselves there",
        "give --client-id: one that is registered, or the https address of a client's document",
    )
    asked = {
        "client_name": _NAME,
        "redirect_uris": [login.callback.url],
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
    }
    status, said, _ = await login.post(str(place), json=asked)
    need(
        status == 201 and isinstance(said, dict) and said.get("client_id"),
        f"registering was answered with {status}{why(said)}",
        "see RFC 7591; older clients know no other way",
    )
    login.client = said
    return f"registered as {said['client_id']}"


async def authorization(login: Login) -> str:
    assert login.callback is not None
    state = secrets.token_urlsafe(24)
    hashed = hashlib.sha256(login.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": login.client["client_id"],
        "redirect_uri": login.callback.url,
        "code_challenge": base64.urlsafe_b64encode(hashed).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "state": state,
        "resource": login.target,
    }
    if scope := login.challenge.get("scope"):
        asked["scope"] = scope
    endpoint = str(login.server["authorization_endpoint"])
    address = endpoint + ("&" if "?" in endpoint else "?") + urlencode(asked)
    login.say(f"  Open this in a browser, sign in, and say yes:\n  {address}")
    if login.wishes.browser:
        await asyncio.to_thread(webbrowser.open, address)
    try:
        query = await asyncio.wait_for(login.callback.answer, login.wishes.wait_s)
    except TimeoutError:
        raise StepFailedError(
            f"no answer came to {login.callback.url} in {login.wishes.wait_s:.0f} s",
            "see what the browser shows; the server must send it there, unchanged",
        ) from None
    return _read_answer(login, dict(parse_qsl(query, keep_blank_values=True)), state)


def _read_answer(login: Login, said: dict[str, str], state: str) -> str:
    need(
        said.get("state") == state,
        "the answer has another `state` than the question",
        "give it back as it came; clients take anything else for an attack",
    )
    issuer = login.server["issuer"]
    promised = login.server.get("authorization_response_iss_parameter_supported")
    need(
        said.get("iss", issuer if not promised else None) == issuer,
        f"the answer says it is from {said.get('iss')}, not from {issuer}",
        "send `iss` with every answer (RFC 9207), spelled as the metadata does",
    )
    need("error" not in said, f"it was refused{why(said)}", "see what the page said")
    need(said.get("code"), "the answer has no code", "send one (OAuth 2.1, section 4.1.2)")
    login.code = said["code"]
    return "a code came, with the right state" + (" and iss" if "iss" in said else "")


async def token(login: Login) -> str:
    assert login.callback is not None
    status, said, headers = await _ask_for_tokens(
        login,
        grant_type="authorization_code",
        code=login.code,
        redirect_uri=login.callback.url,
        code_verifier=login.verifier,
    )
    need(
        status == 200 and isinstance(said, dict) and said.get("access_token"),
        f"the code was answered with {status}{why(said)}",
        "see RFC 6749, section 4.1.3; the client sent its verifier, redirect_uri and resource",
    )
    need(
        str(said.get("token_type")).lower() == "bearer",
        f"the token is of the type {said.get('token_type')}",
        "MCP takes bearer tokens",
    )
    login.tokens = said
    notes = []
    if "no-store" not in headers.get("cache-control", ""):
        notes.append("note: the answer may be cached; send Cache-Control: no-store")
    if int(said.get("expires_in") or 0) > 3600:
        notes.append("note: it lasts longer than an hour")
    scope = said.get("scope", "what was asked")
    return "; ".join([f"a token for {scope}, {said.get('expires_in')} s", *notes])


async def _ask_for_tokens(login: Login, **form: str) -> tuple[int, Any, Any]:
    sent = form | {"client_id": login.client["client_id"], "resource": login.target}
    if secret := login.client.get("client_secret"):
        sent["client_secret"] = secret
    return await login.post(str(login.server["token_endpoint"]), data=sent)


async def call(login: Login) -> str:
    headers = MCP | {"authorization": f"Bearer {login.tokens['access_token']}"}
    status, said, answered = await login.post(login.url, json=PING, headers=headers)
    challenged = answered.get("www-authenticate", "")
    need(
        status not in (401, 403),
        f"the token was answered with {status}{why(said)} {challenged}".rstrip(),
        "the MCP server must know the tokens of its authorization server, for this `resource`",
    )
    if session := answered.get("mcp-session-id"):
        async with login.http.delete(login.url, headers=headers | {"mcp-session-id": session}):
            pass
    return "the MCP server took it" + ("" if status == 200 else f"; note: it answered {status}")


async def refresh(login: Login) -> str:
    held = login.tokens.get("refresh_token")
    if held is None:
        return "no refresh token: clients will ask the person again"
    status, said, _ = await _ask_for_tokens(login, grant_type="refresh_token", refresh_token=held)
    need(
        status == 200 and isinstance(said, dict) and said.get("access_token"),
        f"the refresh token was answered with {status}{why(said)}",
        "see RFC 6749, section 6",
    )
    renewed = said.get("refresh_token")
    login.tokens = said if renewed else said | {"refresh_token": held}
    return "renewed" + ("" if renewed not in (None, held) else "; note: it does not rotate")


async def giving_back(login: Login) -> str:
    place = login.server.get("revocation_endpoint")
    if not place:
        return "nothing to revoke at; end the grant by hand"
    held = login.tokens.get("refresh_token") or login.tokens["access_token"]
    sent = {"token": held, "client_id": login.client["client_id"]}
    if secret := login.client.get("client_secret"):
        sent["client_secret"] = secret
    status, said, _ = await login.post(str(place), data=sent)
    need(status == 200, f"revoking was answered with {status}{why(said)}", "see RFC 7009")
    return "what was granted is revoked"
