"""Whether a database is at the newest revision, without the tooling: it takes long to load."""

from pathlib import Path
from typing import Final

import psycopg

_VERSIONS: Final = Path(__file__).with_name("versions")
_CONNECT_S: Final = 5


def newest() -> str:
    """A revision bears the name of its file, and these are numbered."""
    return max(path.stem for path in _VERSIONS.glob("[0-9]*.py"))


async def is_newest(admin_url: str) -> bool:
    """Raises psycopg.Error: the database cannot be asked."""
    async with await psycopg.AsyncConnection.connect(
        admin_url, autocommit=True, connect_timeout=_CONNECT_S
    ) as connection:
        found = await connection.execute("select to_regclass('alembic_version') is not null")
        if await found.fetchone() != (True,):
            return False
        found = await connection.execute("select version_num from alembic_version")
        return await found.fetchall() == [(newest(),)]
