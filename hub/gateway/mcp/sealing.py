"""What a client carries for the hub between requests, so that any process can go on with it.

AES-256-GCM under a key that all processes of the installation share. What is sealed for one
caller, purpose and time opens for no other: to hold it is not to be allowed to use it.
"""

import base64
import binascii
import os
from pathlib import Path
from typing import Any, Final, Self

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.gateway.mcp.protocol import InvalidParams
from hub.identity.public import Principal
from hub.kit.clock import Clock
from hub.kit.keyfile import read_or_make

_KEY: Final = 32
_NONCE: Final = 12
_MAX: Final = 256 * 1024


class StateInvalid(InvalidParams):
    code = "state_invalid"


class StateSealer:
    def __init__(self, key: bytes, clock: Clock) -> None:
        self._cipher = AESGCM(key)
        self._clock = clock

    @classmethod
    def load_or_create(cls, path: Path, clock: Clock) -> Self:
        return cls(read_or_make(path, lambda: os.urandom(_KEY)), clock)

    def seal(self, caller: Principal, purpose: str, content: Any, *, seconds: int) -> str:
        expires = int(self._clock().timestamp()) + seconds
        plain = msgspec.msgpack.encode([expires, content])
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, plain, _bound(caller, purpose))
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, caller: Principal, purpose: str, text: Any) -> Any:
        """Raises:
        StateInvalid: changed, expired, or sealed for somebody or something else.
        """
        try:
            text = text if isinstance(text, str) and len(text) <= _MAX else ""
            sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            nonce, content = sealed[:_NONCE], sealed[_NONCE:]
            plain = self._cipher.decrypt(nonce, content, _bound(caller, purpose))
        except (binascii.Error, ValueError, InvalidTag):
            raise StateInvalid("This state is not one that the hub gave you for this.") from None
        expires, found = msgspec.msgpack.decode(plain)
        if expires <= self._clock().timestamp():
            raise StateInvalid("This state has expired. Begin again.")
        return found


def _bound(caller: Principal, purpose: str) -> bytes:
    who = caller.key_id or caller.session_id or ""
    return msgspec.msgpack.encode([purpose, caller.org_id, caller.user_id, who])
