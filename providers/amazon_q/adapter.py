"""Amazon Q Business answers in one piece, keeps no count of tokens and calls no tools of ours.

The contract sends the whole conversation with each call, so earlier turns travel as text inside
the message, and no conversation is kept at Amazon's side between calls.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

import msgspec

from providers.adapter import OnDelta, VendorAdapter
from providers.aws import AwsSettings, Signer
from providers.catalog import Catalog
from providers.contract import ChatRequest, ChatResult, Message, ModelInfo, ProviderError, TextPart
from providers.http import VendorHttp, decode, encode

MODEL: Final = "amazon-q-business"
# Amazon sells it per user and month: there is no price per token, which is not a price of zero.
MODELS: Final = (ModelInfo(id=MODEL, kind="chat", capabilities=["chat"]),)
_LABELS: Final[Mapping[str, str]] = {
    "system": "Instructions",
    "user": "User",
    "assistant": "Assistant",
    "tool": "Result",
}


class AmazonQSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`user_id` is for applications without identity-aware sessions."""

    aws: AwsSettings
    application_id: str
    user_id: str | None = None
    models: Sequence[ModelInfo] = ()


class _Answer(msgspec.Struct, rename="camel"):
    system_message: str | None = None
    system_message_id: str | None = None


_DECODER: Final = msgspec.json.Decoder(_Answer)


class AmazonQAdapter(VendorAdapter):
    def __init__(self, settings: AmazonQSettings) -> None:
        aws = settings.aws
        super().__init__("amazon_q", Catalog(MODELS, extra=settings.models), aws.secrets)
        self._signer = Signer(aws, "qbusiness")
        base = aws.endpoint_url or f"https://qbusiness.{aws.region}.api.aws"
        self._http = VendorHttp(base)
        query = "?sync"
        if settings.user_id is not None:
            query += f"&userId={quote(settings.user_id, safe='')}"
        application = quote(settings.application_id, safe="")
        self._path = f"/applications/{application}/conversations{query}"

    async def aclose(self) -> None:
        await self._http.aclose()

    async def chat(
        self, request: ChatRequest, *, credential: str | None, on_delta: OnDelta | None
    ) -> ChatResult:
        """A streamed call is answered too, with the whole text as its one delta."""
        body = encode({"userMessage": as_text(request.messages), "clientToken": str(uuid.uuid4())})
        headers = await self._signer.headers(self._http.url(self._path), body, credential)
        answer = decode(_DECODER, await self._http.post(self._path, body, headers))
        if answer.system_message is None:
            # It wants a sign-in to a plug-in, or an action to be confirmed by a person.
            raise ProviderError(
                "capability_not_supported", "Amazon Q asks for something that only its own page can"
            )
        if on_delta is not None and answer.system_message:
            await on_delta(answer.system_message)
        return ChatResult(
            model=request.model,
            text=answer.system_message,
            response_id=answer.system_message_id,
        )


def as_text(messages: Sequence[Message]) -> str:
    """One user message as it is; a longer conversation as a labelled transcript."""
    if len(messages) == 1:
        return _text(messages[0])
    return "\n\n".join(f"{_LABELS[m.role]}: {_text(m)}" for m in messages)


def _text(message: Message) -> str:
    if isinstance(message.content, str):
        return message.content
    return "\n".join(part.text for part in message.content if isinstance(part, TextPart))
