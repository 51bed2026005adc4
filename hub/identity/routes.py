"""Every route of this domain."""

from hub.identity.directory.endpoints import router as directory
from hub.identity.directory.ldap_endpoints import router as ldap
from hub.identity.discovering_endpoints import router as discovering
from hub.identity.endpoints import router as identity
from hub.identity.external.endpoints import router as external
from hub.identity.oauth.endpoints import grants
from hub.identity.oauth.endpoints import router as oauth
from hub.identity.scim.endpoints import router as scim
from hub.identity.sso.endpoints import router as sso

routers = (identity, oauth, grants, directory, ldap, scim, external, sso, discovering)
