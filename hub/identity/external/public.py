"""The door of signing in with accounts elsewhere."""

from hub.identity.external.browsing import Back, come_back, houses, leave
from hub.identity.external.domain import External, House, houses_of

__all__ = ["Back", "External", "House", "come_back", "houses", "houses_of", "leave"]
