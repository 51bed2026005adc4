"""One provider over every transport, and a provider by somebody else."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio
from mcp import Client, StdioServerParameters

from providers.client import ProviderClient
from providers.contract import (
    ChatRequest,
    EmbedRequest,
    ImagePart,
    Message,
    ProviderError,
    TextPart,
)
from providers.registry import build, configured, names
from providers.settings import MissingSettingError
from providers.standalone import http_app, run
from tests.providers.conformance import GREETING, Deltas, refusal
from tests.providers.peers.faults import FaultPeer
from tests.providers.programs import ROOT, free_port, running
from tests.providers.subject import KEY, WRONG_KEY, Subject

pytestmark = [pytest.mark.req("S7"), pytest.mark.timeout(90)]

TOKEN = "provider-token-for-tests"
PEERS = Path(__file__).parent / "peers"


def _environment(url: str) -> dict[str, str]:
    return {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"{url}/v1"}


@pytest.fixture
def subject(aimock: str) -> Subject:
    return Subject(provider="openai", url=aimock, at=_environment, model="gpt-4.1-mini")


def _program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "providers", "openai", *arguments]


def _stdio(url: str) -> ProviderClient:
    env = {**_environment(url), "PYTHONPATH": str(ROOT)}
    return ProviderClient.command(sys.executable, _program()[1:], env=env)


@pytest_asyncio.fixture
async def served(aimock: str) -> AsyncIterator[str]:
    """The stand-alone program at a Streamable HTTP address."""
    async with _serving(aimock, free_port()) as url:
        yield url


def _serving(url: str, port: int) -> "_Serving":
    return _Serving(url, port)


class _Serving:
    """Starts the program and waits until its address takes connections."""

    def __init__(self, upstream: str, port: int) -> None:
        env: Mapping[str, str] = {
            **_environment(upstream),
            "PYTHONPATH": str(ROOT),
            "LAELIA_PROVIDER_TOKEN": TOKEN,
        }
        self._port = port
        command = _program("--transport", "http", "--port", str(port))
        self._program = running(command, "Uvicorn running", env)

    async def __aenter__(self) -> str:
        await self._program.__aenter__()
        return f"http://127.0.0.1:{self._port}/mcp"

    async def __aexit__(self, *_: object) -> None:
        await self._program.__aexit__(None, None, None)


async def _speaks(client: ProviderClient, subject: Subject) -> None:
    assert (await client.chat(subject.request())).text == GREETING
    deltas = Deltas()
    assert (await client.chat(subject.request(), on_delta=deltas.add)).text == GREETING
    assert "".join(deltas) == GREETING
    assert len(deltas) >= 2
    error = await refusal(client, subject.request(), credential=WRONG_KEY)
    assert (error.code, error.status) == ("bad_credential", 401)
    vectors = await client.embed(EmbedRequest(model="text-embedding-3-small", texts=["vector"]))
    assert vectors.vectors == [[0.25, 0.5, 0.75]]
    assert (await client.models()).provider == "openai"
    asks = [client.chat(subject.request()) for _ in range(20)]
    assert {result.text for result in await asyncio.gather(*asks)} == {GREETING}


async def _cancels(client: ProviderClient, subject: Subject, faults: FaultPeer) -> None:
    call = asyncio.create_task(client.chat(subject.request(), on_delta=Deltas().add))
    async with asyncio.timeout(20):
        await faults.asked.get()
        call.cancel()
        await faults.left.get()
    await asyncio.gather(call, return_exceptions=True)
    assert call.cancelled()


async def test_stdio(subject: Subject) -> None:
    async with _stdio(subject.url) as client:
        await _speaks(client, subject)


async def test_stdio_carries_cancellation(subject: Subject, faults: FaultPeer) -> None:
    async with _stdio(f"{faults.url}/hang") as client:
        await _cancels(client, subject, faults)


async def test_streamable_http(subject: Subject, served: str) -> None:
    async with ProviderClient.at_url(served, token=TOKEN) as client:
        await _speaks(client, subject)
    async with ProviderClient.at_url(served, token="another") as client:
        assert (await refusal(client, subject.request())).code == "unreachable"


async def test_large_requests_and_answers_pass(subject: Subject, served: str) -> None:
    picture = ImagePart(media_type="image/png", data="A" * 6_000_000)
    ask = subject.request(
        messages=[Message(role="user", content=[TextPart(text="greet me"), picture])]
    )
    texts = [f"vector {number}" for number in range(2000)]
    async with ProviderClient.at_url(served, token=TOKEN) as client:
        assert (await client.chat(ask)).text == GREETING
        many = await client.embed(EmbedRequest(model="text-embedding-3-small", texts=texts))
    assert len(many.vectors) == 2000


async def test_streamable_http_carries_cancellation(subject: Subject, faults: FaultPeer) -> None:
    async with (
        _serving(f"{faults.url}/hang", free_port()) as url,
        ProviderClient.at_url(url, token=TOKEN) as client,
    ):
        await _cancels(client, subject, faults)


async def test_a_restarted_server_is_found_again(subject: Subject) -> None:
    port = free_port()
    async with _serving(subject.url, port) as url:
        client = ProviderClient.at_url(url, token=TOKEN)
        assert (await client.chat(subject.request())).text == GREETING
    error = await refusal(client, subject.request())
    assert error.code == "unreachable"
    assert error.retryable
    async with _serving(subject.url, port):
        assert (await client.chat(subject.request())).text == GREETING
        await client.aclose()


async def test_both_eras_list_four_tools(subject: Subject) -> None:
    env = {**_environment(subject.url), "PYTHONPATH": str(ROOT)}
    for mode in ("legacy", "2026-07-28"):
        server = StdioServerParameters(command=sys.executable, args=_program()[1:], env=env)
        async with Client(server, mode=mode) as client:
            listed = (await client.list_tools()).tools
            assert [tool.name for tool in listed] == ["chat", "embed", "count_tokens", "models"]
            arguments = {"model": subject.model, "messages": [{"role": "user", "content": "greet"}]}
            result = await client.call_tool("chat", arguments)
            assert result.structured_content is not None
            assert result.structured_content["text"] == GREETING
            wrong = await client.call_tool("chat", {"model": subject.model, "messages": 7})
            assert wrong.is_error
            assert wrong.structured_content is not None
            assert wrong.structured_content["code"] == "invalid_request"


async def test_a_provider_by_somebody_else() -> None:
    parrot = [str(PEERS / "third_party.py")]
    env = {"FASTMCP_LOG_LEVEL": "ERROR", "FASTMCP_CHECK_FOR_UPDATES": "off"}
    async with ProviderClient.command(sys.executable, parrot, env=env) as client:
        ask = ChatRequest(model="parrot-1", messages=[Message(role="user", content="say it so")])
        deltas = Deltas()
        result = await client.chat(ask, on_delta=deltas.add)
        assert result.text == "say it so " == "".join(deltas)
        assert result.usage.output_tokens == 3
        (model,) = (await client.models()).models
        assert model.prices[0].output_usd_per_million == 2
        unknown = ChatRequest(model="parrot-2", messages=ask.messages)
        assert "no model parrot-2" in (await refusal(client, unknown)).message


async def test_a_caller_that_takes_no_more_gets_its_own_error(subject: Subject) -> None:
    async def enough(_text: str) -> None:
        raise BrokenPipeError("the browser went away")

    for make in (lambda: _in_process(subject), lambda: _stdio(subject.url)):
        make_client: Callable[[], ProviderClient] = make
        async with make_client() as client:
            with pytest.raises(BrokenPipeError, match="went away"):
                await client.chat(subject.request(), on_delta=enough)
            assert (await client.chat(subject.request())).text == GREETING


def _in_process(subject: Subject) -> ProviderClient:
    return ProviderClient.in_process(build("openai", _environment(subject.url)))


async def test_nobody_there() -> None:
    ask = ChatRequest(model="m", messages=[])
    for client in (
        ProviderClient.at_url(f"http://127.0.0.1:{free_port()}/mcp"),
        ProviderClient.command("/no/such/program"),
        ProviderClient.command(sys.executable, ["-c", "raise SystemExit(3)"]),
    ):
        async with client:
            assert (await refusal(client, ask)).code == "unreachable"


def test_registry_names_and_needs() -> None:
    assert set(names()) >= {
        "claude",
        "openai",
        "llama",
        "gemini",
        "azure_ai_foundry",
        "amazon_q",
        "bedrock",
        "litellm_any",
        "local",
    }
    assert configured({"ANTHROPIC_API_KEY": "k", "OLLAMA_HOST": "h"}) == ("claude", "llama")
    with pytest.raises(KeyError):
        build("nobody", {})
    with pytest.raises(MissingSettingError, match="AZURE_AI_ENDPOINT"):
        build("azure_ai_foundry", {})


def test_no_open_server_without_a_token() -> None:
    with pytest.raises(MissingSettingError, match="LAELIA_PROVIDER_TOKEN"):
        run("openai", "http", "0.0.0.0", 8090, environment={"OPENAI_API_KEY": KEY})  # noqa: S104 - refused


async def test_beyond_loopback_only_the_token_guards(subject: Subject) -> None:
    app = http_app(build("openai", _environment(subject.url)), host="hub.example", token=TOKEN)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://hub.example") as http:
        assert (await http.post("/mcp", json={})).status_code == 401
        key = {"Authorization": f"Bearer {TOKEN}x"}
        assert (await http.post("/mcp", json={}, headers=key)).status_code == 401


async def test_heavy_libraries_wait_until_they_are_needed() -> None:
    code = (
        "import sys; import providers.client, providers.registry, providers.standalone;"
        "from providers.registry import build;"
        "build('litellm_any', {}); build('openai', {});"
        "build('bedrock', {'AWS_REGION': 'x'});"
        "build('local', {'LOCAL_MODEL_BASE_URL': 'http://x/v1'});"
        "heavy = {'litellm', 'openai', 'botocore', 'boto3', 'fastmcp', 'onnxruntime'};"
        "sys.exit(' '.join(heavy & set(sys.modules)) or None)"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()


async def test_unknown_tool_and_bad_models_setting(subject: Subject) -> None:
    with pytest.raises(ValueError, match="Expected"):
        build("openai", {"LAELIA_PROVIDERS__OPENAI__MODELS": '[{"id": 3}]'})
    async with _in_process(subject) as client:
        with pytest.raises(ProviderError) as caught:
            await client.embed(EmbedRequest(model="gpt-4.1-mini", texts=["x"]))
        assert caught.value.code == "capability_not_supported"
