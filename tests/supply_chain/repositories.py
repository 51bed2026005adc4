"""A small repository that one of the checks of `bin/` looks at."""

import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def said(command: str, *arguments: Path | str, at: Path = REPOSITORY) -> tuple[int, str]:
    """Exit code and output of one of the repository's own checks."""
    done = subprocess.run(
        [sys.executable, at / "bin" / command, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def git(place: Path, *arguments: str) -> None:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(
        ["git", *who, *arguments], cwd=place, check=True, capture_output=True, timeout=60
    )


def copy_of(place: Path, command: str, **lists: str) -> Path:
    """A repository with this one check, and with these lists in `.ci`."""
    for folder in ("bin", ".ci", "hub"):
        (place / folder).mkdir()
    shutil.copy(REPOSITORY / "bin" / command, place / "bin")
    for name, text in lists.items():
        (place / ".ci" / f"{name}.txt").write_text(text)
    return place
