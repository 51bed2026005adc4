"""What a vendor's adapter offers to the server in front of it.

An adapter speaks one vendor's wire and nothing else: no MCP, no clock of its own (the server
holds the deadline), no retries (the caller owns them), no logging.
"""

from collections.abc import Awaitable, Callable
from typing import NoReturn, Protocol

from providers.catalog import Catalog
from providers.contract import (
    ChatRequest,
    ChatResult,
    CountTokensRequest,
    CountTokensResult,
    EmbedRequest,
    EmbedResult,
    ModelsResult,
    ProviderError,
)

OnDelta = Callable[[str], Awaitable[None]]


class Adapter(Protocol):
    """`credential` replaces the configured key for one call; `on_delta` is given when streaming."""

    @property
    def name(self) -> str: ...

    @property
    def catalog(self) -> Catalog: ...

    @property
    def secrets(self) -> tuple[str, ...]:
        """The configured keys, so that the server can keep them out of every error text."""
        ...

    async def chat(
        self, request: ChatRequest, *, credential: str | None, on_delta: OnDelta | None
    ) -> ChatResult: ...

    async def embed(self, request: EmbedRequest, *, credential: str | None) -> EmbedResult: ...

    async def count_tokens(
        self, request: CountTokensRequest, *, credential: str | None
    ) -> CountTokensResult: ...

    async def models(self, *, credential: str | None) -> ModelsResult: ...

    async def aclose(self) -> None: ...


def not_supported(vendor: str, what: str) -> NoReturn:
    raise ProviderError("capability_not_supported", f"{vendor} does not offer {what}")


class VendorAdapter:
    """Answers for what a vendor does not offer; an adapter overrides what its vendor does."""

    def __init__(self, name: str, catalog: Catalog, secrets: tuple[str, ...] = ()) -> None:
        self.name = name
        self.catalog = catalog
        self.secrets = secrets

    async def embed(self, request: EmbedRequest, *, credential: str | None) -> EmbedResult:  # noqa: ARG002 - the signature is the protocol's
        not_supported(self.name, f"embeddings ({request.model})")

    async def count_tokens(
        self,
        request: CountTokensRequest,
        *,
        credential: str | None,  # noqa: ARG002 - the signature is the protocol's
    ) -> CountTokensResult:
        not_supported(self.name, f"a token count ({request.model})")

    async def models(self, *, credential: str | None) -> ModelsResult:  # noqa: ARG002 - a listing that needs the vendor uses it
        return ModelsResult(provider=self.name, models=list(self.catalog.models))
