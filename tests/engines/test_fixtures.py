import httpx2
import nats
import psycopg
import redis.asyncio

from hub.kit.engines import EngineUrls
from tests.engine_fixtures import DatabaseUrls, LocalModelUrl


async def test_each_test_process_has_a_migrated_database(database: DatabaseUrls) -> None:
    async with await psycopg.AsyncConnection.connect(database.app) as connection:
        found = await connection.execute("select count(*) from runs")
        assert await found.fetchone() == (0,)


async def test_a_fresh_database_is_migrated_too(fresh_database: DatabaseUrls) -> None:
    async with await psycopg.AsyncConnection.connect(fresh_database.worker) as connection:
        found = await connection.execute("select current_user, current_database() like 'laelia_%'")
        assert await found.fetchone() == ("laelia_worker", True)


async def test_stores_answer(engines: EngineUrls) -> None:
    valkey = redis.asyncio.from_url(engines.redis)
    assert await valkey.set("engines:probe", "here", ex=60)
    assert await valkey.get("engines:probe") == b"here"
    await valkey.aclose()
    client = await nats.connect(engines.nats)
    account = await client.jetstream().account_info()
    assert account.api.errors >= 0
    await client.close()


async def test_the_bundled_model_answers_those_who_hold_its_key(
    local_model: LocalModelUrl,
) -> None:
    async with httpx2.AsyncClient(base_url=local_model.url) as client:
        question = {
            "messages": [{"role": "user", "content": "Say hello."}],
            "max_tokens": 8,
            "temperature": 0,
        }
        refused = await client.post("chat/completions", json=question)
        assert refused.status_code == 401
        client.headers["Authorization"] = f"Bearer {local_model.key}"
        answer = (await client.post("chat/completions", json=question)).json()
    assert answer["model"] == "smollm2-135m-instruct"
    assert answer["usage"]["completion_tokens"] > 0
