"""The chat faces by their paths: OpenAI's and Anthropic's."""

from typing import Final

from starlette.types import ASGIApp

from hub.gateway.anthropic.counting import CountTokens
from hub.gateway.anthropic.messages import Messages
from hub.gateway.calls import Calls
from hub.gateway.chatface import ChatFace
from hub.gateway.conversation import Files
from hub.gateway.openai.chat import ChatCompletions
from hub.gateway.openai.embeddings import EmbeddingsFace
from hub.gateway.openai.responses import Responses
from hub.runs.public import Embeddings

CHAT_PATHS: Final = (
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/embeddings",
    "/v1/messages",
    "/v1/messages/count_tokens",
)


def chat_faces(
    calls: Calls, embeddings: Embeddings, files: Files, keep_alive_s: float
) -> dict[str, ASGIApp]:
    faces: tuple[ASGIApp, ...] = (
        ChatFace(calls, ChatCompletions(), files, keep_alive_s),
        ChatFace(calls, Responses(), files, keep_alive_s),
        EmbeddingsFace(calls, embeddings),
        ChatFace(calls, Messages(), files, keep_alive_s),
        CountTokens(calls, files),
    )
    return dict(zip(CHAT_PATHS, faces, strict=True))
