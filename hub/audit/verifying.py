"""An export checked without the hub: every hash, every link, and the signed heads.

It finds the first link that does not hold. What nobody without the hub's key could make up, the
heads say: how long the chain was on a day, and what its last hash was.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from hub.audit.chaining import GENESIS, hash_of
from hub.audit.heads import SignedHead, digest_of, read_head
from hub.kit.signing import AUDIT_HEAD, SignatureInvalidError, verify

Event = Mapping[str, Any]
_MOST_LINE: Final = 1024 * 1024


class ChainBrokenError(ValueError):
    """`str()` names the first link that does not hold, and how."""

    code = "chain_broken"


@dataclass
class Verified:
    """What was found to hold. `signed` is the last place in the chain that a head vouches for."""

    chain: str
    whole: bool
    events: int = 0
    heads: int = 0
    signed: int = 0
    last: int = 0


@dataclass
class _Reading:
    """The state of one pass over a file."""

    found: Verified
    seq: int = 0
    hash: str = GENESIS
    hashes: dict[int, str] = field(default_factory=dict)
    heads: list[tuple[str, SignedHead]] = field(default_factory=list)


def verify_export(
    lines: Iterable[bytes], jwks: Mapping[str, Any], *, kept: Sequence[str] = ()
) -> Verified:
    """Reads an export of one chain, or of a selection from it.

    A selection is checked event by event; only a whole chain shows that nothing is missing.
    `kept` are tokens of heads that were put away earlier: the file must still fit them.

    Raises:
        ChainBrokenError: with the first link that does not hold.
    """
    numbered = enumerate(lines, start=1)
    first = _object(*next(numbered, (1, b"")))
    if first.get("type") != "export" or not isinstance(first.get("chain"), str):
        raise ChainBrokenError("line 1: this is no export of an audit chain")
    reading = _Reading(
        Verified(first["chain"], first.get("whole") is True, last=int(first.get("last", 0)))
    )
    for number, line in numbered:
        said = _object(number, line)
        if said.get("type") == "event":
            _event(reading, said, number)
        elif said.get("type") == "head":
            _head(reading, str(said.get("token")), dict(jwks), f"line {number}")
        else:
            raise ChainBrokenError(f"line {number}: neither an event nor a head")
    if reading.found.whole:
        _ends(reading)
    for token in kept:
        _kept(reading, token, dict(jwks))
    return reading.found


def _object(number: int, line: bytes) -> dict[str, Any]:
    try:
        return msgspec.json.decode(line[:_MOST_LINE], type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ChainBrokenError(f"line {number}: not JSON; the file was cut or changed") from error


def _event(reading: _Reading, event: Event, line: int) -> None:
    name = f"line {line}: event {event.get('id')} (seq {event.get('seq')})"
    try:
        computed = hash_of(event)
    except KeyError as error:
        raise ChainBrokenError(f"{name}: the field {error} is missing") from error
    if computed != event.get("hash"):
        raise ChainBrokenError(f"{name}: its content was changed; its hash does not fit")
    reading.found.events += 1
    if not reading.found.whole:
        return
    if event["org_id"] != reading.found.chain:
        raise ChainBrokenError(f"{name}: it belongs to another chain")
    if event["seq"] != reading.seq + 1:
        raise ChainBrokenError(
            f"{name}: it follows seq {reading.seq}; events are missing or out of order"
        )
    if event["previous"] != reading.hash:
        raise ChainBrokenError(f"{name}: it does not link to the event before it")
    reading.seq, reading.hash = event["seq"], computed
    reading.hashes[reading.seq] = computed


def _head(reading: _Reading, token: str, jwks: dict[str, Any], where: str) -> None:
    said = _signed(token, jwks, where)
    name = f"{where}: head {said.number}"
    if said.chain != reading.found.chain:
        raise ChainBrokenError(f"{name}: it belongs to another chain")
    before = reading.heads[-1] if reading.heads else None
    if said.number != (before[1].number + 1 if before else 1):
        raise ChainBrokenError(f"{name}: heads are missing or out of order")
    if said.previous != (digest_of(before[0]) if before else None):
        raise ChainBrokenError(f"{name}: it does not link to the head before it")
    _fits(reading, said, name)
    reading.heads.append((token, said))
    reading.found.heads += 1
    reading.found.signed = said.seq


def _signed(token: str, jwks: dict[str, Any], where: str) -> SignedHead:
    try:
        return read_head(verify(token, jwks, kind=AUDIT_HEAD))
    except (SignatureInvalidError, msgspec.DecodeError) as error:
        raise ChainBrokenError(f"{where}: a head that this hub did not sign: {error}") from error


def _fits(reading: _Reading, said: SignedHead, name: str) -> None:
    if said.seq > reading.seq:
        raise ChainBrokenError(
            f"{name}: the chain had {said.seq} events when it was signed; the file ends with seq "
            f"{reading.seq}: its tail was cut off"
        )
    if reading.hashes[said.seq] != said.hash:
        raise ChainBrokenError(
            f"{name}: seq {said.seq} is not the event that was signed; the chain was written anew"
        )


def _ends(reading: _Reading) -> None:
    if reading.seq != reading.found.last:
        raise ChainBrokenError(
            f"the end: the export promised {reading.found.last} events and ends with seq "
            f"{reading.seq}"
        )


def _kept(reading: _Reading, token: str, jwks: dict[str, Any]) -> None:
    said = _signed(token, jwks, "a kept head")
    if said.chain != reading.found.chain:
        return
    name = f"kept head {said.number}"
    if not reading.found.whole:
        raise ChainBrokenError(f"{name}: a selection cannot be compared with heads")
    _fits(reading, said, name)
    if token not in (known for known, _ in reading.heads):
        raise ChainBrokenError(f"{name}: the file does not have it any more")
    reading.found.signed = max(reading.found.signed, said.seq)


def kept_heads(text: str) -> Iterator[str]:
    """Tokens from a saved answer of `GET /v1/audit/heads`, or from lines of tokens or of JSON."""
    try:
        answer = msgspec.json.decode(text, type=dict[str, Any])
        yield from (str(head["token"]) for head in answer["data"])
    except (msgspec.DecodeError, KeyError):
        for line in filter(None, map(str.strip, text.splitlines())):
            if not line.startswith("{"):
                yield line
                continue
            said = msgspec.json.decode(line, type=dict[str, Any])
            if "token" in said:
                yield str(said["token"])
