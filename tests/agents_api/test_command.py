"""`laelia agents`: a definition goes to a file and back."""

import os
from pathlib import Path

import pytest

from tests import forks
from tests.agents.documents import prompt
from tests.hub_fixtures import Client, RunningHub


async def laelia(client: Client, *arguments: str) -> tuple[int, str]:
    """The program's status, and what it said."""
    assert client.token is not None
    environment = os.environ | {"LAELIA_URL": client.url, "LAELIA_API_KEY": client.token}
    ended = await forks.laelia("agents", *arguments, environment=environment)
    return ended.status, ended.said


@pytest.mark.timeout(150)  # the first command waits until the product is loaded
@pytest.mark.req("D-agent")
async def test_a_definition_lives_in_a_file(hub: RunningHub, tmp_path: Path) -> None:
    person = await hub.sign_up()
    scopes = ["agents:read", "agents:write", "agents:invoke"]
    key = await person.key(scopes=scopes)
    made = await person.post("/v1/agents", prompt(name="From Git"))
    file = tmp_path / "echo.yaml"
    assert await laelia(key, "export", "echo", "-o", str(file)) == (0, "")
    assert "name: From Git" in file.read_text()
    assert await laelia(key, "diff", str(file)) == (0, "")

    file.write_text(file.read_text().replace("Repeat the text.", "Say it twice."))
    status, said = await laelia(key, "diff", str(file))
    assert status == 1
    assert "-instructions: Repeat the text.\n+instructions: Say it twice." in said
    status, said = await laelia(key, "apply", str(file), "--publish", "--note", "From a file")
    assert (status, said) == (0, f"echo: changed {made['id']}\necho: published 1.0.0\n")
    status, said = await laelia(key, "apply", str(file), "--publish")
    assert said == f"echo: unchanged {made['id']}\nnothing new to publish\n"
    assert (await laelia(key, "export", "echo", "--version", "current"))[1] == file.read_text()

    other = await (await hub.sign_up()).key(scopes=scopes)
    status, said = await laelia(other, "apply", str(file))
    assert status == 0
    assert said.startswith("echo: created agt_")
    assert await laelia(other, "export", "nothing") == (2, "You have no agent nothing.\n")


async def test_a_wrong_file_says_where(hub: RunningHub, tmp_path: Path) -> None:
    key = await (await hub.sign_up()).key(scopes=["agents:read", "agents:write"])
    file = tmp_path / "wrong.yaml"
    file.write_text("kind: prompt\nslug: echo\ncommand: rm\n")
    status, said = await laelia(key, "apply", str(file))
    assert status == 2
    assert "/command: unknown field" in said
