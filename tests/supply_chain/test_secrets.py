"""No key stands in the tree or its history, and one that did would be found."""

import subprocess
from pathlib import Path

import pytest

from hub.identity.credentials import LIVE_KEY, SESSION, mint
from tests.supply_chain.repositories import REPOSITORY, copy_of, git, said

# Put together here, so that this file holds none.
KEYS = {
    "AWS access key": "AKIA" + "Q" * 16,
    "Anthropic key": "sk-ant-" + "a1" * 20,
    "GitHub token": "ghp_" + "a1" * 18,
    "Google key": "AIza" + "b" * 35,
    "OpenAI key": "sk-proj-" + "a1" * 24,
    "PyPI token": "pypi-" + "Ag" * 40,
    "Slack token": "xoxb-" + "1" * 30,
    "Stripe key": "sk_live_" + "a1" * 12,
    "npm token": "npm_" + "a1" * 18,
    "private key": "-----BEGIN PRIVATE " + "KEY-----\n" + "MIIE" * 40,
    "JSON web token": ".".join(("eyJ" + "h" * 12, "eyJ" + "z" * 12, "s" * 30)),
    "Laelia credential": mint(LIVE_KEY),
}


@pytest.mark.req("R76", "S24")
def test_no_key_stands_in_the_tree_or_its_history() -> None:
    shallow = subprocess.run(
        ["git", "rev-parse", "--is-shallow-repository"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    code, told = said("secrets", *(["--tree"] if "true" in shallow.stdout else []))
    assert code == 0, told


@pytest.mark.req("R76")
def test_every_kind_of_key_is_found(tmp_path: Path) -> None:
    place = copy_of(tmp_path, "secrets", secrets="")
    git(place, "init", "-q")
    for number, key in enumerate(KEYS.values()):
        (place / f"file{number}").write_text(f"x = 1\nkey = {key}\n")
    guessed = LIVE_KEY + "a" * 36
    (place / "harmless").write_text(f"{guessed} las_x sk-ant-{{key}} password = 'x'\n")
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", f"Add {mint(SESSION)}")
    code, told = said("secrets", at=place)
    assert code == 1
    for number, kind in enumerate(KEYS):
        assert f"file{number}:2: {kind} " in told
    assert "message (" in told
    assert "harmless" not in told
    assert not [key for key in KEYS.values() if key in told], "and none is printed whole"


@pytest.mark.req("R76")
def test_a_key_that_was_taken_out_again_is_found_and_may_be_listed(tmp_path: Path) -> None:
    place = copy_of(tmp_path, "secrets", secrets="# none\n")
    git(place, "init", "-q")
    (place / "settings").write_text(KEYS["GitHub token"])
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "Add")
    git(place, "rm", "-q", "settings")
    git(place, "commit", "-q", "-m", "Remove")
    assert said("secrets", "--tree", at=place)[0] == 0
    code, told = said("secrets", at=place)
    assert (code, told.count("GitHub token")) == (1, 1)
    mark = told.splitlines()[0].rsplit(" ", 1)[1]
    (place / ".ci" / "secrets.txt").write_text(f"{mark} invented\n")
    assert said("secrets", at=place)[0] == 0
    (place / ".ci" / "secrets.txt").write_text(f"{mark} invented\n000000000000 gone\n")
    code, told = said("secrets", at=place)
    assert code == 1
    assert "000000000000 is found nowhere" in told
