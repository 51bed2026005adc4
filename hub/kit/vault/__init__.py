"""What organizations write, sealed at rest under keys of their own.

Two levels: every organization has data keys, of which the newest seals; a master key, kept in a
file or by a key service, wraps those. Destroying an organization's data keys destroys everything
that was sealed with them, wherever copies of it lie.
"""

from hub.kit.vault.envelope import ContentUnreadable, Envelope, Place, is_sealed, version_of
from hub.kit.vault.keyring import ContentErased, Ring, Vault
from hub.kit.vault.masters import KeysUnavailable, LocalMasters, MasterKeys, Renews, Wrapped

__all__ = [
    "ContentErased",
    "ContentUnreadable",
    "Envelope",
    "KeysUnavailable",
    "LocalMasters",
    "MasterKeys",
    "Place",
    "Renews",
    "Ring",
    "Vault",
    "Wrapped",
    "is_sealed",
    "version_of",
]
