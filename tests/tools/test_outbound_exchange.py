"""Every exchange is bounded in time, size and hops, and shows credentials to one host only."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub.tools.errors import OutboundError
from hub.tools.outbound import Answer, Credential, Limits, OutboundClient, origin_of
from tests.tools.peers import (
    Handler,
    Request,
    StaticResolver,
    hang_up_hard,
    listen,
    redirect,
    respond,
)

pytestmark = [pytest.mark.req("R46"), pytest.mark.req("F8"), pytest.mark.req("F23")]

LOCAL = ["127.0.0.0/8"]


async def failure(handler: Handler, limits: Limits | None = None) -> str:
    async with listen(handler) as peer, OutboundClient(allow=LOCAL) as client:
        with pytest.raises(OutboundError) as caught:
            await client.request("GET", peer.url, limits=limits)
    return caught.value.code


async def drip_body(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
    while True:
        writer.write(b"data: x\n\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def drip_head(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def silence(request: Request, _: asyncio.StreamWriter) -> None:
    await request.rest.read()


@pytest.mark.parametrize("handler", [drip_body, drip_head, silence])
async def test_the_deadline_covers_the_whole_exchange(handler: Handler) -> None:
    clock = asyncio.get_running_loop().time
    began = clock()
    assert await failure(handler, Limits(deadline_s=0.4)) == "outbound_timeout"
    assert clock() - began < 3


async def test_the_deadline_is_shared_by_all_redirects() -> None:
    async def slow_redirect(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.15)
        await redirect(f"/{len(request.target)}")(request, writer)

    limits = Limits(deadline_s=0.4, max_redirects=100)
    assert await failure(slow_redirect, limits) == "outbound_timeout"


async def endless(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    block = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    for _index in range(1600):
        writer.write(block)
        await writer.drain()
    writer.write(b"0\r\n\r\n")


async def announced(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")
    await writer.drain()
    await request.rest.read()


@pytest.mark.parametrize("handler", [endless, announced])
async def test_a_hundred_megabytes_are_cut_off_at_the_cap(handler: Handler) -> None:
    assert await failure(handler, Limits(max_bytes=1 << 20)) == "outbound_too_large"


async def test_a_body_of_exactly_the_cap_is_read() -> None:
    async with (
        listen(respond(body=b"x" * 1000)) as peer,
        OutboundClient(allow=LOCAL) as client,
    ):
        answer = await client.request("GET", peer.url, limits=Limits(max_bytes=1000))
    assert len(answer.body) == 1000


async def test_a_redirect_loop_ends_after_five_hops() -> None:
    async with listen(redirect("/again")) as peer, OutboundClient(allow=LOCAL) as client:
        with pytest.raises(OutboundError) as caught:
            await client.request("GET", peer.url)
        assert caught.value.code == "outbound_redirect_refused"
        assert peer.accepted == 6


async def reset(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    await writer.drain()
    hang_up_hard(writer)


async def truncated(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")


async def garbage(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\xff\xfe not http at all\r\n\r\n")


async def huge_header(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n")


async def many_headers(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for _index in range(20_000):
        writer.write(b"X: y\r\n")
        await writer.drain()


@pytest.mark.parametrize("handler", [truncated, garbage, huge_header, many_headers])
async def test_an_answer_that_is_not_http_is_told_apart(handler: Handler) -> None:
    assert await failure(handler) == "outbound_bad_response"


async def test_a_reset_in_mid_answer_is_an_error() -> None:
    assert await failure(reset) in {"outbound_bad_response", "outbound_unreachable"}


async def test_a_compressed_answer_nobody_asked_for_is_not_unpacked() -> None:
    handler = respond(body=b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    assert await failure(handler) == "outbound_bad_response"


async def test_bytes_that_are_no_text_arrive_unchanged() -> None:
    handler = respond(body=b"\xff\xfe\x00", headers={"X-Odd": "caf\u00e9"})
    async with listen(handler) as peer, OutboundClient(allow=LOCAL) as client:
        assert (await client.request("GET", peer.url)).body == b"\xff\xfe\x00"


async def test_endless_interim_answers_meet_the_deadline() -> None:
    async def hints(_: Request, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
            await writer.drain()
            await asyncio.sleep(0.001)

    assert await failure(hints, Limits(deadline_s=0.3)) == "outbound_timeout"


async def test_nobody_listening_is_unreachable() -> None:
    async with listen(respond()) as peer:
        url = peer.url
    async with OutboundClient(allow=LOCAL, resolver=StaticResolver({})) as client:
        for target in (url, "https://unknown.example/"):
            with pytest.raises(OutboundError) as caught:
                await client.request("GET", target)
            assert caught.value.code == "outbound_unreachable"


@pytest.mark.req("R48")
async def test_credentials_stay_with_their_host_through_redirects() -> None:
    async with listen(respond()) as second, OutboundClient(allow=LOCAL) as client:
        elsewhere = f"http://127.0.0.2:{second.port}/"
        async with (
            listen(respond(), host="127.0.0.2") as other,
            listen(redirect(f"http://127.0.0.2:{other.port}/x")) as first,
        ):
            await client.request(
                "GET",
                first.url,
                headers={"X-Api-Key": "own", "Cookie": "a=b", "Accept": "text/plain"},
                credential=Credential(origin_of(first.url), {"Authorization": "Bearer secret"}),
            )
        assert first.requests[0].headers["authorization"] == "Bearer secret"
        assert first.requests[0].headers["x-api-key"] == "own"
        shown = other.requests[0].headers
        assert shown["accept"] == "text/plain"
        assert {"authorization", "x-api-key", "cookie"} & shown.keys() == set()
        assert elsewhere != first.url


@pytest.mark.req("R48")
async def test_a_credential_is_not_attached_to_a_host_it_was_not_made_for() -> None:
    credential = Credential("https://api.example.com", {"Authorization": "Bearer secret"})
    async with listen(respond()) as peer, OutboundClient(allow=LOCAL) as client:
        await client.request("GET", peer.url, credential=credential)
    assert "authorization" not in peer.requests[0].headers
    assert "secret" not in repr(credential)


@pytest.mark.parametrize("status", [307, 308])
async def test_a_body_is_not_carried_to_another_host(status: int) -> None:
    async with (
        listen(respond(), host="127.0.0.2") as other,
        listen(redirect(f"http://127.0.0.2:{other.port}/", status)) as peer,
        OutboundClient(allow=LOCAL) as client,
    ):
        with pytest.raises(OutboundError) as caught:
            await client.request("POST", peer.url, body=b"private")
        assert caught.value.code == "outbound_redirect_refused"
        assert other.accepted == 0


@pytest.mark.parametrize(("status", "method"), [(302, "GET"), (303, "GET"), (308, "POST")])
async def test_a_redirect_on_the_same_host_is_followed(status: int, method: str) -> None:
    async def once(request: Request, writer: asyncio.StreamWriter) -> None:
        handler = redirect("/b?c=1", status) if request.target == "/a" else respond()
        await handler(request, writer)

    async with listen(once) as peer, OutboundClient(allow=LOCAL) as client:
        answer: Answer = await client.request("POST", f"{peer.url}/a", body=b"payload")
    assert (answer.status, answer.url) == (200, f"{peer.url}/b?c=1")
    assert peer.requests[1].method == method
    assert peer.requests[1].body == (b"payload" if method == "POST" else b"")


@pytest.mark.parametrize("value", ["a\r\nX-Injected: 1", "a\nb", "a\0b"])
async def test_a_header_cannot_smuggle_another(value: str) -> None:
    async with listen(respond()) as peer, OutboundClient(allow=LOCAL) as client:
        with pytest.raises(OutboundError) as caught:
            await client.request("GET", peer.url, headers={"X-Value": value})
        assert caught.value.code == "outbound_blocked"
        assert peer.requests == []


def certificate(name: str) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return made.public_bytes(serialization.Encoding.PEM), private


async def test_tls_checks_the_name_that_was_asked_for(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    public, private = certificate("creator.test")
    path = tmp_path_factory.mktemp("tls") / "pair.pem"
    path.write_bytes(public + private)
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(path)
    asked: list[str | None] = []
    served.sni_callback = lambda _socket, name, _context: asked.append(name)
    trusted = ssl.create_default_context(cadata=public.decode())
    names = {"creator.test": [["127.0.0.1"]], "other.test": [["127.0.0.1"]]}
    async with (
        listen(respond(), tls=served) as peer,
        OutboundClient(allow=LOCAL, resolver=StaticResolver(names), ssl_context=trusted) as client,
    ):
        answer = await client.request("GET", f"https://creator.test:{peer.port}/")
        assert answer.status == 200
        with pytest.raises(OutboundError) as caught:
            await client.request("GET", f"https://other.test:{peer.port}/")
    assert caught.value.code == "outbound_unreachable"
    assert asked == ["creator.test", "other.test"]
    assert peer.requests[0].headers["host"] == f"creator.test:{peer.port}"


async def test_cancelling_a_request_closes_its_connection() -> None:
    gone = asyncio.Event()
    reached = asyncio.Event()

    async def handler(request: Request, _: asyncio.StreamWriter) -> None:
        reached.set()
        await request.rest.read()
        gone.set()

    async with listen(handler) as peer, OutboundClient(allow=LOCAL) as client:
        task = asyncio.create_task(client.request("GET", peer.url))
        await asyncio.wait_for(reached.wait(), 5)
        task.cancel()
        await asyncio.wait_for(gone.wait(), 5)
