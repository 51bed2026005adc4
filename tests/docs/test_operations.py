"""What `docs/operations.md` says of settings and of the home is what is there."""

import os
import re
from pathlib import Path

import pytest

from tests import forks
from tests.hub_fixtures import RunningHub

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"


async def test_the_table_of_settings_is_the_codes() -> None:
    # What an operator has set is no default.
    printed = await forks.laelia("settings", environment=os.environ | {"LAELIA_PORT": "9999"})
    assert printed.status == 0, printed.said
    said = printed.output.strip()
    shown = PAGE.read_text().partition("<!-- settings -->")[2].partition("<!-- /settings -->")[0]
    assert shown.strip() == said, "put what `laelia settings` prints into docs/operations.md"
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in said.splitlines()[2:]]
    assert len(rows) > 40
    assert not [name for name, _, what in rows if not what], "a setting without a description"


@pytest.mark.req("FR-4.13")
async def test_every_file_that_a_hub_keeps_is_explained(hub: RunningHub) -> None:
    person = await hub.sign_up()
    await person.call("PUT", "/v1/provider-keys/openai", {"key": "sk-1"})
    drawn = PAGE.read_text().partition("## The home")[2].split("```")[1]
    explained = {line.split()[0].rstrip("/") for line in drawn.splitlines() if line.strip()}
    earlier = re.compile(r"master-[0-9a-f]{16}\.key")
    kept = {earlier.sub("master-ID.key", path.name) for path in (hub.home / "secrets").iterdir()}
    assert {"master.key", "receipts.pem"} <= kept
    assert kept | {path.name for path in hub.home.iterdir()} <= explained
