"""The worker's part in it: what is plain from before there were keys is sealed, while all goes on,
and the keys of persons are wrapped anew under the platform's newest.

Both take some rows at a time and change only what they have read, so that they may be stopped,
begun again and run twice at once.
"""

from collections.abc import Sequence
from typing import Any, Final

import structlog
from psycopg.errors import UniqueViolation

from hub.kit.clock import Clock
from hub.kit.db import Reader, Table
from hub.kit.ids import PLATFORM_ORG
from hub.kit.people.keyring import People
from hub.kit.people.rows import SPECS, Personal, bound_to, sealed_columns

PEOPLE: Final = "people"
_AT_ONCE: Final = 200
_WRAPPED: Final = """
    select id, wrapped_key from users where id > %s and wrapped_key is not null
    order by id limit %s
"""
_REWRAP: Final = "update users set wrapped_key = %s where id = %s and wrapped_key = %s"

# What is over, and how long it is of use still. Books and the record of acts are not among it.
_FORGET: Final[dict[str, str]] = {
    "sessions": """
        with old as (
          select id from sessions
          where least(coalesce(revoked_at, expires_at), expires_at) < %(now)s - interval '180 days'
          limit %(most)s
        ), gone as (delete from sso_sessions where session_id in (select id from old))
        delete from sessions where id in (select id from old)
    """,
    "invitations": """
        delete from invitations where id in (
          select id from invitations
          where least(accepted_at, revoked_at, expires_at) < %(now)s - interval '180 days'
          limit %(most)s)
    """,
    "email_links": """
        delete from email_links where token_hash in (
          select token_hash from email_links
          where expires_at < %(now)s - interval '1 day' limit %(most)s)
    """,
    "notifications": """
        delete from notifications where id in (
          select id from notifications
          where created_at < %(now)s - interval '365 days' limit %(most)s)
    """,
    "notification_messages": """
        delete from notification_messages where id in (
          select id from notification_messages
          where status not in ('waiting', 'sending')
            and created_at < %(now)s - interval '90 days' limit %(most)s)
    """,
}

log = structlog.get_logger()


class Sealing:
    """`finder` sees every row that is plain, as the worker's role."""

    def __init__(self, finder: Reader, people: People) -> None:
        self._finder = finder
        self._people = people

    async def step(self) -> bool:
        """Some rows of each table. True while there may be more."""
        moved = [await self._take(model, spec) for model, spec in SPECS.items()]
        return any(moved)

    async def _take(self, model: type[Table], spec: Personal) -> bool:
        names = _names(spec)
        async with self._finder.transaction() as connection:
            rows = await (await connection.execute(_read(model, spec), [_AT_ONCE])).fetchall()
        done = 0
        for row in rows:
            done += await self._seal(model, spec, dict(zip(names, row, strict=True)))
        if done:
            log.info("people.sealed", table=str(model.__tablename__), rows=done)
        return done == _AT_ONCE

    async def _seal(self, model: type[Table], spec: Personal, values: dict[str, Any]) -> bool:
        made = await sealed_columns(self._people, model, values)
        # Texts that somebody changed meanwhile are theirs, and have their turn again.
        compared = [
            name for name in (*spec.row, *spec.fields) if not isinstance(values[name], dict)
        ]
        written = [*made.values(), *(values[name] for name in compared)]
        try:
            async with self._finder.transaction() as connection:
                await connection.execute(_written(model, spec, list(made), compared), written)
        except UniqueViolation:
            # Two accounts from before whose addresses are spelled apart and are the same.
            row = bound_to(spec, values)
            log.exception("people.not_sealed", table=str(model.__tablename__), row=row)
            return False
        return True


class Lapsing:
    """What is over and was a person's, deleted when its time has come (`docs/privacy.md`).

    `finder` is the worker's role, which may delete in these tables.
    """

    def __init__(self, finder: Reader, clock: Clock) -> None:
        self._finder = finder
        self._clock = clock

    async def step(self) -> bool:
        """Some rows of each table. True while there may be more."""
        more = False
        for table, statement in _FORGET.items():
            values = {"now": self._clock(), "most": _AT_ONCE}
            async with self._finder.transaction() as connection:
                deleted = (await connection.execute(statement, values)).rowcount
            if deleted:
                log.info("people.forgotten", table=table, rows=deleted)
            more = more or deleted == _AT_ONCE
        return more


class Rewrapping:
    """The keys of persons, under the platform's newest data key; a job of the platform's own."""

    def __init__(self, finder: Reader, people: People) -> None:
        self._finder = finder
        self._people = people

    async def step(self, org_id: str, marker: str, /) -> str | None:
        if org_id != PLATFORM_ORG:
            return None
        async with self._finder.transaction() as connection:
            rows = await (await connection.execute(_WRAPPED, [marker, _AT_ONCE])).fetchall()
        for user_id, wrapped in rows:
            anew = await self._people.rewrapped(user_id, wrapped)
            if anew is None:
                continue
            async with self._finder.transaction() as connection:
                await connection.execute(_REWRAP, [anew, user_id, wrapped])
        return str(rows[-1][0]) if len(rows) == _AT_ONCE else None


def _names(spec: Personal) -> Sequence[str]:
    """What sealing a row needs, each once."""
    others = (spec.subject, spec.org, spec.only and spec.only[0])
    return list(dict.fromkeys((*spec.row, *(one for one in others if one), *spec.fields)))


def _read(model: type[Table], spec: Personal) -> str:
    plain = " or ".join(f"{name} is not null" for name in spec.fields)
    only = "" if spec.only is None else f" and {spec.only[0]} = '{spec.only[1]}'"
    return (
        f"select {', '.join(f'{n} as c{at}' for at, n in enumerate(_names(spec)))}"  # noqa: S608 - names of ours
        f" from {model.__tablename__} where sealed is null and ({plain}){only} limit %s"
    )


def _written(
    model: type[Table], spec: Personal, made: Sequence[str], compared: Sequence[str]
) -> str:
    changes = ", ".join([*(f"{n} = %s" for n in made), *(f"{n} = null" for n in spec.fields)])
    same = [f"{name} is not distinct from %s" for name in compared]
    return (
        f"update {model.__tablename__} set {changes}"  # noqa: S608 - names of ours
        f" where sealed is null and {' and '.join(same)}"
    )
