"""What is read back from a checkpoint is data, whatever a row says that it is."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from hub.kit.vault import Envelope
from hub.runs.graphs.checkpoints import TenantSaver, ThreadCipher, checkpoint_pool


@dataclass
class Planted:
    """Stands for any class that does harm when it is made."""

    word: str
    made: ClassVar[list[str]] = []

    def __post_init__(self) -> None:
        self.made.append(self.word)


@pytest.mark.req("R51")
async def test_r51_a_planted_row_makes_no_object() -> None:
    """Whoever can write to the database must not have code run in the hub by it."""
    planted = JsonPlusSerializer(allowed_msgpack_modules=True).dumps_typed(Planted("planted"))
    Planted.made.clear()
    cipher = ThreadCipher({1: Envelope("org_x", 1, b"k" * 32)}, "org_x/run_x")
    saver = TenantSaver(checkpoint_pool("host=/nonexistent"), "org_x", cipher)
    assert not isinstance(saver.serde.loads_typed(planted), Planted)
    assert Planted.made == []
    kept = {"text": ["a", 1, None], "at": {"b": 2.5}}
    assert saver.serde.loads_typed(saver.serde.dumps_typed(kept)) == kept
