"""Who somebody is in the directory: their entry, their groups, and whether it is them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sansldap import FilterEquality, FilterOr, LDAPResultCode

from hub.identity.directory.connection import DN, USERNAME, Connection, Dial, filled
from hub.identity.directory.errors import DirectoryUnavailable, Step
from hub.identity.directory.wire import Entry, Refused, Wire, connected
from hub.identity.errors import SignInFailed

_MOST_GROUPS: Final = 1000
_DEEPEST: Final = 12
_AT_ONCE: Final = 50
_MOST_NAME: Final = 256
_REFUSAL: Final = "The name or the password is wrong."
_BY_DN: Final = "dn:"
_SWITCHES: Final = ("userAccountControl", "nsAccountLock", "pwdAccountLockedTime")
_DISABLED: Final = 0x2
_FOR_EVER: Final = "000001010000Z"


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


async def gone(
    dial: Dial, settings: Connection, bind_password: str | None, subjects: Sequence[str]
) -> set[str]:
    """Which of these people are switched off, or in the directory no more.

    A directory that knows none of them is asked wrongly, as when somebody moved its people, and
    counts for nothing. Who has no name that stays is not looked for.

    Raises:
        DirectoryUnavailable: it could not be asked.
    """
    known, off = set[str](), set[str]()
    sought = [one for one in subjects if not one.startswith(_BY_DN)]
    async with connected(dial, settings, _silent) as wire:
        await _bind(wire, settings, bind_password)
        wire.begin("find")
        for start in range(0, len(sought), _AT_ONCE):
            for entry in await _those(wire, settings, sought[start : start + _AT_ONCE]):
                subject = _subject(entry, settings)
                known.add(subject)
                if _is_off(entry):
                    off.add(subject)
        # A server may say less than was asked for: who seems to be missing is asked for alone.
        missing = [one for one in sought if one not in known] if known else []
        return off | {one for one in missing if await _is_missing(wire, settings, one)}


async def _those(wire: Wire, settings: Connection, subjects: Sequence[str]) -> list[Entry]:
    """A server that cannot take one of them, such as what the server before had somebody by, may
    refuse the whole question: then each is asked for alone."""
    try:
        return await _people(wire, settings, subjects)
    except Refused:
        found: list[Entry] = []
        for one in subjects:
            with suppress(Refused):
                found += await _people(wire, settings, [one])
        if not found:
            raise
        return found


async def _is_missing(wire: Wire, settings: Connection, subject: str) -> bool:
    """Who cannot be asked for has not left."""
    try:
        return not await _people(wire, settings, [subject])
    except Refused:
        return False


async def _people(wire: Wire, settings: Connection, subjects: Sequence[str]) -> list[Entry]:
    wanted = [FilterEquality(settings.subject, bytes.fromhex(one)) for one in subjects]
    which = wanted[0] if len(wanted) == 1 else FilterOr([*wanted])
    told = [settings.subject, *_SWITCHES]
    return await wire.search(settings.user_base, which, told, most=len(subjects))


def _is_off(entry: Entry) -> bool:
    """As Active Directory, 389 and OpenLDAP with its password policy say it."""
    control = entry.text("userAccountControl") or "0"
    return (
        (control.isdecimal() and bool(int(control) & _DISABLED))
        or (entry.text("nsAccountLock") or "").casefold() == "true"
        or entry.text("pwdAccountLockedTime") == _FOR_EVER
    )


async def _bind(wire: Wire, settings: Connection, password: str | None) -> None:
    wire.begin("bind")
    if settings.bind_dn is not None and password:
        await wire.bind(settings.bind_dn, password)


async def _entry(wire: Wire, settings: Connection, username: str) -> Entry | None:
    """The one of this name; none when there are several, for which of them would it be?

    Active Directory reads a name up to a NUL, and folds other characters that nobody sees.
    """
    if not username.isprintable():
        return None
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
    return values[0].hex() if values else _BY_DN + entry.dn.casefold()
