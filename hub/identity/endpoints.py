"""Accounts and API keys over HTTP: parse, call, render."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Request, Response

from hub.identity import joining, keys, schemas, service, setup
from hub.identity.access import ANY_SCOPE, PUBLIC, caller, goes_on, identity_of, require_session
from hub.identity.admin.endpoints import router as admin
from hub.identity.administrators_endpoints import router as administrators
from hub.identity.answers import FROM_OUR_PAGES, forget_here, peer_of, signed_in
from hub.identity.audit_endpoints import router as audit_
from hub.identity.domain import Identity
from hub.identity.domains_endpoints import router as domains
from hub.identity.erasing_endpoints import router as erasing
from hub.identity.events import KeyBudget
from hub.identity.joinable.endpoints import router as joinable
from hub.identity.leaks_endpoints import router as leaks
from hub.identity.lifecycle_endpoints import router as lifecycle
from hub.identity.mail_endpoints import router as mail
from hub.identity.mfa_endpoints import router as mfa
from hub.identity.models import ApiKey
from hub.identity.org_teams_endpoints import router as org_teams
from hub.identity.passkeys_endpoints import router as passkeys
from hub.identity.platform_roles import PERMISSIONS, may
from hub.identity.policies_endpoints import router as policies
from hub.identity.principal import Principal
from hub.identity.sessions_endpoints import router as sessions_
from hub.identity.support.endpoints import router as support
from hub.identity.teams_endpoints import REFUSALS
from hub.identity.teams_endpoints import router as teams
from hub.kit.amounts import format_credits, parse_credits
from hub.kit.http import Page, Paging, at_hand, page, paging

router = APIRouter(prefix="/v1", responses=REFUSALS)
router.routes.extend(teams.routes)
router.routes.extend(lifecycle.routes)
router.routes.extend(org_teams.routes)
router.routes.extend(audit_.routes)
router.routes.extend(sessions_.routes)
router.routes.extend(mfa.routes)
router.routes.extend(passkeys.routes)
router.routes.extend(policies.routes)
router.routes.extend(domains.routes)
router.routes.extend(administrators.routes)
router.routes.extend(mail.routes)
router.routes.extend(leaks.routes)
router.routes.extend(admin.routes)
router.routes.extend(support.routes)
router.routes.extend(joinable.routes)
router.routes.extend(erasing.routes)

Hub = Annotated[Identity, at_hand(identity_of)]
Anyone = Annotated[Principal, caller(ANY_SCOPE)]
Enrolling = Annotated[Principal, caller(ANY_SCOPE, enrolling=True)]
KeyMaker = Annotated[Principal, caller("keys:write")]


@router.post(
    "/auth/signup",
    status_code=201,
    tags=["auth"],
    dependencies=FROM_OUR_PAGES,
    responses={202: {"model": schemas.LinkSent}},
)
async def sign_up(
    body: schemas.SignUp, request: Request, response: Response, identity: Hub
) -> schemas.SignedIn | schemas.LinkSent:
    """Make an account. Without `organization_name` it works for itself.

    A hub that verifies addresses first answers 202, also where there is an account, and the rest
    is in the mail.
    """
    identity.gate.refuse(None)
    await identity.sign_ins.admit_address("sign-up", peer_of(request))
    who = await joining.sign_up(
        identity,
        body.email,
        body.password.get_secret_value(),
        name=body.name,
        team=body.organization_name,
    )
    if who is None:
        response.status_code = 202
        return schemas.LinkSent()
    return signed_in(identity, response, who)


@router.post("/auth/login", tags=["auth"], dependencies=FROM_OUR_PAGES)
async def log_in(
    body: schemas.LogIn, request: Request, response: Response, identity: Hub
) -> schemas.SignedIn:
    """Sign in. Who has set up an authenticator app is answered 401 `mfa_required`, with a
    `challenge` for `POST /v1/auth/login/code`.
    """
    await identity.sign_ins.admit(body.email, peer_of(request))
    who = await service.log_in(
        identity, body.email, body.password.get_secret_value(), org_id=body.organization_id
    )
    return signed_in(identity, response, who)


@router.post("/auth/setup", status_code=201, tags=["auth"], dependencies=FROM_OUR_PAGES)
async def set_up(
    body: schemas.SetUp, request: Request, response: Response, identity: Hub
) -> schemas.SignedIn:
    """Use the one-time link that the hub printed: make the first platform administrator."""
    await identity.sign_ins.admit_address("set-up", peer_of(request))
    who = await setup.use_link(
        identity,
        body.token.get_secret_value(),
        email=body.email,
        password=body.password.get_secret_value(),
    )
    return signed_in(identity, response, who)


@router.post("/auth/switch", tags=["auth"])
@goes_on
async def switch(
    body: schemas.Switch, who: Enrolling, request: Request, response: Response, identity: Hub
) -> schemas.SignedIn:
    """A session in another organization that you belong to; this one ends."""
    session_id = require_session(who)
    entered = await service.switch(identity, who, session_id, body.organization_id)
    forget_here(identity, request)
    return signed_in(identity, response, entered)


@router.post("/auth/logout", status_code=204, tags=["auth"])
@goes_on
async def log_out(who: Enrolling, request: Request, response: Response, identity: Hub) -> None:
    """End this session, here and in the browser."""
    await service.log_out(identity, who, require_session(who))
    forget_here(identity, request)
    response.delete_cookie(
        identity.cookie, path="/", httponly=True, secure=identity.secure, samesite="lax"
    )


@router.get("/me", tags=["auth"])
async def me(who: Enrolling, identity: Hub) -> schemas.Me:
    """Who this credential is, where it acts, and what it may do."""
    user, organization = await service.whoami(identity, who)
    return schemas.Me(
        user=schemas.UserView.model_validate(user),
        has_password=user.password_hash is not None,
        organization=schemas.OrganizationView.model_validate(organization),
        role=who.role,
        scopes=sorted(who.scopes),
        platform_permissions=[one for one in PERMISSIONS if may(who.platform_role, one)],
        key_id=who.key_id,
        session_id=who.session_id,
        mode=who.mode,
        maintenance=_maintenance(identity),
    )


@router.get("/maintenance", tags=["operations"], dependencies=[PUBLIC])
async def maintenance(identity: Hub) -> schemas.MaintenanceState:
    """Whether the installation is under maintenance, for whoever is not signed in, too."""
    return schemas.MaintenanceState(maintenance=_maintenance(identity))


def _maintenance(identity: Identity) -> schemas.MaintenanceView | None:
    told = identity.gate.told
    return None if told is None else schemas.MaintenanceView.model_validate(told)


@router.post("/api-keys", status_code=201, tags=["api-keys"])
async def create_key(
    body: schemas.NewKey, who: KeyMaker, response: Response, identity: Hub
) -> schemas.CreatedKey:
    """The key is in this answer and nowhere else."""
    asked = keys.KeyRequest(
        name=body.name,
        mode=body.mode,
        scopes=None if body.scopes is None else tuple(body.scopes),
        agent_ids=None if body.agent_ids is None else tuple(body.agent_ids),
        requests_per_minute=body.requests_per_minute,
        expires_at=body.expires_at,
        budget=None if body.budget is None else _budget(body.budget),
    )
    key, secret = await keys.create_key(identity, who, asked)
    response.headers["cache-control"] = "no-store"
    shown = (await _shown(identity, who, [key]))[0]
    return schemas.CreatedKey(
        **{name: getattr(shown, name) for name in schemas.KeyView.model_fields},
        key=secret,
        budget=body.budget,
    )


def _budget(budget: schemas.Budget) -> KeyBudget:
    return KeyBudget(parse_credits(budget.amount, pointer="/budget/amount"), budget.period)


@router.get("/api-keys", tags=["api-keys"])
async def list_keys(
    who: KeyMaker, identity: Hub, asked: Annotated[Paging, at_hand(paging)]
) -> Page[schemas.KeyView]:
    """Your own keys; for an admin, the organization's."""
    rows = await keys.list_keys(identity, who, after=asked.after, limit=asked.limit + 1)
    found = page(rows, asked)
    return Page[schemas.KeyView](
        data=await _shown(identity, who, found["data"]), next_cursor=found["next_cursor"]
    )


@router.get("/api-keys/{key_id}", tags=["api-keys"])
async def get_key(key_id: str, who: KeyMaker, identity: Hub) -> schemas.KeyView:
    return (await _shown(identity, who, [await keys.get_key(identity, who, key_id)]))[0]


async def _shown(
    identity: Identity, who: Principal, rows: Sequence[ApiKey]
) -> list[schemas.KeyView]:
    budgets = await keys.key_budgets(identity, who, [key.id for key in rows])
    fields = [name for name in schemas.KeyView.model_fields if name != "budgets"]
    return [
        schemas.KeyView(
            **{name: getattr(key, name) for name in fields},
            budgets=[
                schemas.Budget(amount=format_credits(budget.amount), period=budget.period)
                for budget in budgets.get(key.id, ())
            ],
        )
        for key in rows
    ]


@router.delete("/api-keys/{key_id}", status_code=204, tags=["api-keys"])
async def revoke_key(key_id: str, who: KeyMaker, identity: Hub) -> None:
    """Revoke a key: within a second it opens nothing, anywhere."""
    await keys.revoke_key(identity, who, key_id)
