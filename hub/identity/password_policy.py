"""Which passwords are refused: those that a guesser tries early. Nothing leaves this machine.

How many guesses a password withstands is estimated as zxcvbn does (D. L. Wheeler, USENIX Security
2016), over its lists of breached passwords, words and names: the cheapest way to write the password
as such words, runs, repetitions and single characters. Only its lists are used: this estimate takes
time in proportion to the length, where the package's own can be made to take seconds.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import lgamma, log, log10
from typing import Final

from hub.kit.errors import InvalidInput

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 256
# Powers of ten. 10⁸ guesses at a hash of this cost take years of a machine.
_MIN_GUESSES: Final = 8.0
_LOOKED_AT: Final = 64
_LONGEST_WORD: Final = 20
_SHORTEST_WORD: Final = 3
_ROWS: Final = (
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop"),
    *("1234567890", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "!@#$%^&*()"),
)
_DISGUISES: Final = tuple(
    str.maketrans(f"4@3{one}05$7+!", f"aae{letter}osstti")
    for one, letter in (("1", "i"), ("1", "l"))
)
_DISGUISED: Final = log10(2)
_YEAR: Final = log10(120)


def vet(password: str, *, email: str, pointer: str = "/password") -> None:
    """Raises:
    InvalidInput: short, breached, predictable, or made of the email address.
    """
    if len(password) < MIN_LENGTH:
        raise InvalidInput.at(pointer, f"must have {MIN_LENGTH} characters or more")
    plain = password.casefold()
    if plain in _ranks() or plain.strip() == email.casefold():
        raise InvalidInput.at(pointer, "is known from breaches, or is your email address")
    own = {part for part in (email, *email.replace("@", ".").split(".")) if len(part) > 2}
    if guesses(password, own=own | {"laelia"}) < _MIN_GUESSES:
        raise InvalidInput.at(pointer, "is too easy to guess")


def guesses(password: str, *, own: set[str]) -> float:
    """The power of ten of the guesses that it withstands; `own` are words about its owner."""
    text = password.casefold()[:_LOOKED_AT]
    capitals = log10(2) if password != password.casefold() else 0.0
    disguises = [text, *(text.translate(table) for table in _DISGUISES)]
    # By where a way to write it ends, and of how many pieces it is: the cost of the pieces.
    best: list[dict[int, float]] = [{0: 0.0}, *({} for _ in text)]
    for start in range(len(text)):
        for end, cost in _pieces(text, disguises, start, own):
            for pieces, before in best[start].items():
                known = best[end].get(pieces + 1)
                if known is None or before + cost < known:
                    best[end][pieces + 1] = before + cost
    orders = (cost + lgamma(pieces + 1) / log(10) for pieces, cost in best[-1].items())
    return min(orders) + capitals


def _pieces(
    text: str, disguises: list[str], start: int, own: set[str]
) -> Iterator[tuple[int, float]]:
    """Where a piece that begins here may end, and what it costs."""
    ranks = _ranks()
    yield start + 1, 1.0
    for end in range(start + _SHORTEST_WORD, len(text) + 1):
        piece = text[start:end]
        if _is_run(piece):
            yield end, 1.0 + log10(len(piece))
        if len(piece) == 4 and piece.isdecimal() and piece[:2] in ("19", "20"):
            yield end, _YEAR
        if len(piece) <= start and text[start - len(piece) : start] == piece:
            yield end, _DISGUISED
        if len(piece) > _LONGEST_WORD and piece not in own:
            continue
        for disguise in disguises:
            word = disguise[start:end]
            rank = 1 if word in own else ranks.get(word) or ranks.get(word[::-1])
            if rank is not None:
                yield end, log10(rank) + (_DISGUISED if word != piece else 0.0)


def _is_run(piece: str) -> bool:
    """One character again and again, neighbors in the alphabet, or on the keyboard."""
    steps = {ord(after) - ord(before) for before, after in pairwise(piece)}
    if len(steps) == 1 and abs(next(iter(steps))) <= 1:
        return True
    return any(piece in row or piece in row[::-1] for row in _ROWS)


@cache
def _ranks() -> dict[str, int]:
    """Each known word's place in its list, the lowest; loaded with the first password set."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 - a tenth of a second

    ranks: dict[str, int] = {}
    for words in FREQUENCY_LISTS.values():
        for rank, word in enumerate(words, 1):
            ranks[word] = min(rank, ranks.get(word, rank))
    return ranks
