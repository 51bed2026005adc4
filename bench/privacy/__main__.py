"""`python -m bench.privacy`: recall and precision on both halves of the labelled set, and speed.

Exits with 1 where a kind with a checksum is recognized less than 98 times in 100, another less than
85, or fewer than 90 of 100 finds are right. `--misses` lists what went wrong in the half that rules
may be tuned on; the other is never listed.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from bench.privacy.cases import HALVES, Case, Label, cases
from hub.kit.privacy import find

CHECKSUMMED: Final = frozenset(
    (
        *("CARD", "IBAN", "UK_NHS", "DE_TAX_ID", "FR_NIR", "ES_DNI", "ES_NIE", "IT_CF", "NL_BSN"),
        *("PL_PESEL", "BE_NRN", "PT_NIF", "SE_PN", "FI_HETU", "IE_PPS", "IN_AADHAAR"),
    )
)
RECALL_CHECKSUMMED: Final = 0.98
RECALL: Final = 0.85
PRECISION: Final = 0.90
_PROSE: Final = (
    "The committee met on the third floor and agreed to postpone the vote until everybody had read "
    "the report; nobody objected, although some of them asked for the minutes of the last session. "
    "After lunch the chair summarized what the offices had sent in, and thanked those who wait. "
)
_RECORDS: Final = (
    '{"order": 482913, "placed_at": "2026-11-28T10:15:30Z", "items": 3, "total": "1249.90", '
    '"note": "leave it at the door", "contact": "kim@example.org", "phone": "+44 20 7946 0018"}\n'
)


@dataclass(slots=True)
class Tally:
    """By kind: how many were labelled and found, and of the finds how many were right."""

    labelled: Counter[str] = field(default_factory=Counter)
    recalled: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def recall(self, kind: str) -> float:
        return self.recalled[kind] / self.labelled[kind] if self.labelled[kind] else 1

    def precision(self, kind: str) -> float:
        return self.right[kind] / self.found[kind] if self.found[kind] else 1


def tally(rows: Sequence[Case]) -> Tally:
    made = Tally()
    for case in rows:
        wanted = [_letters(case.text, label) for label in case.labels]
        got = [
            _letters(case.text, Label(span.kind, span.start, span.end)) for span in find(case.text)
        ]
        for key in wanted:
            made.labelled[key[0]] += 1
            made.recalled[key[0]] += key in got
        for key in got:
            made.found[key[0]] += 1
            made.right[key[0]] += key in wanted
        if wanted != got:
            made.misses.append(
                f"{case.id} {case.text!r}\n      wanted {wanted}\n      got    {got}"
            )
    return made


def _letters(text: str, label: Label) -> tuple[str, tuple[int, ...]]:
    """A kind and the places of its letters and digits: brackets around a number do not count."""
    places = range(label.start, label.end)
    return label.kind, tuple(place for place in places if text[place].isalnum())


def _shown(name: str, made: Tally) -> bool:
    print(f"\n{name}\n{'kind':14}{'labelled':>9}{'recall':>9}{'found':>8}{'precision':>11}")
    good = True
    for kind in sorted(made.labelled | made.found):
        wanted = RECALL_CHECKSUMMED if kind in CHECKSUMMED else RECALL
        enough = made.recall(kind) >= wanted and made.precision(kind) >= PRECISION
        good &= enough
        row = f"{kind:14}{made.labelled[kind]:>9}{made.recall(kind):>9.1%}{made.found[kind]:>8}"
        print(f"{row}{made.precision(kind):>11.1%}{'' if enough else '  below'}")
    recall = made.recalled.total() / made.labelled.total()
    precision = made.right.total() / max(1, made.found.total())
    print(f"{'all':14}{made.labelled.total():>9}{recall:>9.1%}", end="")
    print(f"{made.found.total():>8}{precision:>11.1%}")
    return good


def _speeds() -> None:
    print("\nspeed, CPU of one thread")
    _speed("800 bytes of prose", (_PROSE * 4)[:800])
    _speed("800 bytes of records", (_RECORDS * 5)[:800])
    _speed("100 kB of prose", (_PROSE * 400)[:100_000])
    _speed("100 kB of records", (_RECORDS * 600)[:100_000])


def _speed(name: str, text: str) -> None:
    seconds = _best(lambda: find(text), repeats=7)
    print(
        f"{name:34}{len(text.encode()) / seconds / 1e6:>8.1f} MB/s{1e6 * seconds:>10.1f} µs a text"
    )


def _best(call: Callable[[], object], *, repeats: int) -> float:
    """Seconds of CPU for one call, in the best of several rounds."""
    call()
    best = float("inf")
    for _ in range(repeats):
        began, count = time.thread_time(), 0
        while (spent := time.thread_time() - began) < 0.05:
            for _ in range(20):
                call()
            count += 20
        best = min(best, spent / count)
    return best


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list misses of the tuning half")
    parser.add_argument("--no-speed", action="store_true", help="only recall and precision")
    options = parser.parse_args()
    good = True
    for half in HALVES:
        made = tally(cases(half))
        good &= _shown(half.replace("_", " "), made)
        if options.misses and half == "tuning":
            print("\n".join(made.misses))
    if not options.no_speed:
        _speeds()
    print("\nreached" if good else "\nNOT reached")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
