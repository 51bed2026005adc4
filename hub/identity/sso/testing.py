"""Trying a connection out: which step fails, what the provider says, and what would come of it."""

from typing import Any, Final

import msgspec

from hub.audit import public as audit
from hub.identity.credentials import digest
from hub.identity.errors import AssertionRefused, IdentityProviderFailed
from hub.identity.principal import Principal
from hub.identity.sso import connections, flows, provisioning, repository
from hub.identity.sso.domain import Sso, outcome_place
from hub.identity.sso.errors import SsoTestNotFound
from hub.identity.sso.flows import Answered
from hub.identity.sso.models import Connection, Flow
from hub.identity.sso.saml import messages
from hub.kit.errors import LaeliaError
from hub.kit.ids import is_id

_ACTION: Final = "sso_connection.tested"


class Failure(msgspec.Struct, frozen=True):
    """`code` is an error's, `step` what was looked at, where it says so."""

    code: str
    step: str | None
    detail: str


class Report(msgspec.Struct, frozen=True):
    """`claims` as the provider said them; `person` as the mapping reads them."""

    failure: Failure | None = None
    claims: dict[str, Any] | None = None
    person: dict[str, Any] | None = None


class Outcome(msgspec.Struct, frozen=True):
    """`status` is `begun`, `passed` or `failed`."""

    id: str | None
    status: str
    url: str | None
    report: Report


async def begin(sso: Sso, principal: Principal, connection_id: str) -> Outcome:
    """What can be seen from here is looked at at once; for the rest a person opens `url`.

    Raises:
        SsoConnectionNotFound: the organization has no such connection.
    """
    row = await connections.get(sso.identity, principal, connection_id)
    try:
        await _look_around(sso, row)
        begun = await flows.begin(
            sso,
            row,
            browser=None,
            purpose="test",
            created_by=principal.user_id,
            entry=audit.Entry(_ACTION, row.org_id, row.id),
        )
    except (AssertionRefused, IdentityProviderFailed) as error:
        async with sso.identity.database.transaction(row.org_id) as session:
            entry = audit.Entry(_ACTION, row.org_id, row.id, outcome="failure")
            await audit.record(session, entry)
        return Outcome(None, "failed", None, Report(failure_of(error)))
    return Outcome(begun.flow_id, "begun", begun.url, Report())


async def _look_around(sso: Sso, row: Connection) -> None:
    if row.kind == "oidc":
        provider = await sso.oidc.provider(row.settings["issuer"], fresh=True)
        if not await sso.oidc.keys(provider):
            raise IdentityProviderFailed("The provider publishes no keys.", step="keys")
        return
    now = sso.identity.clock()
    if all(messages.expires_at(one) <= now for one in row.settings["certificates"]):
        raise IdentityProviderFailed(
            "All certificates of the provider have expired.", step="certificate"
        )


async def get(sso: Sso, principal: Principal, connection_id: str, test_id: str) -> Outcome:
    """Raises:
    SsoConnectionNotFound: the organization has no such connection.
    SsoTestNotFound: there is none with this ID, or it was over ten minutes ago.
    """
    row = await connections.get(sso.identity, principal, connection_id)
    flow = None
    if is_id("sfl", test_id):
        async with sso.identity.database.transaction(principal.org_id) as session:
            flow = await repository.get_flow(session, principal.org_id, test_id)
    if flow is None or flow.purpose != "test" or flow.connection_id != row.id:
        raise SsoTestNotFound("There is no such test, or it is long over.")
    if flow.status != "used" or flow.outcome is None:
        return Outcome(flow.id, "begun", None, Report())
    text = await sso.secrets.open(outcome_place(flow), flow.outcome)
    report = msgspec.json.decode(text, type=Report)
    return Outcome(flow.id, "passed" if report.failure is None else "failed", None, report)


async def conclude(sso: Sso, answered: Answered) -> Report:
    """Who it was, and whom the hub would take them for. Nothing but the report comes of it."""
    row, person = answered.connection, answered.person
    failure = None
    role = None
    account = None
    try:
        known = await provisioning.look(sso, row, person)
        role, account = known.role, "existing" if known.exists else "new"
        if role is None:
            failure = Failure("sso_refused", "role", "None of the groups gives a seat.")
    except LaeliaError as error:
        failure = failure_of(error)
    read = {
        "subject": person.subject,
        "email": person.email,
        "name": person.name,
        "groups": list(person.groups),
        "second_factor": row.mfa == "always" or (row.mfa == "claimed" and person.second_factor),
        "role": role,
        "account": account,
    }
    report = Report(failure, person.raw, read)
    await _keep(sso, answered.flow, report)
    if failure is None:
        async with sso.identity.database.transaction(row.org_id) as session:
            now = sso.identity.clock()
            await repository.mark_proven(session, row.org_id, row.id, since=row.updated_at, now=now)
    return report


async def failed(sso: Sso, row: Connection, state: str, error: LaeliaError) -> bool:
    """Whether that was a test; then its report says what went wrong."""
    async with sso.identity.database.transaction(row.org_id) as session:
        flow = await repository.find_flow(
            session, row.org_id, row.id, digest(state[: flows.MOST_STATE])
        )
    if flow is None or flow.purpose != "test" or flow.status == "used":
        return False
    await _keep(sso, flow, Report(failure_of(error)))
    return True


async def _keep(sso: Sso, flow: Flow, report: Report) -> None:
    sealed = await sso.secrets.seal(outcome_place(flow), msgspec.json.encode(report).decode())
    async with sso.identity.database.transaction(flow.org_id) as session:
        await repository.end_flow(session, flow, sealed)


def failure_of(error: LaeliaError) -> Failure:
    step = error.extra.get("step") or error.extra.get("reason")
    return Failure(error.code, None if step is None else str(step), error.detail)
