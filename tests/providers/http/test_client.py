"""The HTTP client under every native adapter, through its door, against raw bytes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from providers.contract import ErrorCode, ProviderError
from providers.http import VendorHttp
from providers.http1.answer import MAX_ANSWER_BYTES, MAX_ERROR_BYTES
from tests.providers.peers.wire import (
    Play,
    Reader,
    WirePeer,
    Writer,
    always,
    listens_on,
    once,
    whole,
    wire_peer,
)

pytestmark = [
    pytest.mark.req("S7"),
    pytest.mark.asyncio(loop_scope="function"),
    pytest.mark.timeout(60),
]

WITHIN_S = 20
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
UNTIL_CLOSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nbegin"


@asynccontextmanager
async def speaking(play: Play) -> AsyncIterator[tuple[WirePeer, VendorHttp]]:
    async with wire_peer(play) as peer:
        http = VendorHttp(f"{peer.url}/v1")
        try:
            async with asyncio.timeout(WITHIN_S):
                yield peer, http
        finally:
            await http.aclose()


async def ask(http: VendorHttp, body: bytes = b"{}") -> bytes:
    return await http.post("/chat", body, {"Content-Type": "application/json"})


async def streamed(http: VendorHttp) -> list[bytes]:
    async with http.stream("/chat", b"{}", {}) as stream:
        return [chunk async for chunk in stream.chunks()]


async def refused(http: VendorHttp, code: ErrorCode) -> ProviderError:
    """Both ways of asking end in the same error."""
    with pytest.raises(ProviderError) as caught:
        await streamed(http)
    assert caught.value.code == code
    with pytest.raises(ProviderError) as caught:
        await ask(http)
    assert caught.value.code == code
    return caught.value


async def test_a_request_is_what_the_standard_says() -> None:
    async with speaking(always(whole(b"ok"))) as (peer, http):
        await http.post("/a%2Fb?c=1", b"body", {"X-Key": "k"})
        await http.get("/models", {})
    host = peer.url.removeprefix("http://")
    common = f"Host: {host}\r\nUser-Agent: laelia\r\nAccept-Encoding: identity\r\n"
    assert peer.requests == [
        f"POST /v1/a%2Fb?c=1 HTTP/1.1\r\n{common}X-Key: k\r\n".encode()
        + b"Content-Length: 4\r\n\r\nbody",
        f"GET /v1/models HTTP/1.1\r\n{common}\r\n".encode(),
    ]


@pytest.mark.req("S24")
@pytest.mark.parametrize("value", ["a\r\nX-Other: b", "a\nb", "a\r", "a\0b", "clé"])
async def test_a_header_carries_no_second_one(value: str) -> None:
    async with speaking(always(whole(b"ok"))) as (peer, http):
        with pytest.raises(ProviderError) as caught:
            await http.post("/chat", b"{}", {"Authorization": f"Bearer {value}"})
        assert caught.value.code == "bad_credential"
        assert value not in caught.value.message
        assert peer.connections == 0


@pytest.mark.req("S24")
@pytest.mark.parametrize("path", ["/a b", "/a\r\nX-Other: b", "/a\0", "/é", "", "a"])
async def test_a_path_carries_no_header(path: str) -> None:
    async with speaking(always(whole(b"ok"))) as (peer, http):
        with pytest.raises(ProviderError) as caught:
            await http.post(path, b"{}", {})
        assert caught.value.code == "invalid_request"
        assert peer.connections == 0


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (CHUNKED + b"4;note=x\r\nfour\r\n0A\r\n0123456789\r\n0\r\nX-Trailer: t\r\n\r\n", 14),
        (UNTIL_CLOSE + b"until the end", 13),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold", 3),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 0),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + whole(b"after"), 5),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 2 + whole(b"after"), 5),
    ],
    ids=["chunked", "until close", "HTTP/1.0", "no body", "100", "103"],
)
async def test_a_body_is_whole_however_it_is_cut(answer: bytes, body: int) -> None:
    pieces = [answer[at : at + 1] for at in range(len(answer))]
    for play in (once(answer), once(*pieces)):
        async with speaking(play) as (_, http):
            assert len(await ask(http)) == body
            assert len(b"".join(await streamed(http))) == body


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Le",
        whole(b"too short")[:-1],
        CHUNKED + b"5\r\nhello\r\n",
        CHUNKED + b"5\r\nhel",
        CHUNKED + b"odd\r\n",
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        whole(b"\x1f\x8b", "Content-Encoding: gzip"),
    ],
)
async def test_a_broken_answer_is_none(answer: bytes) -> None:
    async with speaking(once(answer)) as (peer, http):
        await refused(http, "stream_interrupted")
        assert len(peer.requests) == 2


@pytest.mark.parametrize(
    "start",
    [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 ", CHUNKED + b"1;", CHUNKED + b"0\r\nX-Trailer: "],
    ids=["head", "status line", "chunk's line", "trailer"],
)
async def test_what_surrounds_a_body_has_a_limit(start: bytes) -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await peer.take(reader)
        writer.write(start)
        while True:
            writer.write(b"x" * 4096)
            await writer.drain()

    async with speaking(play) as (_, http):
        await refused(http, "stream_interrupted")


async def test_interim_answers_have_an_end() -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await peer.take(reader)
        while True:
            writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)
            await writer.drain()

    async with speaking(play) as (_, http):
        await refused(http, "stream_interrupted")


async def test_a_body_has_a_limit() -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await peer.take(reader)
        writer.write(UNTIL_CLOSE)
        for _ in range(MAX_ANSWER_BYTES // 2**20 + 1):
            writer.write(b"x" * 2**20)
            await writer.drain()

    async with speaking(play) as (_, http):
        await refused(http, "stream_interrupted")


async def test_of_a_refusal_the_beginning_is_read() -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await peer.take(reader)
        writer.write(b"HTTP/1.1 429 Busy\r\nrEtRy-aFtEr: 7\r\n\r\nslow down")
        while True:
            writer.write(b"x" * MAX_ERROR_BYTES)
            await writer.drain()

    async with speaking(play) as (_, http):
        error = await refused(http, "rate_limited")
    assert (error.status, error.retry_after_s) == (429, 7)
    assert error.message.startswith("slow down")


async def test_a_compressed_refusal_is_told_by_its_status() -> None:
    answer = whole(b"\x1f\x8b\x08", "Content-Encoding: GZIP", status="401 No")
    async with speaking(always(answer)) as (peer, http):
        error = await refused(http, "bad_credential")
        assert error.message == "the vendor answered 401"
        # A refusal that ends as it should costs no connection.
        assert peer.connections == 1


async def test_a_connection_is_used_again() -> None:
    async with speaking(always(whole(b"ok"))) as (peer, http):
        for _ in range(3):
            assert await ask(http) == b"ok"
            assert await streamed(http) == [b"ok"]
        assert (peer.connections, len(peer.requests)) == (1, 6)


@pytest.mark.parametrize(
    "answer",
    [
        whole(b"ok", "Connection: close"),
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        whole(b"ok") + b"garbage",
        whole(b"ok") + whole(b"for somebody else"),
    ],
    ids=["close", "HTTP/1.0", "garbage behind", "an answer behind"],
)
async def test_a_connection_that_cannot_be_trusted_is_not(answer: bytes) -> None:
    async with speaking(listens_on(answer)) as (peer, http):
        for _ in range(2):
            assert await ask(http) == b"ok"
            await peer.left.get()
        assert peer.connections == 2


async def test_what_nobody_asked_for_closes_an_idle_connection() -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await peer.take(reader)
        writer.write(whole(b"ok"))
        await answered.wait()
        writer.write(whole(b"for somebody else"))
        await peer.gone(reader)

    answered = asyncio.Event()
    async with speaking(play) as (peer, http):
        assert await ask(http) == b"ok"
        answered.set()
        await peer.left.get()
        assert await ask(http) == b"ok"


async def test_a_connection_that_its_vendor_ends_is_let_go() -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await peer.take(reader)
        writer.write(whole(b"ok"))
        writer.write_eof()
        await peer.gone(reader)

    async with speaking(play) as (peer, http):
        for _ in range(2):
            assert await ask(http) == b"ok"
            await peer.left.get()
        assert (peer.connections, len(peer.requests)) == (2, 2)


async def test_a_request_that_meets_a_closing_connection_is_sent_once_more() -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await peer.take(reader)
        writer.write(whole(b"ok"))
        await peer.take(reader)

    async with speaking(play) as (peer, http):
        assert await ask(http, b"first") == b"ok"
        assert await ask(http, b"second") == b"ok"
        bodies = [request.rpartition(b"\r\n\r\n")[2] for request in peer.requests]
        assert bodies == [b"first", b"second", b"second"]
        assert peer.connections == 2


async def test_no_request_is_sent_again_once_an_answer_has_begun() -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await peer.take(reader)
        writer.write(whole(b"ok"))
        await peer.take(reader)
        writer.write(b"H")

    async with speaking(play) as (peer, http):
        assert await ask(http) == b"ok"
        with pytest.raises(ProviderError) as caught:
            await ask(http)
        assert caught.value.code == "stream_interrupted"
        assert (peer.connections, len(peer.requests)) == (1, 2)


async def test_no_request_is_sent_again_on_a_fresh_connection() -> None:
    async with speaking(once()) as (peer, http):
        await refused(http, "unreachable")
        assert (peer.connections, len(peer.requests)) == (2, 2)


@pytest.mark.parametrize("host", ["127.0.0.1:1", f"{'long' * 20}.test"])
async def test_where_nobody_listens_nobody_is_reached(host: str) -> None:
    http = VendorHttp(f"http://{host}")
    await refused(http, "unreachable")
    await http.aclose()


async def test_each_piece_is_passed_on_before_the_next_comes() -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await peer.take(reader)
        writer.write(CHUNKED)
        for word in (b"one", b"two", b"six"):
            writer.write(b"3\r\n%b\r\n" % word)
            await heard.get()
        writer.write(b"0\r\n\r\n")
        await peer.gone(reader)

    heard: asyncio.Queue[bytes] = asyncio.Queue()
    async with speaking(play) as (peer, http):
        for _ in range(2):
            async with http.stream("/chat", b"{}", {}) as stream:
                async for chunk in stream.chunks():
                    heard.put_nowait(chunk)
            await http.aclose()
            await peer.left.get()
            http = VendorHttp(peer.url)  # noqa: PLW2901 - a closed client is closed for good
        await http.aclose()


async def test_leaving_a_stream_early_ends_it() -> None:
    async with speaking(listens_on(ENDLESS)) as (peer, http):
        async with http.stream("/chat", b"{}", {}) as stream:
            assert await anext(stream.chunks()) == b"begin"
        await peer.left.get()


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n", ENDLESS])
async def test_cancelling_ends_what_the_vendor_does(said: bytes) -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await peer.take(reader)
        writer.write(said)
        asked.set()
        await peer.gone(reader)

    async with speaking(play) as (peer, http):
        for way in (ask, streamed):
            asked = asyncio.Event()
            task = asyncio.ensure_future(way(http))
            await asked.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await peer.left.get()


async def test_closing_ends_what_is_under_way_and_what_is_idle() -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        if await peer.take(reader) == b"quick":
            writer.write(whole(b"ok"))
        else:
            asked.set()
        await peer.gone(reader)

    asked = asyncio.Event()
    async with speaking(play) as (peer, http):
        slow = asyncio.ensure_future(ask(http, b"slow"))
        await asked.wait()
        assert await ask(http, b"quick") == b"ok"
        await http.aclose()
        for _ in range(2):
            await peer.left.get()
        for late in (slow, ask(http)):
            with pytest.raises(ProviderError) as caught:
                await late
            assert caught.value.code == "unreachable"


async def test_a_slow_reader_makes_the_vendor_wait() -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        await peer.take(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % total)
        for sent in range(0, total, 2**18):
            writer.write(b"x" * 2**18)
            try:
                await asyncio.wait_for(writer.drain(), 0 if stuck.done() else 1)
            except TimeoutError:
                if not stuck.done():
                    stuck.set_result(sent)
                await writer.drain()
        await peer.take(reader)
        writer.write(whole(b"ok"))

    total = 48 * 2**20
    stuck: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    async with speaking(play) as (peer, http):
        async with http.stream("/chat", b"{}", {}) as stream:
            # What the kernel buffers is not ours to bound, but it is far from everything.
            assert await stuck < total // 2
            sizes = [len(chunk) async for chunk in stream.chunks()]
        assert sum(sizes) == total
        assert max(sizes) < 2**20
        assert await ask(http) == b"ok"
        assert peer.connections == 1


async def test_two_hundred_at_once_get_their_own_answers() -> None:
    async def play(peer: WirePeer, reader: Reader, writer: Writer) -> None:
        while True:
            body = await peer.take(reader)
            if len(peer.requests) == 200:
                everybody.set()
            await everybody.wait()
            writer.write(whole(body))

    everybody = asyncio.Event()
    bodies = [b"%d" % number for number in range(200)]
    async with speaking(play) as (peer, http):
        for _ in range(2):
            assert await asyncio.gather(*(ask(http, body) for body in bodies)) == bodies
        assert peer.connections == 200
