"""The register of requirements, and what continuous integration runs."""

import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def _said(command: Path, *options: str) -> tuple[int, str]:
    said = subprocess.run(
        [command, *options],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert not said.stderr
    return said.returncode, said.stdout


@pytest.mark.req("FR-7.9")
def test_every_requirement_is_named_by_a_test_or_waits() -> None:
    code, said = _said(REPOSITORY / "bin" / "requirements", "--all")
    lines = (REPOSITORY / "tests/requirements/register.txt").read_text().splitlines()
    for name in [line.split()[0] for line in lines if line and line[0] != "#"]:
        assert f"  {name} " in said
    assert code == 0, said


@pytest.mark.parametrize(
    ("waiting", "code", "told"),
    [
        ("S2 web\n", 0, "1 of 2 requirements are named by a test; 1 wait for web (1)"),
        ("", 1, "no test names S2        may be alone"),
        ("S2 web\nS1 web\n", 1, "a test names  S1        which still waits for web"),
        ("S2 web\nS3 web\n", 1, "waiting.txt   S3        is no requirement"),
        ("S2\n", 1, "waiting.txt   S2        names no part"),
    ],
)
def test_a_list_that_is_not_true_is_an_error(
    tmp_path: Path, waiting: str, code: int, told: str
) -> None:
    command = _copy(tmp_path, waiting, '"S1", "R27"')
    assert _said(command)[0] == code
    assert told in _said(command)[1]


def test_a_marker_that_names_nothing_is_an_error(tmp_path: Path) -> None:
    code, said = _said(_copy(tmp_path, "S2 web\n", '"S1", "S99"'))
    assert code == 1
    assert "a test names  S99       which is no requirement" in said


def _copy(place: Path, waiting: str, named: str) -> Path:
    """The command over a repository of two requirements and one test."""
    lists = place / "tests" / "requirements"
    lists.mkdir(parents=True)
    (place / "bin").mkdir()
    command = shutil.copy(REPOSITORY / "bin" / "requirements", place / "bin")
    (lists / "register.txt").write_text("# all\nS1 roles\nS2 may be alone\n")
    (lists / "waiting.txt").write_text(waiting)
    test = f"import pytest\n\n@pytest.mark.req({named})\ndef test_it() -> None: ...\n"
    (place / "tests" / "test_it.py").write_text(test)
    return Path(command)


@pytest.mark.req("FR-7.9")
def test_what_is_integrated_is_what_a_developer_runs() -> None:
    assert "make test" in (REPOSITORY / ".ci" / "run").read_text()
    checks = (REPOSITORY / "bin" / "check").read_text()
    for tool in ("ruff check", "mypy", "lint-imports", "pytest"):
        assert tool in checks
