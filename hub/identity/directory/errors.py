"""What can go wrong with an organization's LDAP server."""

from typing import Literal

from hub.kit.errors import Forbidden, InvalidInput, NotFound

Step = Literal["address", "connect", "tls", "bind", "find", "groups", "password", "account"]


class DirectoryUnavailable(Exception):
    """`step` is where it failed.

    That is for admins, who try the connection out. Whoever signs in is told no more than that they
    cannot: else a stranger could tell which organizations have a directory.
    """

    def __init__(self, detail: str, *, step: Step = "connect") -> None:
        super().__init__(detail)
        self.detail = detail
        self.step: Step = step


class DirectoryNotConnected(NotFound):
    code = "directory_not_connected"
    title = "The organization has no LDAP server"


class DirectorySettingsInvalid(InvalidInput):
    code = "directory_settings_invalid"
    title = "The settings of the LDAP server cannot be used"


class SeatNotTaken(Forbidden):
    """The directory knows them; the account with their address is their own to bring along."""

    code = "seat_not_taken"
    title = "Accept the invitation first"


class DirectoryAccountOff(Forbidden):
    code = "directory_account_off"
    title = "The organization has taken this account's seat"
