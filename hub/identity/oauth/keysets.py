"""Public keys of those whose word the hub takes, read from where they publish them.

Kept for an hour, and read again sooner when an unknown key is named, but not more than once a
minute: whoever sends garbage must not make the hub ask somebody else for each.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import jwt
import msgspec
import structlog

from hub.identity.id_tokens import ALGORITHMS
from hub.identity.oauth.domain import Fetch
from hub.kit.clock import Clock
from hub.kit.errors import LaeliaError

log = structlog.get_logger()

_KEPT: Final = timedelta(hours=1)
_AGAIN: Final = timedelta(minutes=1)
_MOST_SETS: Final = 1000


class KeySets:
    """Keys by the address of their set and their ID."""

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._read: dict[str, tuple[datetime, Mapping[str, jwt.PyJWK]]] = {}

    async def find(self, url: str, key_id: str) -> jwt.PyJWK | None:
        """None when there is no such key.

        Raises:
            LaeliaError: the set cannot be read, and no copy of it is kept.
        """
        now = self._clock()
        at, keys = self._read.get(url, (None, {}))
        wait = _KEPT if key_id in keys else _AGAIN
        if at is None or at + wait <= now:
            try:
                keys = await self._load(url)
            except LaeliaError as error:
                log.warning("oauth.key_set_not_read", url=url, code=error.code)
                if at is None:
                    raise
            if len(self._read) >= _MOST_SETS:  # clients name theirs, and there may be many
                self._read.clear()
            self._read[url] = (now, keys)
        return keys.get(key_id)

    async def _load(self, url: str) -> Mapping[str, jwt.PyJWK]:
        document = await self._fetch(url)
        found: dict[str, jwt.PyJWK] = {}
        for said in _keys_in(document.body) if document.status == 200 else []:
            try:
                key = jwt.PyJWK.from_dict(said)
            except jwt.PyJWTError as error:
                log.info("oauth.key_not_read", url=url, error=str(error)[:200])
                continue
            if key.key_id and key.algorithm_name in ALGORITHMS:
                found[key.key_id] = key
        if not found:
            log.warning("oauth.key_set_empty", url=url, status=document.status)
        return found


def _keys_in(body: bytes) -> list[dict[str, Any]]:
    """The keys of a set; none when it is not one."""
    try:
        said = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return []
    listed = said.get("keys")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
