"""The register of requirements, and what continuous integration runs."""

import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def test_the_command_lists_every_requirement() -> None:
    said = subprocess.run(
        [REPOSITORY / "bin" / "requirements", "--all"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )
    lines = (REPOSITORY / "tests/requirements/register.txt").read_text().splitlines()
    for name in [line.split()[0] for line in lines if line and line[0] != "#"]:
        assert f"  {name} " in said.stdout
    assert "requirements are named by a test" in said.stdout


@pytest.mark.req("FR-7.9")
def test_what_is_integrated_is_what_a_developer_runs() -> None:
    assert "make test" in (REPOSITORY / ".ci" / "run").read_text()
    checks = (REPOSITORY / "bin" / "check").read_text()
    for tool in ("ruff check", "mypy", "lint-imports", "pytest"):
        assert tool in checks
