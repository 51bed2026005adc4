"""The platform's own agents at every start: there, and unchanged."""

from datetime import UTC, datetime

import pytest

from hub.agents.seeding import PLATFORM_ORG, seed_shipped_agents
from hub.agents.shipped import platform_agent_id, shipped_agents
from hub.kit.db import Database
from tests.engine_fixtures import DatabaseUrls


async def _written(database: Database) -> dict[str, int]:
    """By which transaction each agent and version was written last."""
    async with database.transaction(PLATFORM_ORG) as session:
        connection = await session.connection()
        rows = await connection.exec_driver_sql(
            "select id, xmin::text::bigint from agents"
            " union all select id, xmin::text::bigint from agent_versions"
        )
        return {row[0]: row[1] for row in rows}


@pytest.mark.req("S4")
async def test_a_start_seeds_once_and_then_only_looks(fresh_database: DatabaseUrls) -> None:
    database = Database(fresh_database.app)
    now = datetime.now(UTC)
    shipped_agents()  # reading the files is paid once per process
    assert await seed_shipped_agents(database, now) == len(shipped_agents())
    written = await _written(database)
    assert await seed_shipped_agents(database, now) == 0
    assert await _written(database) == written
    async with database.transaction(PLATFORM_ORG) as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "update agents set current_version_id = null where id = %s",
            (platform_agent_id("summarize"),),
        )
    assert await seed_shipped_agents(database, now) == 1
    await database.close()
