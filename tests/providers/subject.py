"""What a conformance case needs to know about the provider under test."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from providers.client import ProviderClient
from providers.contract import ChatRequest, Message
from providers.registry import build

Environment = Mapping[str, str]
KEY = "sk-test-key-1"
WRONG_KEY = "sk-wrong-key-9"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """`at(url)` is the environment that points the provider at a peer there."""

    provider: str
    url: str
    at: Callable[[str], Environment]
    model: str
    scripted: bool = True
    streams: bool = True
    tools: bool = True
    images: bool = True
    tools_model: str | None = None
    json_model: str | None = None
    embedding: tuple[str, str] | None = None
    counts_at: str | None = None
    counting_model: str | None = None
    cuts: bool = True
    priced: bool = True
    closed: bool = True
    stays: bool = True
    wrong_key: str = WRONG_KEY
    greeting: str = "greet me"

    @asynccontextmanager
    async def client(self, url: str | None = None) -> AsyncIterator[ProviderClient]:
        adapter = build(self.provider, self.at(url or self.url))
        async with ProviderClient.in_process(adapter) as client:
            yield client

    def request(self, text: str | None = None, **more: object) -> ChatRequest:
        asked = {
            "model": self.model,
            "messages": [
                Message(role="system", content="Answer in a few words."),
                Message(role="user", content=text or self.greeting),
            ],
            "max_output_tokens": 32,
            "temperature": 0.0,
            "seed": 7,
            "timeout_s": 30.0,
        }
        return ChatRequest(**{**asked, **more})  # type: ignore[arg-type]
