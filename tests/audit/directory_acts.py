"""The acts of connecting a directory, and of a directory that provisions."""

import itertools
from typing import Any, Final

from tests.audit.acting import Act, Prepare, Stage, made, mine
from tests.hub_fixtures import Client

_PATCH: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
_numbers = itertools.count()


def _person() -> dict[str, Any]:
    return {"userName": f"provisioned-{next(_numbers)}@acting.example", "displayName": "Pat"}


async def create_token(stage: Stage) -> Act:
    body = {"name": "Entra"}
    path = "/v1/directory/scim-tokens"
    return mine("scim_token.created", "POST", path, body)(await stage.team())


async def revoke_token(stage: Stage) -> Act:
    act = await create_token(stage)
    token = await made(await act.do())
    path = f"{act.path}/{token['id']}"
    return mine("scim_token.revoked", "DELETE", path)(act.who)


async def set_roles(stage: Stage) -> Act:
    body = {"roles": [{"group": "IT", "role": "staff"}]}
    path = "/v1/directory/roles"
    return mine("directory_roles.set", "PUT", path, body)(await stage.team())


async def _scim(stage: Stage) -> Client:
    act = await create_token(stage)
    token = await made(await act.do())
    return act.who.with_token(token["token"])


def _of_user(action: str, method: str, body: Any = None) -> Prepare:
    async def prepare(stage: Stage) -> Act:
        scim = await _scim(stage)
        entry = await made(await scim.post("/scim/v2/Users", _person()))
        sent = body if method != "PUT" else body | {"userName": entry["userName"]}
        return mine(action, method, f"/scim/v2/Users/{entry['id']}", sent)(scim)

    return prepare


def _of_group(action: str, method: str, body: Any = None) -> Prepare:
    async def prepare(stage: Stage) -> Act:
        scim = await _scim(stage)
        group = await made(await scim.post("/scim/v2/Groups", {"displayName": "IT"}))
        return mine(action, method, f"/scim/v2/Groups/{group['id']}", body)(scim)

    return prepare


async def create_user(stage: Stage) -> Act:
    path = "/scim/v2/Users"
    return mine("directory_user.created", "POST", path, _person())(await _scim(stage))


async def create_group(stage: Stage) -> Act:
    body = {"displayName": "IT"}
    path = "/scim/v2/Groups"
    return mine("directory_group.created", "POST", path, body)(await _scim(stage))


def _replacing(path: str, value: Any) -> dict[str, Any]:
    operation = {"op": "replace", "path": path, "value": value}
    return {"schemas": [_PATCH], "Operations": [operation]}


_LDAP: Final = {"url": "ldaps://10.1.2.3", "user_base": "dc=acting", "bind_dn": "cn=search"}


async def set_ldap(stage: Stage) -> Act:
    body = _LDAP | {"bind_password": "s3cr3t-canary-9981"}
    return mine("directory.set", "PUT", "/v1/directory/ldap", body)(await stage.team())


async def remove_ldap(stage: Stage) -> Act:
    act = await set_ldap(stage)
    await made(await act.do())
    return mine("directory.removed", "DELETE", "/v1/directory/ldap")(act.who)


DIRECTORY_ACTS: Final[dict[tuple[str, str], Prepare]] = {
    ("POST", "/v1/directory/scim-tokens"): create_token,
    ("DELETE", "/v1/directory/scim-tokens/{scim_token_id}"): revoke_token,
    ("PUT", "/v1/directory/roles"): set_roles,
    ("PUT", "/v1/directory/ldap"): set_ldap,
    ("DELETE", "/v1/directory/ldap"): remove_ldap,
    ("POST", "/scim/v2/Users"): create_user,
    ("PUT", "/scim/v2/Users/{scim_user_id}"): _of_user(
        "directory_user.changed", "PUT", {"title": "Chief"}
    ),
    ("PATCH", "/scim/v2/Users/{scim_user_id}"): _of_user(
        "directory_user.deactivated", "PATCH", _replacing("active", value=False)
    ),
    ("DELETE", "/scim/v2/Users/{scim_user_id}"): _of_user("directory_user.removed", "DELETE"),
    ("POST", "/scim/v2/Groups"): create_group,
    ("PUT", "/scim/v2/Groups/{scim_group_id}"): _of_group(
        "directory_group.changed", "PUT", {"displayName": "Staff"}
    ),
    ("PATCH", "/scim/v2/Groups/{scim_group_id}"): _of_group(
        "directory_group.changed", "PATCH", _replacing("displayName", "Staff")
    ),
    ("DELETE", "/scim/v2/Groups/{scim_group_id}"): _of_group("directory_group.removed", "DELETE"),
}
