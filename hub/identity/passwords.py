"""Passwords: argon2id in two threads of their own, so that a crowd signing in starves nobody."""

import asyncio
import os
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

from pwdlib.hashers.argon2 import Argon2Hasher

from hub.kit.errors import InvalidInput

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 256
_MIN_DISTINCT: Final = 5
_THREADS: Final = 2
_RUNS: Final = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
_COMMON: Final = (
    *("password", "passwort", "passw0rd", "p@ssword", "letmein", "welcome", "iloveyou", "changeme"),
    *("administrator", "admin", "qwerty", "123456", "abc123", "laelia"),
)
_MIN_OWN: Final = 6

P = ParamSpec("P")
R = TypeVar("R")


class Passwords:
    """Hash and verify. An unknown user is verified against a decoy, so it costs the same."""

    def __init__(
        self, *, time_cost: int = 3, memory_kib: int = 64 * 1024, parallelism: int = 4
    ) -> None:
        self._hasher = Argon2Hasher(
            time_cost=time_cost, memory_cost=memory_kib, parallelism=parallelism
        )
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="passwords")
        salt, digest = (b64encode(os.urandom(n)).decode().rstrip("=") for n in (16, 32))
        self._decoy = f"$argon2id$v=19$m={memory_kib},t={time_cost},p={parallelism}${salt}${digest}"

    async def hash(self, password: str) -> str:
        return await self._run(self._hasher.hash, password)

    async def verify(self, password: str, hashed: str | None) -> bool:
        """Whether it is the password; with no hash, the time it takes to say no."""
        matches = await self._run(self._hasher.verify, password, hashed or self._decoy)
        return matches and hashed is not None

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: work(*args, **kwargs))


def vet(password: str, *, email: str) -> None:
    """Refuse what a guesser tries first.

    Raises:
        InvalidInput: short, repeated, sequential, common, or made of the address itself.
    """
    if len(password) < MIN_LENGTH:
        raise InvalidInput.at("/password", f"must have {MIN_LENGTH} characters or more")
    plain = password.casefold()
    name = email.partition("@")[0]
    own = plain
    for word in (email, *_COMMON, *([name] if len(name) > _MIN_DISTINCT else [])):
        own = own.replace(word, "")
    sequence = any(plain in run * 4 or plain in run[::-1] * 4 for run in _RUNS)
    if len(set(plain)) < _MIN_DISTINCT or sequence or len(own) < _MIN_OWN:
        raise InvalidInput.at("/password", "is too easy to guess")
