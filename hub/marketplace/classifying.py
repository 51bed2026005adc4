"""How much a text reads like advertising or an attack: one number, from a small model on this
machine. `python -m bench.screening --train` makes its weights, and measures them.
"""

import json
import math
from functools import cached_property
from pathlib import Path
from typing import Final

import structlog

from hub.agents.public import Embedder

WEIGHTS: Final = Path(__file__).parent / "seeds" / "screening.json"
_LETTERS_FROM: Final = 25

log = structlog.get_logger()


class Classifier:
    """Blocks: call it in a thread, and never within a transaction."""

    def __init__(self, embed: Embedder) -> None:
        self._embed = embed

    def score(self, text: str) -> float:
        """From 0 to 1; 0 too for a few letters, and for what another model reads."""
        if sum(char.isalpha() for char in text) < _LETTERS_FROM:
            return 0.0
        model, bias, weights = self._weights
        if model != self._embed.model:
            log.warning("screening.other_model", made_for=model)
            return 0.0
        vector = self._embed([text])[0].tolist()
        said = bias + sum(w * v for w, v in zip(weights, vector, strict=True))
        return 1 / (1 + math.exp(-said))

    @cached_property
    def _weights(self) -> tuple[str, float, list[float]]:
        content = json.loads(WEIGHTS.read_text("utf-8"))
        return content["model"], content["bias"], content["weights"]
