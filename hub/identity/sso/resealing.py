"""Which columns hold what is sealed under an organization's keys."""

from typing import Final

from hub.kit.vault.resealing import Part, Sealed

# Flows live for minutes and their values with them, as long as the key that sealed them is there.
SSO_PARTS: Final = (
    Part("sso_connections", "sso_connections", (Sealed("sealed", "sso_connections.sealed"),)),
)
