"""Labelled reviews: a line each, those to be held in one file and those to be shown in the other.

Every other line is for tuning and training; the rest is looked at last.
"""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    text: str
    suspicious: bool


def cases(*, tuning: bool) -> list[Case]:
    found = []
    for name, suspicious in (("fine.txt", False), ("suspicious.txt", True)):
        lines = (HERE / name).read_text("utf-8").splitlines()
        found += [Case(line, suspicious) for line in lines[0 if tuning else 1 :: 2]]
    return found
