"""What docs/security.md and docs/compliance.md claim is what the tests and the repository hold."""

import ast
import re
from collections import Counter
from pathlib import Path
from runpy import run_path

import pytest

REPOSITORY = Path(__file__).parents[2]
_POINT = re.compile(r"[RF]\d+")
_FILE = re.compile(r"`(tests/[\w./]+\.py)`")
_CLAIMS = ("security", "compliance")
_ALL = {f"R{n:02}" for n in range(1, 78)} | {f"F{n}" for n in range(1, 27)}


def _rows() -> list[list[str]]:
    text = (REPOSITORY / "docs" / "security.md").read_text()
    table = text.partition("## The checklist")[2].partition("\n## ")[0]
    cells = [line.strip("| ").split(" | ") for line in table.splitlines() if line[:2] == "| "]
    return [row for row in cells if _POINT.fullmatch(row[0])]


def _marked() -> dict[str, set[str]]:
    """The files that have a marker of each point."""
    found: dict[str, set[str]] = {}
    for path in sorted((REPOSITORY / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(), str(path))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.req"):
                for point in node.args:
                    if isinstance(point, ast.Constant) and _POINT.fullmatch(str(point.value)):
                        name = path.relative_to(REPOSITORY).as_posix()
                        found.setdefault(str(point.value), set()).add(name)
    return found


@pytest.mark.req("S24", "FR-7.9")
def test_the_checklist_says_what_the_markers_say() -> None:
    rows, marked = _rows(), _marked()
    listed = Counter(row[0] for row in rows)
    assert set(listed) == _ALL
    assert set(listed.values()) == {1}
    assert marked.keys() <= _ALL
    faults = []
    for point, _, state, where in rows:
        files = set(_FILE.findall(where))
        if state == "waits":
            faults += [f"{point} waits, and {one} proves it" for one in marked.get(point, ())]
            assert not files, point
        else:
            assert state in ("proven", "in part"), point
            assert files, f"{point} names no test"
            assert (";" in where) == (state == "in part"), f"{point}: what waits, and for what?"
            missing = files - marked.get(point, set())
            faults += [f"{point}: {one} has no marker of it" for one in sorted(missing)]
    assert faults == []


@pytest.mark.req("S24")
def test_what_proves_the_checklist_is_what_the_command_runs() -> None:
    command = run_path(str(REPOSITORY / "bin" / "test-security"))
    run = [REPOSITORY / place for suite in command["SUITES"].values() for place in suite]
    assert [str(place) for place in run if not place.exists()] == []
    told = "".join((REPOSITORY / "docs" / f"{one}.md").read_text() for one in _CLAIMS)
    named = {REPOSITORY / file.rstrip("/") for file in re.findall(r"`(tests/[\w./]+)`", told)}
    left_out = [file for file in sorted(named) if not {file, *file.parents} & set(run)]
    assert left_out == []


@pytest.mark.req("T-comp")
def test_the_compliance_map_leads_to_what_is_there() -> None:
    text = (REPOSITORY / "docs" / "compliance.md").read_text()
    named = set(re.findall(r"`((?:hub|docs|tests|bin|\.ci|requirements)/[\w./-]*)`", text))
    assert len(named) > 30
    assert [name for name in sorted(named) if not (REPOSITORY / name).exists()] == []
    targets = (REPOSITORY / "Makefile").read_text()
    for target in set(re.findall(r"`make ([\w-]+)`", text)):
        assert f"\n{target}:" in targets, target
    rows = [line for line in text.splitlines() if re.match(r"\| (CC|A|C|PI|P|Art\.|§)", line)]
    assert len(rows) > 30
    assert [row for row in rows if row.count(" | ") != 3] == []
