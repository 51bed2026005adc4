"""The door of provisioning."""

from hub.identity.scim.endpoints import router

__all__ = ["router"]
