"""What `/ServiceProviderConfig`, `/ResourceTypes` and `/Schemas` say of this server."""

from typing import Any, Final

from hub.identity.scim.attributes import RESOURCE_TYPES, SCHEMAS, ResourceType, Schema
from hub.identity.scim.documents import Document
from hub.identity.scim.errors import ScimNotFound
from hub.identity.scim.resources import MOST_LISTED

_CONFIG: Final = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"
_TYPE: Final = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
_SCHEMA: Final = "urn:ietf:params:scim:schemas:core:2.0:Schema"


def config(base_url: str) -> Document:
    on, off = {"supported": True}, {"supported": False}
    return {
        "schemas": [_CONFIG],
        "patch": on,
        "bulk": off | {"maxOperations": 0, "maxPayloadSize": 0},
        "filter": on | {"maxResults": MOST_LISTED},
        "changePassword": off,
        "sort": on,
        "etag": on,
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "SCIM token",
                "description": "A token that an admin of the organization made, as a bearer.",
                "specUri": "https://www.rfc-editor.org/info/rfc6750",
                "primary": True,
            }
        ],
        "meta": _meta("ServiceProviderConfig", f"{base_url}/ServiceProviderConfig"),
    }


def resource_types(base_url: str) -> list[Document]:
    return [_resource_type(kind, base_url) for kind in RESOURCE_TYPES.values()]


def resource_type(name: str, base_url: str) -> Document:
    """Raises ScimNotFound."""
    kind = RESOURCE_TYPES.get(name)
    if kind is None:
        raise ScimNotFound("There is no such resource type.")
    return _resource_type(kind, base_url)


def schemas(base_url: str) -> list[Document]:
    return [_schema(schema, base_url) for schema in SCHEMAS.values()]


def schema(name: str, base_url: str) -> Document:
    """Raises ScimNotFound."""
    found = SCHEMAS.get(name)
    if found is None:
        raise ScimNotFound("There is no such schema.")
    return _schema(found, base_url)


def _resource_type(kind: ResourceType, base_url: str) -> Document:
    found: Document = {
        "schemas": [_TYPE],
        "id": kind.name,
        "name": kind.name,
        "endpoint": kind.endpoint,
        "description": kind.description,
        "schema": kind.schema.id,
        "meta": _meta("ResourceType", f"{base_url}/ResourceTypes/{kind.name}"),
    }
    if kind.extensions:
        found["schemaExtensions"] = [
            {"schema": one.id, "required": False} for one in kind.extensions
        ]
    return found


def _schema(found: Schema, base_url: str) -> Document:
    return {
        "schemas": [_SCHEMA],
        "id": found.id,
        "name": found.name,
        "description": found.description,
        "attributes": [attribute.described() for attribute in found.attributes],
        "meta": _meta("Schema", f"{base_url}/Schemas/{found.id}"),
    }


def _meta(kind: str, location: str) -> dict[str, Any]:
    return {"resourceType": kind, "location": location}
