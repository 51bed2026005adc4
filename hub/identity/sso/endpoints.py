"""Domains and connections over HTTP: parse, call, render."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Request, Response

from hub.identity.access import caller, require_session
from hub.identity.answers import peer_of
from hub.identity.errors import AssertionRefused
from hub.identity.principal import Principal
from hub.identity.sso import connections, flows, owned, schemas, testing
from hub.identity.sso.connections import NewConnection, checked_url
from hub.identity.sso.domain import Sso, sso_of
from hub.identity.sso.models import Connection, OwnDomain
from hub.identity.sso.saml import messages
from hub.identity.teams_endpoints import REFUSALS
from hub.kit.errors import InvalidInput
from hub.kit.http import Page, Paging, at_hand, page, paging, problems

router = APIRouter(prefix="/v1", responses=REFUSALS | problems(502))


Desk = Annotated[Sso, at_hand(sso_of)]
Admin = Annotated[Principal, caller("admin")]
Asked = Annotated[Paging, at_hand(paging)]
_DOMAINS = "/organizations/current/domains"
# Fields of the table that are called so on the wire.
_NAMES = {"group_roles": "roles", "break_glass_user_ids": "break_glass"}


@router.post(_DOMAINS, status_code=201, tags=["sso"])
async def add_domain(body: schemas.NewDomain, who: Admin, sso: Desk) -> schemas.DomainView:
    """Name a domain of yours. Publish the TXT record, then verify it."""
    require_session(who)
    return _domain(await owned.add(sso, who, body.domain))


@router.get(_DOMAINS, tags=["sso"])
async def list_domains(who: Admin, sso: Desk, asked: Asked) -> Page[schemas.DomainView]:
    rows = await owned.list_own(sso.identity, who, after=asked.after, limit=asked.limit + 1)
    return Page[schemas.DomainView].model_validate(page([_domain(row) for row in rows], asked))


@router.post(_DOMAINS + "/{domain_id}/verify", tags=["sso"])
async def verify_domain(
    domain_id: str, who: Admin, request: Request, sso: Desk
) -> schemas.DomainView:
    """Look for the TXT record. What was verified stays verified."""
    require_session(who)
    await sso.identity.sign_ins.admit_address("domain", peer_of(request))
    return _domain(await owned.verify(sso, who, domain_id))


@router.patch(_DOMAINS + "/{domain_id}", tags=["sso"])
async def change_domain(
    domain_id: str, body: schemas.ChangeDomain, who: Admin, sso: Desk
) -> schemas.DomainView:
    """Say who may join by an address of the domain, once it is verified."""
    require_session(who)
    return _domain(await owned.change(sso.identity, who, domain_id, body.joining))


@router.delete(_DOMAINS + "/{domain_id}", status_code=204, tags=["sso"])
async def remove_domain(domain_id: str, who: Admin, sso: Desk) -> None:
    require_session(who)
    await owned.remove(sso.identity, who, domain_id)


def _domain(row: OwnDomain) -> schemas.DomainView:
    return schemas.DomainView(
        id=row.id,
        domain=row.domain,
        created_at=row.created_at,
        verified_at=row.verified_at,
        joining=cast("schemas.Joining", row.joining),
        record_name=owned.record_name(row),
        record_text=owned.record_text(row),
    )


@router.post("/sso/connections", status_code=201, tags=["sso"])
async def create_connection(
    body: schemas.NewConnection, who: Admin, sso: Desk
) -> schemas.ConnectionView:
    """Tell the hub of an identity provider. Nobody needs to use it before it is enforced."""
    require_session(who)
    secret = None
    if body.oidc is not None:
        settings, secret = _oidc(body.oidc)
    else:
        assert body.saml is not None
        settings = _saml(body.saml)
    wanted = NewConnection(
        name=body.name,
        kind=body.kind,
        settings=settings,
        secret=secret,
        fields={
            "domains": [domain.lower() for domain in body.domains],
            "provisioning": body.provisioning,
            "default_role": body.default_role,
            "attributes": body.attributes.model_dump(exclude_none=True),
            "roles": [one.model_dump() for one in body.group_roles],
            "session_hours": body.session_hours,
            "mfa": body.mfa,
        },
    )
    return _connection(sso, await connections.create(sso, who, wanted))


@router.get("/sso/connections", tags=["sso"])
async def list_connections(who: Admin, sso: Desk, asked: Asked) -> Page[schemas.ConnectionView]:
    rows = await connections.list_own(sso.identity, who, after=asked.after, limit=asked.limit + 1)
    return Page[schemas.ConnectionView].model_validate(
        page([_connection(sso, row) for row in rows], asked)
    )


@router.get("/sso/connections/{connection_id}", tags=["sso"])
async def get_connection(connection_id: str, who: Admin, sso: Desk) -> schemas.ConnectionView:
    return _connection(sso, await connections.get(sso.identity, who, connection_id))


@router.patch("/sso/connections/{connection_id}", tags=["sso"])
async def change_connection(
    connection_id: str, body: schemas.ChangeConnection, who: Admin, sso: Desk
) -> schemas.ConnectionView:
    """Other settings ask for another sign-in or test before it can be enforced again."""
    session_id = require_session(who)
    known = await connections.get(sso.identity, who, connection_id)
    changes, secret = _changes(body, known)
    row = await connections.change(sso, who, session_id, connection_id, changes, secret=secret)
    return _connection(sso, row)


@router.delete("/sso/connections/{connection_id}", status_code=204, tags=["sso"])
async def remove_connection(connection_id: str, who: Admin, sso: Desk) -> None:
    """Sessions that began through it end. Accounts and their seats stay."""
    require_session(who)
    await connections.remove(sso, who, connection_id)


@router.post("/sso/connections/{connection_id}/test", tags=["sso"])
async def test_connection(
    connection_id: str, who: Admin, response: Response, sso: Desk
) -> schemas.TestView:
    """Try it out: no session comes of it, and the connection need not be active."""
    require_session(who)
    response.headers["cache-control"] = "no-store"
    return _test(await testing.begin(sso, who, connection_id))


@router.get("/sso/connections/{connection_id}/tests/{test_id}", tags=["sso"])
async def get_test(
    connection_id: str, test_id: str, who: Admin, response: Response, sso: Desk
) -> schemas.TestView:
    """Which step failed, or what the provider says of whoever signed in; for ten minutes."""
    require_session(who)
    response.headers["cache-control"] = "no-store"
    return _test(await testing.get(sso, who, connection_id, test_id))


def _oidc(given: schemas.NewOidc) -> tuple[dict[str, Any], str | None]:
    secret = given.client_secret
    settings = {
        "issuer": checked_url(given.issuer, "/oidc/issuer"),
        "client_id": given.client_id,
        "scopes": given.scopes,
    }
    return settings, None if secret is None else secret.get_secret_value()


def _saml(given: schemas.Saml) -> dict[str, Any]:
    """What is given beside the metadata counts more than what is in them."""
    found: dict[str, Any] = {}
    if given.metadata is not None:
        try:
            idp = messages.read_idp_metadata(given.metadata)
        except AssertionRefused as error:
            raise InvalidInput.at("/saml/metadata", "is no XML that the hub reads") from error
        found = {
            "entity_id": idp.entity_id,
            "sso_url": idp.sso_url,
            "certificates": list(messages.check_certificates(idp.certificates)),
        }
    found |= given.model_dump(exclude_none=True, exclude={"metadata"})
    if "sso_url" in found:
        checked_url(found["sso_url"], "/saml/sso_url")
    if given.certificates is not None:
        found["certificates"] = list(messages.check_certificates(given.certificates))
    return found


def _changes(
    body: schemas.ChangeConnection, known: Connection
) -> tuple[dict[str, Any], str | None]:
    """By the table's names. A null empties what may be empty, and else changes nothing."""
    given = body.model_dump(exclude_unset=True, exclude={"oidc", "saml"})
    empties = ("default_role", "session_hours")
    changes = {
        _NAMES.get(name, name): value
        for name, value in given.items()
        if value is not None or name in empties
    }
    if body.attributes is not None:
        changes["attributes"] = body.attributes.model_dump(exclude_none=True)
    if body.domains is not None:
        changes["domains"] = [domain.lower() for domain in body.domains]
    secret = None
    settings: dict[str, Any] = {}
    if body.oidc is not None and known.kind == "oidc":
        settings = body.oidc.model_dump(exclude_none=True, exclude={"client_secret"})
        if "issuer" in settings:
            checked_url(settings["issuer"], "/oidc/issuer")
        if body.oidc.client_secret is not None:
            secret = body.oidc.client_secret.get_secret_value()
    if body.saml is not None and known.kind == "saml":
        settings = _saml(body.saml)
    if settings:
        changes["settings"] = settings
    return changes, secret


def _connection(sso: Sso, row: Connection) -> schemas.ConnectionView:
    settings = row.settings
    oidc = saml = None
    if row.kind == "oidc":
        oidc = schemas.OidcView(**settings, redirect_uri=sso.address(row.id, "callback"))
    else:
        sp = flows.sp_of(sso, row)
        saml = schemas.SamlView(
            **{name: settings[name] for name in ("entity_id", "sso_url", "certificates")},
            sp_entity_id=sp.entity_id,
            acs_url=sp.acs_url,
            metadata_url=sp.entity_id,
        )
    return schemas.ConnectionView(
        oidc=oidc,
        saml=saml,
        attributes=schemas.Attributes(**row.attributes),
        group_roles=[schemas.GroupRole(**one) for one in row.roles],
        break_glass_user_ids=row.break_glass,
        start_url=sso.address(row.id, "start"),
        **row.model_dump(include=_PLAIN),
    )


_PLAIN = {
    *("id", "name", "kind", "status", "domains", "provisioning", "default_role"),
    *("session_hours", "mfa", "enforced", "created_at", "updated_at", "proven_at"),
}


def _test(outcome: testing.Outcome) -> schemas.TestView:
    report = outcome.report
    failure = report.failure
    return schemas.TestView(
        id=outcome.id,
        status=outcome.status,
        url=outcome.url,
        failure=None
        if failure is None
        else schemas.FailureView(code=failure.code, step=failure.step, detail=failure.detail),
        claims=report.claims,
        person=report.person,
    )
