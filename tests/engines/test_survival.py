"""Engines come back after the worst death, where they were and with what they had."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import nats
import psutil
import psycopg
import pytest
import redis.asyncio

from hub.kit.engines import Engines
from hub.kit.engines.child import Child
from tests.engines.conftest import Running

WITHIN_S = 20


async def _kill_and_wait(child: Child) -> None:
    before = child.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    async with asyncio.timeout(WITHIN_S):
        while child.pid in {None, before} or not await child.program.is_ready(child.pid or 0):
            await asyncio.sleep(0.01)


@pytest.mark.req("F3")
@pytest.mark.req("FR-4.21")
async def test_postgres_keeps_what_it_acknowledged_before_a_kill(running: Running) -> None:
    async with running("postgres") as engines:
        url = engines.urls().database_admin
        async with await psycopg.AsyncConnection.connect(url) as connection:
            await connection.execute("create table kept (n int)")
            await connection.execute("insert into kept values (1)")
        await _kill_and_wait(engines.children["postgres"])
        assert engines.urls().database_admin == url
        async with await psycopg.AsyncConnection.connect(url) as connection:
            found = await connection.execute("select n from kept")
            assert await found.fetchall() == [(1,)]


@pytest.mark.req("F6")
@pytest.mark.req("FR-4.21")
async def test_nats_keeps_its_streams_through_a_kill(running: Running) -> None:
    async with running("nats") as engines:
        client = await nats.connect(engines.urls().nats)
        stream = client.jetstream()
        await stream.add_stream(name="KEPT", subjects=["kept.>"])
        await stream.publish("kept.one", b"1")
        await client.close()
        await _kill_and_wait(engines.children["nats"])
        client = await nats.connect(engines.urls().nats)
        message = await client.jetstream().get_msg("KEPT", 1)
        assert message.data == b"1"
        await client.close()


@pytest.mark.req("F5")
@pytest.mark.req("FR-4.21")
async def test_valkey_keeps_its_keys_through_a_kill(running: Running) -> None:
    async with running("valkey") as engines:
        client = redis.asyncio.from_url(engines.urls().redis)
        await client.set("kept", "1")
        # A key in the journal's buffer is written within a second; ask for it now.
        assert await client.waitaof(1, 0, 5000) == [1, 0]
        await client.aclose()
        await _kill_and_wait(engines.children["valkey"])
        client = redis.asyncio.from_url(engines.urls().redis)
        assert await client.get("kept") == b"1"
        await client.aclose()


async def test_data_is_there_after_stop_and_start(running: Running) -> None:
    async with running("postgres") as engines, await _owner(engines) as connection:
        await connection.execute("create table kept (n int)")
    async with running("postgres") as engines, await _owner(engines) as connection:
        found = await connection.execute("select count(*) from kept")
        assert await found.fetchone() == (0,)


async def test_a_lock_left_by_a_process_whose_number_is_taken_is_no_obstacle(
    running: Running, home: Path
) -> None:
    async with running("postgres"):
        pass
    data = home / "engines" / "postgres"
    owner = data.stat().st_uid
    with subprocess.Popen(["sleep", "60"], user=owner if os.geteuid() == 0 else None) as other:
        lines = [str(other.pid), str(data), "0", "5432", str(home / "run"), "", "", "ready"]
        lock = data / "postmaster.pid"
        lock.write_text("\n".join(lines) + "\n")
        os.chown(lock, owner, -1)
        try:
            async with running("postgres") as engines, await _owner(engines) as connection:
                await connection.execute("select 1")
            assert other.poll() is None
        finally:
            other.kill()


async def test_engines_stop_when_their_supervisor_is_killed(home: Path) -> None:
    program = (
        "import asyncio, sys; from pathlib import Path\n"
        "from hub.kit.engines import Engines; from hub.kit.settings import Settings\n"
        "async def main():\n"
        "    engines = Engines(Path(sys.argv[1]), Settings())\n"
        "    await engines.start(); await engines.model_ready()\n"
        "    print(*(child.pid for child in engines.children.values()), flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    supervisor = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, str(home)),
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert supervisor.stdout is not None
    async with asyncio.timeout(WITHIN_S):
        pids = [int(word) for word in (await supervisor.stdout.readline()).split()]
    assert len(pids) == 4
    children = [psutil.Process(pid) for pid in pids]
    supervisor.kill()
    await supervisor.wait()
    gone, alive = await asyncio.to_thread(psutil.wait_procs, children, timeout=WITHIN_S)
    assert not alive
    assert len(gone) == 4


async def _owner(engines: Engines) -> psycopg.AsyncConnection:
    return await psycopg.AsyncConnection.connect(engines.urls().database_admin, autocommit=True)
