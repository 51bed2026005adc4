"""The door of directories."""

from hub.identity.directory.connection import Connection
from hub.identity.directory.domain import Directory, Installation
from hub.identity.directory.errors import DirectoryUnavailable
from hub.identity.directory.repository import is_off
from hub.identity.directory.resealing import DIRECTORY_PART
from hub.identity.directory.verified import OperatorsDomains

__all__ = [
    "DIRECTORY_PART",
    "Connection",
    "Directory",
    "DirectoryUnavailable",
    "Installation",
    "OperatorsDomains",
    "is_off",
]
