"""What can go wrong beside OAuth's own errors, which go to clients in OAuth's own words."""

from authlib.oauth2.base import OAuth2Error

from hub.kit.errors import NotFound


class GrantNotFound(NotFound):
    code = "oauth_grant_not_found"
    title = "There is no such grant"


class InvalidTargetError(OAuth2Error):
    """RFC 8707: the resource is none of the hub's, or not the one that was granted."""

    error = "invalid_target"


class InvalidProofError(OAuth2Error):
    """RFC 9449: the proof of possession does not hold, or there must be one."""

    error = "invalid_dpop_proof"


class AuthorizationRefused(Exception):
    """An authorization request that cannot be asked of a person.

    `location` is where the client hears of it; None when the client cannot be told, because who it
    is or where it listens is in doubt. Then only the person is.
    """

    def __init__(self, error: str, description: str, location: str | None = None) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.location = location
