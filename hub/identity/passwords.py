"""Passwords: argon2id in two threads of their own, so that a crowd signing in starves nobody."""

import asyncio
import os
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, ParamSpec, TypeVar

from pwdlib.hashers.argon2 import Argon2Hasher

from hub.identity.password_policy import vet

_THREADS: Final = 2

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

    async def accept(self, password: str, *, email: str, pointer: str = "/password") -> str:
        """The hash of a new password.

        Raises:
            InvalidInput: it is one that a guesser tries early.
        """

        def accepted() -> str:
            vet(password, email=email, pointer=pointer)
            return self._hasher.hash(password)

        return await self._run(accepted)

    async def verify(self, password: str, hashed: str | None) -> bool:
        """Whether it is the password; with no hash, the time it takes to say no."""
        matches = await self._run(self._hasher.verify, password, hashed or self._decoy)
        return matches and hashed is not None

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: work(*args, **kwargs))
