"""What organizations' directories hold under their keys, for whoever seals it anew."""

from typing import Final

from hub.kit.vault.resealing import Part, Sealed

COLUMN: Final = "directory_connections.password"
DIRECTORY_PART: Final = Part(
    "directory_connections",
    "directory_connections",
    (Sealed("password", COLUMN),),
    key=("org_id",),
    bound_by=("org_id",),
)
