"""What is installed is what was locked, by its hash, under a license that was looked at."""

import re
from pathlib import Path

import pytest

from tests.supply_chain.repositories import REPOSITORY, copy_of, said


@pytest.mark.req("R76")
def test_every_locked_package_is_under_a_permitted_license() -> None:
    code, told = said("licenses")
    assert code == 0, told


@pytest.mark.req("R76")
def test_a_license_that_is_not_permitted_is_an_error(tmp_path: Path) -> None:
    listed = "permit Apache-2.0\npackage nowhere MIT it was here\n"
    place = copy_of(tmp_path, "licenses", licenses=listed)
    (place / "requirements").mkdir()
    text = "msgspec==1 \\\n    --hash=sha256:0\nnot-there==1 --hash=sha256:0\naiohttp==1\n"
    windows = "gone==1 ; sys_platform == 'win32'\n"
    (place / "requirements" / "dev.txt").write_text(text + windows)
    code, told = said("licenses", at=place)
    assert code == 1
    assert "msgspec is licensed under BSD-3-Clause" in told
    assert "not-there is locked and not installed" in told
    assert "nowhere is listed and not locked" in told
    assert "gone" not in told


@pytest.mark.req("R76")
def test_every_lock_has_hashes_and_names_no_registry() -> None:
    locks = sorted((REPOSITORY / "requirements").glob("*.txt"))
    assert {"runtime.txt", "dev.txt", "boot.txt", "scanners.txt"} <= {lock.name for lock in locks}
    for lock in locks:
        text = lock.read_text().replace("\\\n", " ")
        assert "://" not in text
        for line in text.splitlines():
            assert re.match(r"[\w.-]+==\S+", line), (lock.name, line[:60])
            assert "--hash=sha256:" in line, (lock.name, line[:60])


@pytest.mark.req("R76")
def test_installing_asks_for_hashes_and_locking_lets_releases_cool_down() -> None:
    for command in ("environment", "scanners"):
        text = (REPOSITORY / "bin" / command).read_text()
        assert "--require-hashes" in text
    locking = (REPOSITORY / "bin" / "lock").read_text()
    assert 'cool_down="7 days"' in locking
    assert '--exclude-newer "$cool_down"' in locking
    peers = (REPOSITORY / "tests" / "providers" / "programs.py").read_text()
    assert "--require-hashes" in peers
    for package in REPOSITORY.glob("tests/*/package.json"):
        assert (package.parent / "package-lock.json").exists()
