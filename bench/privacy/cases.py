"""The labelled set: texts, and what of them is personal or secret."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from bench.privacy.mint import mint

HALVES: Final = ("tuning", "held_out")
_MARK: Final = re.compile(
    r"\[\[(?P<kind>~?[A-Z_]+)(?::(?P<value>.*?)|(?:/(?P<style>[\w.]+))?#(?P<number>\d+))\]\]"
)


@dataclass(frozen=True, slots=True)
class Label:
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    text: str
    labels: tuple[Label, ...]


def cases(half: str) -> list[Case]:
    rows = yaml.safe_load((Path(__file__).parent / f"{half}.yaml").read_text("utf-8"))
    return [_case(row["id"], row["text"]) for row in rows]


def _case(case_id: str, marked: str) -> Case:
    text, labels, done = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[done : mark.start()]
        done = mark.end()
        kind = mark["kind"]
        value = mark["value"] or mint(kind.lstrip("~"), mark["style"] or "", int(mark["number"]))
        if kind.startswith("~"):
            text += _mistyped(value)
        else:
            labels.append(Label(kind, len(text), len(text) + len(value)))
            text += value
    return Case(case_id, text + marked[done:], tuple(labels))


def _mistyped(value: str) -> str:
    """With another last digit, which no checksum of one digit forgives."""
    return value[:-1] + str((int(value[-1]) + 1) % 10)
