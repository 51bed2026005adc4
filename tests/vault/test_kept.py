"""Every table of the schema is in `docs/privacy.md`: what it holds of people, and for how long."""

import re
from pathlib import Path
from typing import Final

import pytest

from hub.kit.people import SPECS
from hub.migrations.models import TABLES

_TEXT: Final = Path("docs/privacy.md").read_text(encoding="utf-8")
_KEPT: Final = _TEXT.partition("## What is kept of people")[2]
_NAME: Final = re.compile(r"`([a-z_]+)`")


@pytest.mark.req("T-comp")
def test_each_table_says_what_it_holds_of_people_and_for_how_long() -> None:
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in _KEPT.splitlines()
        if line.startswith("| `")
    ]
    assert all(len(row) == 4 and all(row) for row in rows), "a table without its retention"
    people = [name for row in rows for name in _NAME.findall(row[0])]
    nobody = _NAME.findall(_KEPT.partition("Holding nothing of a person:")[2])
    assert len(people) == len(set(people))
    assert not set(people) & set(nobody)
    there = {name.rpartition(".")[2] for name in TABLES.tables}
    assert set(people) | set(nobody) == there
    sealed = {name for row in rows if "key" in row[2] for name in _NAME.findall(row[0])}
    assert {str(model.__tablename__) for model in SPECS} <= sealed
