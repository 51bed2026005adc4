"""No address that is not public is ever connected to, however it is spelled."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hub.tools.errors import OutboundError
from hub.tools.outbound import OutboundClient
from tests.tools.peers import StaticResolver, listen, name_server, redirect, respond

pytestmark = [pytest.mark.req("R45"), pytest.mark.req("R46"), pytest.mark.req("R47")]

# {port} is a listener on loopback, so that a leak is a counted connection.
SPELLINGS = [
    "http://127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "http://127.0.0.2:{port}/",
    "http://127.255.255.254:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://0X7F.1:{port}/",
    "http://2130706433:{port}/",
    "http://017700000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://0177.0.0.01:{port}/",
    "http://127.000.000.001:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0x0:{port}/",
    "http://127\u30020\u30020\u30021:{port}/",
    "http://127\uff0e0\uff0e0\uff0e1:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://\uff11\uff12\uff17.0.0.1:{port}/",
    "http://\U0001d7cf\U0001d7d0\U0001d7d5.\U0001d7ce.0.\U0001d7cf:{port}/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/",
    "http://127%2e0%2e0%2e1:{port}/",
    "http://127.0.0.1%00.example.com:{port}/",
    "http://[::1]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[::ffff:0:127.0.0.1]:{port}/",
    "http://[::1%25lo]:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://user@127.0.0.1:{port}/",
    "http://user:password@example.com:{port}/",
    "http://example.com@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@example.com/",
    "http://example.com\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@example.com/",
    "http:127.0.0.1:{port}",
    "//127.0.0.1:{port}/",
    "file:///etc/passwd",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_GET",
    "ws://127.0.0.1:{port}/",
    "unix:///tmp/socket",
    "data:text/plain,hello",
    "http://127.0.0.1:{port}\r\nX-Injected: 1/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:99999/",
    "http:///{port}",
    "http://[::1",
    "",
    "http://[v1.fe80::a]:{port}/",
    "http://" + "a" * 9000 + ":{port}/",
]

ADDRESSES = [
    "0.0.0.0",  # noqa: S104 - the address itself is what is tested
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "168.63.129.16",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2600:1f18::5efe:127.0.0.1",
    "2600:1f18::200:5efe:8.8.8.8",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]

_watching: list[list[object]] = []


def _note_connect(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        for seen in _watching:
            seen.append(arguments[1])


sys.addaudithook(_note_connect)


@contextmanager
def connections() -> Iterator[list[object]]:
    """Every address this process tries to connect to, as the interpreter itself reports it."""
    seen: list[object] = []
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.remove(seen)


async def refused(client: OutboundClient, url: str) -> str:
    with pytest.raises(OutboundError) as caught:
        await client.request("GET", url)
    return caught.value.code


def test_the_tables_are_long_enough() -> None:
    assert len(set(SPELLINGS)) + len(set(ADDRESSES)) >= 100


async def test_no_spelling_of_an_inner_address_is_connected_to() -> None:
    async with (
        listen(respond(), host="127.0.0.1") as peer,
        OutboundClient(plain_http=True) as client,
    ):
        with connections() as seen:
            codes = {url: await refused(client, url.format(port=peer.port)) for url in SPELLINGS}
        assert peer.accepted == 0
    assert seen == []
    # Not every system's resolver knows this name, and then there is nothing to refuse.
    assert codes.pop("http://localhost.:{port}/") in {"outbound_blocked", "outbound_unreachable"}
    assert {url: code for url, code in codes.items() if code != "outbound_blocked"} == {}


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_no_inner_address_is_reached_as_a_literal_or_behind_a_name(scheme: str) -> None:
    names = {f"name{i}.example": [[address]] for i, address in enumerate(ADDRESSES)}
    async with OutboundClient(plain_http=True, resolver=StaticResolver(names)) as client:
        with connections() as seen:
            for i, address in enumerate(ADDRESSES):
                literal = f"[{address}]" if ":" in address else address
                assert await refused(client, f"{scheme}://{literal}/") == "outbound_blocked"
                assert await refused(client, f"{scheme}://name{i}.example/") == "outbound_blocked"
    assert seen == []


async def test_one_inner_address_among_public_ones_refuses_the_name() -> None:
    resolver = StaticResolver({"mixed.example": [["93.184.216.34", "127.0.0.1"]]})
    async with OutboundClient(resolver=resolver) as client:
        with connections() as seen:
            assert await refused(client, "https://mixed.example/") == "outbound_blocked"
    assert seen == []


async def test_plain_http_is_for_listed_addresses_only() -> None:
    resolver = StaticResolver({"public.example": [["93.184.216.34"]]})
    async with OutboundClient(resolver=resolver) as client:
        with connections() as seen:
            assert await refused(client, "http://public.example/") == "outbound_blocked"
            assert await refused(client, "http://93.184.216.34/") == "outbound_blocked"
    assert seen == []


@pytest.mark.parametrize("allow", ["127.0.0.0/8", "127.0.0.1", "127.0.0.1/32", "127.0.0.1:{port}"])
async def test_an_operator_lets_an_address_through(allow: str) -> None:
    async with (
        listen(respond(body=b"inside")) as peer,
        OutboundClient(allow=[allow.format(port=peer.port)]) as client,
    ):
        assert (await client.request("GET", peer.url)).body == b"inside"


async def test_a_listed_name_opens_its_own_port_and_no_other_name() -> None:
    names = {"inside.test": [["127.0.0.1"]], "evil.test": [["127.0.0.1"]]}
    async with (
        listen(respond()) as peer,
        listen(respond()) as other,
        OutboundClient(
            allow=[f"inside.test:{peer.port}"], resolver=StaticResolver(names)
        ) as client,
    ):
        assert (await client.request("GET", f"http://inside.test:{peer.port}/")).status == 200
        for url in (
            f"http://inside.test:{other.port}/",
            f"http://evil.test:{peer.port}/",
            f"http://127.0.0.1:{peer.port}/",
        ):
            assert await refused(client, url) == "outbound_blocked"
        assert (peer.accepted, other.accepted) == (1, 0)
    assert peer.requests[0].headers["host"] == f"inside.test:{peer.port}"


@pytest.mark.parametrize("entry", ["", "localhost", "10.0.0.0/33", "host:0", "host:port", ":80"])
async def test_a_list_that_cannot_be_read_is_refused_at_once(entry: str) -> None:
    with pytest.raises(ValueError, match="not a network"):
        OutboundClient(allow=[entry])


async def test_a_name_that_rebinds_between_two_requests_is_vetted_each_time() -> None:
    async with (
        listen(respond()) as peer,
        name_server(["127.0.0.9", "127.0.0.1"]) as (server, resolver),
        OutboundClient(allow=["127.0.0.9"], resolver=resolver) as client,
        listen(respond(), host="127.0.0.9") as good,
    ):
        first = await client.request("GET", f"http://rebind.example:{good.port}/")
        assert first.status == 200
        url = f"http://rebind.example:{peer.port}/"
        assert await refused(client, url) == "outbound_blocked"
        assert (good.accepted, peer.accepted) == (1, 0)
        # One look-up per connection: what was vetted is what was connected to.
        assert server.asked == 2


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:{port}/",
        "//127.0.0.1:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
        "file:///etc/passwd",
        "http://user:password@127.0.0.2/",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_an_inner_address_is_not_followed(target: str, status: int) -> None:
    async with listen(respond()) as inner:
        location = target.format(port=inner.port)
        async with (
            listen(redirect(location, status), host="127.0.0.2") as outer,
            OutboundClient(allow=["127.0.0.2"]) as client,
        ):
            with connections() as seen:
                code = await refused(client, f"http://127.0.0.2:{outer.port}/")
            assert code == "outbound_blocked"
            assert seen == [("127.0.0.2", outer.port)]
            assert inner.accepted == 0


async def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    async with listen(respond(body=b"proxy")) as proxy, listen(respond(body=b"target")) as peer:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        async with OutboundClient(allow=["127.0.0.1"]) as client:
            assert (await client.request("GET", peer.url)).body == b"target"
        assert proxy.accepted == 0
