"""Every connection between components may be under TLS, with certificates on both ends."""

import asyncio
import json
import socket
import ssl
import sysconfig
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import aiohttp
import pytest
from psycopg.conninfo import conninfo_to_dict
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from hub.commands.doctor import Mark, findings
from hub.commands.listeners import CERTIFICATE_NEEDED, answers
from hub.commands.serve import configuration
from hub.kit.engines import EngineUrls
from hub.kit.settings import Settings, Tls
from hub.kit.tls import of_nats, towards_itself
from tests.engine_fixtures import DatabaseUrls
from tests.engines.certificates import Authority
from tests.providers.programs import free_port
from tests.serving import served

pytestmark = pytest.mark.req("FR-4.10", "S24")
_WANTS_TLS = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


def _server_side(authority: Authority) -> ssl.SSLContext:
    """Shows a certificate and asks for one."""
    issued = authority.issue("engine")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(authority.ca))
    context.load_cert_chain(issued.cert, issued.key)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


@asynccontextmanager
async def fronted(socket_path: str, context: ssl.SSLContext) -> AsyncIterator[int]:
    """TLS in front of an engine whose own build has none; PostgreSQL asks for it in a word."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            if "PGSQL" in socket_path and await reader.readexactly(8) == _WANTS_TLS:
                writer.write(b"S")
                await writer.drain()
            await writer.start_tls(context)
            inner_reader, inner = await asyncio.open_unix_connection(socket_path)
            await asyncio.gather(_copy(reader, inner), _copy(inner_reader, writer))

    server = await asyncio.start_server(carry, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await source.read(65536):
            target.write(piece)
            await target.drain()
    target.close()


@asynccontextmanager
async def nats_under_tls(authority: Authority, folder: Path) -> AsyncIterator[int]:
    issued, port = authority.issue("nats"), free_port()
    configuration = {
        "listen": f"127.0.0.1:{port}",
        "jetstream": {"store_dir": str(folder)},
        "tls": {
            "cert_file": str(issued.cert),
            "key_file": str(issued.key),
            "ca_file": str(authority.ca),
            "verify": True,
        },
    }
    file = folder / "nats.conf"
    file.write_text(json.dumps(configuration))
    program = Path(sysconfig.get_path("scripts")) / "nats-server"
    process = await asyncio.create_subprocess_exec(
        program, "-c", file, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(30):
            while b"Server is ready" not in await process.stderr.readline():
                pass
        yield port
    finally:
        process.terminate()
        await process.communicate()


def _urls(ports: dict[str, int], database: str, redis: str, words: dict[str, str]) -> Settings:
    """As an operator writes them. `words`: what NATS, Valkey and PostgreSQL call the same files."""
    who = conninfo_to_dict(database)
    here = "127.0.0.1"
    postgres = {"ca": "sslrootcert", "cert": "sslcert", "key": "sslkey"}
    valkey = {"ca": "ssl_ca_certs", "cert": "ssl_certfile", "key": "ssl_keyfile"}
    nats = {"ca": "ca_file", "cert": "cert_file", "key": "key_file"}

    def query(names: dict[str, str]) -> str:
        return urlencode({names[name]: file for name, file in words.items()})

    login = f"{who['user']}:{who['password']}@{here}:{ports['postgres']}/{who['dbname']}"
    password = urlsplit(redis).password or ""
    return Settings(
        home=Path("/nonexistent"),
        port=0,
        database_url=f"postgresql://{login}?sslmode=verify-full&{query(postgres)}",
        redis_url=f"rediss://:{password}@{here}:{ports['valkey']}/0?{query(valkey)}",
        nats_url=f"tls://{here}:{ports['nats']}?{query(nats)}",
    )


async def _answering(settings: Settings) -> set[str]:
    """The engines of which the doctor says that they answer."""
    told = [finding async for finding in findings(settings)]
    return {
        finding.text.split()[0]
        for finding in told
        if finding.mark is Mark.GOOD and "answer" in finding.text
    }


async def test_every_engine_is_reached_under_tls_by_a_certificate_alone(
    authority: Authority, database: DatabaseUrls, engines: EngineUrls, tmp_path: Path
) -> None:
    context, mine = _server_side(authority), authority.issue("hub")
    files = {"ca": str(authority.ca), "cert": str(mine.cert), "key": str(mine.key)}
    other = Authority(tmp_path)
    where = conninfo_to_dict(database.app)
    pg_socket = f"{where['host']}/.s.PGSQL.{where.get('port', 5432)}"
    async with (
        fronted(pg_socket, context) as postgres,
        fronted(urlsplit(engines.redis).path, context) as valkey,
        nats_under_tls(authority, tmp_path) as nats,
    ):
        ports = {"postgres": postgres, "valkey": valkey, "nats": nats}
        known = _urls(ports, database.app, engines.redis, files)
        assert await _answering(known) == {"PostgreSQL", "Valkey", "NATS"}
        nobody = _urls(ports, database.app, engines.redis, {"ca": files["ca"]})
        assert await _answering(nobody) == set(), "who shows no certificate is not let in"
        wrong = _urls(ports, database.app, engines.redis, files | {"ca": str(other.ca)})
        assert await _answering(wrong) == set(), "nor is a server trusted that another vouches for"


@pytest.mark.parametrize(
    "url", ["nats://h?ca_file=/x", "tls://h?verify=no", "tls://h?ca_file=/nonexistent", "tls://h?x"]
)
def test_a_url_that_says_something_else_of_tls_is_refused(url: str) -> None:
    with pytest.raises((ValueError, OSError)):
        of_nats(url)


async def _hello(scope: Scope, receive: Receive, send: Send) -> None:
    del receive
    assert scope["scheme"] == "https"
    await PlainTextResponse("hello")(scope, _nothing, send)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


@asynccontextmanager
async def serving(tls: Tls) -> AsyncIterator[int]:
    """As `laelia hub` serves."""
    config = configuration(_hello, tls)
    config.lifespan = "off"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        async with served(config, listening) as port:
            yield port


async def test_the_hub_serves_with_its_own_certificate(authority: Authority) -> None:
    issued = authority.issue("served")
    tls = Tls(cert_file=issued.cert, key_file=issued.key)
    assert Settings(tls=tls).base_url == "https://127.0.0.1:8080"
    async with serving(tls) as port, aiohttp.ClientSession() as http:
        trusting = ssl.create_default_context(cafile=str(authority.ca))
        async with http.get(f"https://127.0.0.1:{port}/", ssl=trusting) as answer:
            assert (answer.status, await answer.text()) == (200, "hello")
        address = ("127.0.0.1", port)
        assert await answers(address, "/", context=towards_itself(tls)) == (200, "hello")
        stranger = Tls(cert_file=authority.issue("stranger").cert)
        assert (await answers(address, "/", context=towards_itself(stranger)))[0] == 0
        assert (await answers(address, "/"))[0] == 0, "nothing is served plainly"


async def test_callers_need_a_certificate_where_an_authority_is_set(
    authority: Authority, tmp_path: Path
) -> None:
    issued, proxy = authority.issue("guarded"), authority.issue("proxy")
    stranger = Authority(tmp_path).issue("stranger")
    tls = Tls(cert_file=issued.cert, key_file=issued.key, client_ca_file=authority.ca)
    async with serving(tls) as port, aiohttp.ClientSession() as http:
        for shown, taken in ((proxy, True), (stranger, False), (None, False)):
            context = ssl.create_default_context(cafile=str(authority.ca))
            if shown is not None:
                context.load_cert_chain(shown.cert, shown.key)
            try:
                async with http.get(f"https://127.0.0.1:{port}/", ssl=context) as answer:
                    assert answer.status == 200
                    assert taken
            except aiohttp.ClientError:
                assert not taken
        own = await answers(("127.0.0.1", port), "/", context=towards_itself(tls))
        assert own[0] == CERTIFICATE_NEEDED, "and the launcher sees that it serves"
