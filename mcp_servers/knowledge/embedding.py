"""Vectors from any address that speaks OpenAI's embeddings, such as a hub of ours."""

from collections.abc import Sequence
from typing import Any, Final

import aiohttp
import msgspec
import numpy as np
from numpy.typing import NDArray

_TIMEOUT: Final = aiohttp.ClientTimeout(total=60)
_MOST_BYTES: Final = 64 * 1024 * 1024


class EmbeddingFailedError(RuntimeError):
    """The address did not answer with one vector per text."""


class _Row(msgspec.Struct):
    embedding: list[float]
    index: int


class _Answer(msgspec.Struct):
    data: list[_Row]


_DECODER: Final = msgspec.json.Decoder(_Answer)


class Embedder:
    """`url` ends before `/embeddings`."""

    def __init__(self, url: str, key: str | None, model: str) -> None:
        self.model = model
        self._url = f"{url.rstrip('/')}/embeddings"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    async def embed(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Raises EmbeddingFailedError."""
        body: dict[str, Any] = {
            "model": self.model,
            "input": list(texts),
            "encoding_format": "float",
        }
        try:
            async with (
                aiohttp.ClientSession(timeout=_TIMEOUT, headers=self._headers) as http,
                http.post(self._url, json=body, allow_redirects=False) as answer,
            ):
                if answer.status != 200:
                    raise EmbeddingFailedError(f"the embeddings' address answered {answer.status}")
                raw = await _whole(answer)
            rows = sorted(_DECODER.decode(raw).data, key=lambda row: row.index)
        except (aiohttp.ClientError, TimeoutError, msgspec.DecodeError) as error:
            raise EmbeddingFailedError(
                f"no embeddings: {str(error) or type(error).__name__}"
            ) from error
        if len(rows) != len(texts):
            raise EmbeddingFailedError("the embeddings' address answered with too few vectors")
        return [np.array(row.embedding, dtype=np.float32) for row in rows]


async def _whole(answer: aiohttp.ClientResponse) -> bytes:
    held = bytearray()
    async for chunk in answer.content.iter_any():
        held += chunk
        if len(held) > _MOST_BYTES:
            raise EmbeddingFailedError("the embeddings' address answered too much")
    return bytes(held)
