"""One sign-in through a provider, from the browser's leaving to what the provider says.

A flow is begun by a browser, answered once by the provider, and used once by the browser that
began it. A browser's secret is a cookie; of it and of `state` only the hash is stored. What comes
by POST from a SAML provider brings no cookie along, so its answer is kept and the browser sent on
to finish. Nothing that the provider has to do is waited for inside a transaction.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec

from hub.audit import public as audit
from hub.identity.credentials import digest
from hub.identity.errors import AssertionRefused
from hub.identity.oidc_client import Leg, Registration
from hub.identity.service import record_refusal_in
from hub.identity.sso import claims, repository
from hub.identity.sso.claims import Person
from hub.identity.sso.connections import secret_of
from hub.identity.sso.domain import Sso, flow_place, outcome_place
from hub.identity.sso.errors import SsoConnectionNotFound, SsoFlowInvalid
from hub.identity.sso.models import Connection, Flow, SeenAssertion
from hub.identity.sso.saml import messages, responses
from hub.kit.ids import is_id, new_id

LIFE: Final = timedelta(minutes=10)
MOST_ATTEMPTS: Final = 5
MOST_STATE: Final = 100
_MOST_RETURN: Final = 4000
# A path of this hub. Browsers take a backslash for a slash, and leave out blanks.
_OURS: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*", re.ASCII)
Purpose = Literal["sign_in", "test"]


class _Kept(msgspec.Struct):
    """What only we know of a flow. `request_id` is a SAML request's."""

    nonce: str
    verifier: str
    request_id: str
    return_to: str


@dataclass(frozen=True, slots=True)
class Begun:
    flow_id: str
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """`updated_at` of the connection says with which of its settings."""

    connection: Connection
    flow: Flow
    person: Person
    return_to: str


def path_within(given: str | None) -> str:
    """Where to go afterwards: a path of this hub, or its first page."""
    if given is None or len(given) > _MOST_RETURN or not _OURS.fullmatch(given):
        return "/"
    return given


async def connection_of(
    sso: Sso, connection_id: str, *, kind: str | None = None, active: bool = True
) -> Connection:
    """Raises SsoConnectionNotFound: also when it is disabled, unless that does not matter."""
    org_id = None
    if is_id("sso", connection_id):
        async with sso.identity.database.transaction() as session:
            org_id = await repository.owner_of(session, connection_id)
    if org_id is None:
        raise SsoConnectionNotFound("There is no such connection.")
    async with sso.identity.database.transaction(org_id) as session:
        row = await repository.get_connection(session, org_id, connection_id)
    if (active and row.status != "active") or kind not in (None, row.kind):
        raise SsoConnectionNotFound("There is no such connection.")
    return row


async def begin(
    sso: Sso,
    row: Connection,
    *,
    browser: str | None,
    return_to: str = "/",
    login_hint: str | None = None,
    purpose: Purpose = "sign_in",
    created_by: str | None = None,
    entry: audit.Entry | None = None,
) -> Begun:
    """Where the browser goes. A test is bound to no browser: nothing comes of it but a report, and
    `entry` is recorded with it.

    Raises:
        IdentityProviderFailed: the provider cannot be used.
    """
    leg, request_id = Leg.new(), messages.new_request_id()
    url = await _address(sso, row, leg, request_id, login_hint)
    now = sso.identity.clock()
    flow = Flow(
        id=new_id("sfl"),
        org_id=row.org_id,
        connection_id=row.id,
        state_hash=digest(leg.state),
        browser_hash=None if browser is None else digest(browser),
        purpose=purpose,
        sealed=b"",
        created_by=created_by,
        expires_at=now + LIFE,
    )
    kept = _Kept(leg.nonce, leg.verifier, request_id, return_to)
    flow.sealed = await sso.secrets.seal(flow_place(flow), msgspec.json.encode(kept).decode())
    async with sso.identity.database.transaction(row.org_id) as session:
        await repository.add_flow(session, flow, now)
        if entry is not None:
            await audit.record(session, entry)
    return Begun(flow.id, url, flow.expires_at)


async def _address(
    sso: Sso, row: Connection, leg: Leg, request_id: str, login_hint: str | None
) -> str:
    if row.kind == "saml":
        return messages.request_address(
            sp_of(sso, row),
            idp_of(row),
            request_id=request_id,
            state=leg.state,
            private_key=await _private_key(sso, row),
            now=sso.identity.clock(),
        )
    provider = await sso.oidc.provider(row.settings["issuer"])
    registration = await registration_of(sso, row)
    return sso.oidc.address(provider, registration, leg, login_hint=login_hint)


async def registration_of(sso: Sso, row: Connection) -> Registration:
    return Registration(
        client_id=row.settings["client_id"],
        secret=await secret_of(sso, row),
        redirect_uri=sso.address(row.id, "callback"),
        scopes=tuple(row.settings["scopes"]),
    )


def sp_of(sso: Sso, row: Connection) -> messages.Sp:
    return messages.Sp(
        entity_id=sso.address(row.id, "metadata"),
        acs_url=sso.address(row.id, "acs"),
        certificate=row.settings["sp_certificate"],
    )


def idp_of(row: Connection) -> messages.Idp:
    settings = row.settings
    return messages.Idp(settings["entity_id"], settings["sso_url"], tuple(settings["certificates"]))


async def _private_key(sso: Sso, row: Connection) -> str:
    key = await secret_of(sso, row)
    assert key is not None
    return key


async def find(
    sso: Sso, row: Connection, state: str, *, browser: str | None, status: str
) -> tuple[Flow, _Kept]:
    """The flow, with what was kept of it. `browser` is looked at unless it is a test.

    Raises:
        SsoFlowInvalid: begun elsewhere, over, used, or never begun.
    """
    invalid = SsoFlowInvalid("Begin the sign-in again.")
    if not 0 < len(state) <= MOST_STATE:
        raise invalid
    async with sso.identity.database.transaction(row.org_id) as session:
        flow = await repository.find_flow(session, row.org_id, row.id, digest(state))
    if flow is None or flow.status != status or flow.expires_at <= sso.identity.clock():
        raise invalid
    if flow.attempts >= MOST_ATTEMPTS:
        raise invalid
    if flow.purpose == "sign_in" and not _same_browser(flow, browser):
        raise invalid
    kept = await sso.secrets.open(flow_place(flow), flow.sealed)
    return flow, msgspec.json.decode(kept, type=_Kept)


def _same_browser(flow: Flow, browser: str | None) -> bool:
    return (
        browser is not None
        and flow.browser_hash is not None
        and hmac.compare_digest(flow.browser_hash, digest(browser))
    )


async def receive_code(
    sso: Sso, row: Connection, fields: Mapping[str, str], *, browser: str | None
) -> Answered:
    """An OpenID provider sent the browser back.

    Raises:
        SsoFlowInvalid: not to this flow, or not this browser.
        AssertionRefused, IdentityProviderFailed: what it says does not hold.
    """
    flow, kept = await find(sso, row, fields.get("state", ""), browser=browser, status="begun")
    await _take(sso, flow, "begun", "asked")
    provider = await sso.oidc.provider(row.settings["issuer"])
    code = sso.oidc.returned(provider, fields)
    leg = Leg(fields["state"], kept.nonce, kept.verifier)
    said = await sso.oidc.claims(provider, await registration_of(sso, row), leg, code)
    person = claims.of_id_token(row, said.claims)
    sealed = await _sealed(sso, flow, person)
    async with sso.identity.database.transaction(row.org_id) as session:
        await repository.advance(session, flow, before="asked", after="answered", outcome=sealed)
    return Answered(row, flow, person, kept.return_to)


async def receive_assertion(sso: Sso, row: Connection, encoded: str, state: str) -> Answered:
    """A SAML provider posted its answer through the browser, which brings no cookie along.

    Raises:
        SsoFlowInvalid: to no flow that is under way.
        AssertionRefused: it does not hold, or was used before.
    """
    async with sso.identity.database.transaction(row.org_id) as session:
        known = await repository.find_flow(session, row.org_id, row.id, digest(state[:MOST_STATE]))
    if (
        known is None
        or known.status != "begun"
        or known.expires_at <= sso.identity.clock()
        or known.attempts >= MOST_ATTEMPTS
    ):
        raise SsoFlowInvalid("Begin the sign-in again.")
    kept = msgspec.json.decode(await sso.secrets.open(flow_place(known), known.sealed), type=_Kept)
    try:
        said = responses.read(encoded, await expected_of(sso, row, kept.request_id), _now(sso))
    except AssertionRefused:
        # Whoever began it may send a few; each is looked at, and on the organization's record.
        async with sso.identity.database.transaction(row.org_id) as session:
            await repository.count_attempt(session, known)
        raise
    person = claims.of_assertion(row, said)
    if person is None:
        raise AssertionRefused(
            "The name of the subject is transient; send a persistent one, or the email address.",
            step="subject",
        )
    seen = SeenAssertion(
        connection_id=row.id,
        assertion_hash=hashlib.sha256(said.assertion_id.encode()).digest(),
        org_id=row.org_id,
        expires_at=said.expires_at,
    )
    sealed = await _sealed(sso, known, person)
    async with sso.identity.database.transaction(row.org_id) as session:
        if not await repository.use_assertion(session, seen):
            raise AssertionRefused("The assertion was used before.", step="replay")
        if not await repository.advance(
            session, known, before="begun", after="answered", outcome=sealed
        ):
            raise SsoFlowInvalid("Begin the sign-in again.")
    return Answered(row, known, person, kept.return_to)


async def expected_of(sso: Sso, row: Connection, request_id: str) -> responses.Expected:
    idp, sp = idp_of(row), sp_of(sso, row)
    return responses.Expected(
        idp_entity_id=idp.entity_id,
        sp_entity_id=sp.entity_id,
        acs_url=sp.acs_url,
        request_id=request_id,
        certificates=idp.certificates,
        private_key=await _private_key(sso, row),
    )


async def resume(sso: Sso, row: Connection, state: str, *, browser: str | None) -> Answered:
    """What the provider said, to the browser that began it.

    Raises:
        SsoFlowInvalid: another browser's, over, or used.
    """
    flow, kept = await find(sso, row, state, browser=browser, status="answered")
    assert flow.outcome is not None
    said = await sso.secrets.open(outcome_place(flow), flow.outcome)
    return Answered(row, flow, msgspec.json.decode(said, type=Person), kept.return_to)


async def refused(sso: Sso, row: Connection, reason: str) -> None:
    """On record where the connection is. Who it was about is not: it was not believed."""
    await record_refusal_in(sso.identity, row.org_id, None, reason)


async def _take(sso: Sso, flow: Flow, before: str, after: str) -> None:
    async with sso.identity.database.transaction(flow.org_id) as session:
        if not await repository.advance(session, flow, before=before, after=after):
            raise SsoFlowInvalid("Begin the sign-in again.")


async def _sealed(sso: Sso, flow: Flow, person: Person) -> bytes:
    return await sso.secrets.seal(outcome_place(flow), msgspec.json.encode(person).decode())


def _now(sso: Sso) -> datetime:
    return sso.identity.clock()
