"""An organization's LDAP server over HTTP: parse, call, render."""

from fastapi import APIRouter, Request, Response

from hub.identity.access import goes_on, require_session
from hub.identity.answers import FROM_OUR_PAGES, peer_of, signed_in
from hub.identity.directory import ldap, schemas
from hub.identity.directory.connection import Connection
from hub.identity.directory.endpoints import Admin, Hub
from hub.identity.directory.models import DirectoryConnection
from hub.identity.errors import SignInFailed
from hub.identity.schemas import SignedIn
from hub.identity.teams_endpoints import REFUSALS

router = APIRouter(prefix="/v1", responses=REFUSALS)


@router.get("/directory/ldap", tags=["directory"])
async def get_ldap(who: Admin, directory: Hub) -> schemas.ConnectionView:
    return _shown(await ldap.get(directory, who))


@router.put("/directory/ldap", tags=["directory"])
async def set_ldap(
    body: schemas.NewConnection, who: Admin, directory: Hub
) -> schemas.ConnectionView:
    """People of this LDAP server or Active Directory sign in with it. Signed-in admins only."""
    require_session(who)
    settings = Connection.model_validate(body.model_dump(exclude={"bind_password"}))
    secret = body.bind_password
    password = None if secret is None else secret.get_secret_value()
    return _shown(await ldap.connect(directory, who, settings, password))


@router.delete("/directory/ldap", status_code=204, tags=["directory"])
async def remove_ldap(who: Admin, directory: Hub) -> None:
    """Nobody signs in with it any more; open sessions go on."""
    require_session(who)
    await ldap.disconnect(directory, who)


@router.post("/directory/ldap/test", tags=["directory"])
@goes_on
async def test_ldap(
    body: schemas.Trial, who: Admin, request: Request, directory: Hub
) -> schemas.TrialView:
    """Try the connection, and name the step that fails."""
    require_session(who)
    limits = directory.identity.sign_ins
    await limits.admit_account("directory trial", who.user_id, peer_of(request))
    secret = body.password
    password = None if secret is None else secret.get_secret_value()
    tried = await ldap.try_out(directory, who, body.username, password)
    return schemas.TrialView.model_validate(
        {
            "steps": tried.steps,
            "failed": tried.step,
            "detail": tried.detail,
            "groups": tried.groups,
            "role": tried.role,
        }
    )


@router.post("/auth/ldap", tags=["auth"], dependencies=FROM_OUR_PAGES)
async def sign_in(
    body: schemas.LdapSignIn, request: Request, response: Response, directory: Hub
) -> SignedIn:
    """Sign in with your organization's LDAP server or Active Directory, into that organization."""
    ours = directory.installation
    org_id = body.organization_id or (ours.org_id if ours is not None else None)
    account = f"ldap:{org_id}:{body.username.casefold()}"
    await directory.identity.sign_ins.admit(account, peer_of(request))
    if org_id is None:
        raise SignInFailed("The name or the password is wrong, or your directory cannot be asked.")
    who = await ldap.sign_in(directory, org_id, body.username, body.password.get_secret_value())
    return signed_in(directory.identity, response, who)


def _shown(row: DirectoryConnection) -> schemas.ConnectionView:
    return schemas.ConnectionView(
        **row.settings,
        has_bind_password=row.password is not None,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )
