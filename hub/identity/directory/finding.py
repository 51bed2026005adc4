"""Who somebody is in the directory: their entry, their groups, and whether it is them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sansldap import FilterOr, LDAPResultCode

from hub.identity.directory.connection import DN, USERNAME, Connection, filled
from hub.identity.directory.errors import DirectoryUnavailable, Step
from hub.identity.directory.wire import Dial, Entry, Refused, Wire, connected
from hub.identity.errors import SignInFailed

_MOST_GROUPS: Final = 1000
_DEEPEST: Final = 12
_AT_ONCE: Final = 50
_MOST_NAME: Final = 256
_REFUSAL: Final = "The name or the password is wrong."


@dataclass(frozen=True, slots=True)
class Found:
    """`subject` stays when the entry is renamed; `email` is as the directory has it, unchecked."""

    subject: str
    email: str | None
    name: str | None
    groups: tuple[str, ...]


def _silent(_: Step) -> None:
    """For who does not ask where it failed."""


async def prove(
    dial: Dial,
    settings: Connection,
    bind_password: str | None,
    username: str,
    password: str,
    *,
    begin: Callable[[Step], None] = _silent,
) -> Found:
    """The person with this name, once the directory has taken their password.

    Raises:
        SignInFailed: nobody of this name, more than one, or another password.
        DirectoryUnavailable: the directory could not be asked.
    """
    if not username.strip() or not password or len(username) > _MOST_NAME:
        raise SignInFailed(_REFUSAL)
    async with connected(dial, settings, begin) as wire:
        await _bind(wire, settings, bind_password)
        wire.begin("find")
        entry = await _entry(wire, settings, username)
        if entry is None:
            raise SignInFailed(_REFUSAL)
        wire.begin("groups")
        groups = await _groups(wire, settings, entry.dn)
        wire.begin("password")
        try:
            await wire.bind(entry.dn, password)
        except Refused as error:
            if error.code is LDAPResultCode.INVALID_CREDENTIALS:
                raise SignInFailed(_REFUSAL) from error
            raise
    return Found(
        subject=_subject(entry, settings),
        email=entry.text(settings.email_attribute),
        name=entry.text(settings.name),
        groups=groups,
    )


async def look(
    dial: Dial,
    settings: Connection,
    bind_password: str | None,
    username: str | None,
    *,
    begin: Callable[[Step], None],
) -> tuple[str, ...] | None:
    """What can be tried without a person's password. The groups of who has this name, if any.

    Raises:
        DirectoryUnavailable: with the step that failed.
    """
    async with connected(dial, settings, begin) as wire:
        await _bind(wire, settings, bind_password)
        wire.begin("find")
        if not username:
            await wire.search(
                settings.user_base, filled(settings.users, USERNAME, "-"), ["1.1"], most=1
            )
            return None
        entry = await _entry(wire, settings, username)
        if entry is None:
            raise DirectoryUnavailable("There is not exactly one person of this name.", step="find")
        wire.begin("groups")
        return await _groups(wire, settings, entry.dn)


async def _bind(wire: Wire, settings: Connection, password: str | None) -> None:
    wire.begin("bind")
    if settings.bind_dn is not None and password:
        await wire.bind(settings.bind_dn, password)


async def _entry(wire: Wire, settings: Connection, username: str) -> Entry | None:
    """The one of this name; none when there are several, for which of them would it be?"""
    wanted = {settings.email_attribute, settings.name, settings.subject}
    which = filled(settings.users, USERNAME, username)
    found = await wire.search(settings.user_base, which, sorted(wanted), most=1)
    return found[0] if len(found) == 1 else None


async def _groups(wire: Wire, settings: Connection, dn: str) -> tuple[str, ...]:
    """The names of all groups, those around groups too as far as the settings ask.

    Raises:
        DirectoryUnavailable: there are more than are looked at, so that none may count.
    """
    seen: dict[str, Entry] = {}
    new = [dn]
    for _ in range(_DEEPEST if settings.nesting == "search" else 1):
        found = await _around(wire, settings, new)
        new = [one.dn for one in found if one.dn.casefold() not in seen]
        seen |= {one.dn.casefold(): one for one in found}
        if len(seen) > _MOST_GROUPS:
            detail = f"Somebody is in more than {_MOST_GROUPS} groups."
            raise DirectoryUnavailable(detail, step="groups")
        if not new:
            break
    names = (one.text(settings.group_name_attribute) for one in seen.values())
    return tuple(sorted({name for name in names if name}))


async def _around(wire: Wire, settings: Connection, members: list[str]) -> list[Entry]:
    base = settings.group_base or settings.user_base
    found: list[Entry] = []
    for start in range(0, len(members), _AT_ONCE):
        some = [filled(settings.groups, DN, one) for one in members[start : start + _AT_ONCE]]
        which = some[0] if len(some) == 1 else FilterOr(some)
        found += await wire.search(base, which, [settings.group_name_attribute], most=_MOST_GROUPS)
    return found


def _subject(entry: Entry, settings: Connection) -> str:
    """As hexadecimal digits, for it may be bytes; the name of the entry where it has none."""
    values = entry.attributes.get(settings.subject.lower())
    return values[0].hex() if values else "dn:" + entry.dn.casefold()
