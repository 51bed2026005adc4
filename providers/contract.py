"""The provider contract: what an MCP provider server offers, as types and errors.

A provider is an MCP server with four tools: ``chat``, ``embed``, ``count_tokens`` and
``models``. Arguments and structured results are the structs below, encoded as JSON. A streamed
chat reports each delta as a progress notification whose ``message`` is the JSON of a
:class:`ChatDelta`; the tool result that follows is complete in itself, so a client that ignores
progress loses nothing.

A failure is a tool result with ``isError`` whose structured content is the JSON of a
:class:`Failure`; :class:`ProviderError` is the same thing as an exception.

The caller may send a credential for one call in ``_meta["laelia/credential"]`` (an organization's
own key). A server that is given one uses it for that call only, and never logs or stores it.
"""

from datetime import date
from typing import Any, Final, Literal

import msgspec

CREDENTIAL_META: Final = "laelia/credential"

Capability = Literal["chat", "stream", "tools", "json_schema", "images", "embed", "count_tokens"]
FinishReason = Literal["stop", "length", "tool_calls", "content_filter"]
ModelTier = Literal["demo", "standard", "frontier"]
ErrorCode = Literal[
    "bad_credential",  # the vendor refused the key, or there is none
    "capability_not_supported",  # this vendor or model does not offer it
    "content_filtered",  # the vendor refused to answer
    "context_too_long",  # the input is over the model's window
    "invalid_request",  # the vendor says the request is malformed
    "model_not_found",  # not in `models`, or not known to the vendor
    "overloaded",  # 5xx or the vendor's own word for overload: try another deployment
    "quota_exceeded",  # the vendor account is out of money or quota: retrying will not help
    "rate_limited",  # 429: retry after `retry_after_s`
    "stream_interrupted",  # the vendor closed the connection in mid-answer
    "timed_out",  # the deadline passed
    "unreachable",  # no connection to the vendor
]
RETRYABLE: Final[frozenset[str]] = frozenset(
    {"overloaded", "rate_limited", "stream_interrupted", "timed_out", "unreachable"}
)


class Struct(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Base of every shape on this wire; unknown fields are ignored so that versions may differ."""


class TextPart(Struct, frozen=True, tag_field="type", tag="text"):
    text: str


class ImagePart(Struct, frozen=True, tag_field="type", tag="image"):
    """An image, base64 in `data`. URLs are resolved by the caller: a provider fetches nothing."""

    media_type: str
    data: str


class ToolCall(Struct, frozen=True):
    """A call that the model asks for. `arguments` is decoded JSON. The `id` is opaque and may be
    long (Gemini's carries a signature that the model wants back): return it unchanged."""

    id: str
    name: str
    arguments: dict[str, Any]


class Message(Struct, frozen=True):
    """One turn. A `tool` message answers the call named in `tool_call_id`."""

    role: Literal["system", "user", "assistant", "tool"]
    content: str | list[TextPart | ImagePart] = ""
    tool_calls: list[ToolCall] = []
    tool_call_id: str | None = None


class Tool(Struct, frozen=True):
    """A function that the model may call; `input_schema` is JSON Schema 2020-12."""

    name: str
    description: str = ""
    input_schema: dict[str, Any] = {}


class ChatRequest(Struct, frozen=True):
    """Arguments of `chat`. `response_schema` asks for an answer that is JSON valid under it.

    `temperature` and `seed` are wishes: they are left out where a model refuses them, so that a
    fallback to another vendor does not fail on them. `timeout_s` bounds the whole call, streaming
    included. A model without the capability `stream` answers a streamed call with one delta.
    """

    model: str
    messages: list[Message]
    tools: list[Tool] = []
    tool_choice: Literal["auto", "none", "required"] = "auto"
    response_schema: dict[str, Any] | None = None
    max_output_tokens: int | None = None
    temperature: float | None = None
    seed: int | None = None
    stop: list[str] = []
    stream: bool = False
    timeout_s: float = 120.0


class Usage(Struct, frozen=True):
    """Tokens as the vendor counted them. `cached_input_tokens` and `reasoning_tokens` are parts of
    `input_tokens` and `output_tokens`, not additions to them."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_input_tokens: int = 0
    reasoning_tokens: int = 0


class ChatResult(Struct, frozen=True):
    model: str
    text: str = ""
    tool_calls: list[ToolCall] = []
    finish_reason: FinishReason = "stop"
    usage: Usage = Usage()
    response_id: str | None = None


class ChatDelta(Struct, frozen=True):
    """What one progress notification carries: more text."""

    text: str


class EmbedRequest(Struct, frozen=True):
    model: str
    texts: list[str]
    dimensions: int | None = None
    timeout_s: float = 60.0


class EmbedResult(Struct, frozen=True):
    model: str
    vectors: list[list[float]]
    usage: Usage = Usage()


class CountTokensRequest(Struct, frozen=True):
    model: str
    messages: list[Message]
    tools: list[Tool] = []
    timeout_s: float = 30.0


class CountTokensResult(Struct, frozen=True):
    """`exact` is false where the vendor has no counter and a tokenizer stands in."""

    model: str
    input_tokens: int
    exact: bool = True


class ModelPrice(Struct, frozen=True):
    """US dollars per million tokens, from a day on. A model without a price cannot be sold
    pass-through: its cost is unknown, which is not the same as zero."""

    effective_from: date
    input_usd_per_million: float
    output_usd_per_million: float = 0.0
    cached_input_usd_per_million: float | None = None


class ModelInfo(Struct, frozen=True):
    """`region` is where it processes what it is given (`eu`, `us`, `in`, `local` …); null where
    nobody has said so."""

    id: str
    kind: Literal["chat", "embedding"]
    capabilities: list[Capability]
    tier: ModelTier = "standard"
    context_tokens: int | None = None
    max_output_tokens: int | None = None
    dimensions: int | None = None
    prices: list[ModelPrice] = []
    region: str | None = None


class ModelsResult(Struct, frozen=True):
    provider: str
    models: list[ModelInfo]


class Failure(Struct, frozen=True):
    """The structured content of an error result. `status` is the vendor's HTTP status, if any."""

    code: ErrorCode
    message: str
    retry_after_s: float | None = None
    status: int | None = None


class ProviderError(Exception):
    """A model call that failed, in the contract's words."""

    def __init__(
        self,
        code: ErrorCode,
        message: str,
        *,
        retry_after_s: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code: ErrorCode = code
        self.message = message
        self.retry_after_s = retry_after_s
        self.status = status

    @property
    def retryable(self) -> bool:
        return self.code in RETRYABLE

    def failure(self) -> Failure:
        return Failure(
            code=self.code,
            message=self.message,
            retry_after_s=self.retry_after_s,
            status=self.status,
        )
