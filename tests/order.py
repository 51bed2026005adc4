"""In what order tests run, and how many of them one process takes at a time.

Everything that a process's tests write stays in its database until the run is over. So first come
tests whose workers, checks and dumps go through all of it, which takes moments while it is small
and minutes at the end; last come those that fill it. The slow ones being among the first, no
process works alone at the end.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

# Each with a slash is a folder. What has processes of its own takes turns with what has not.
_FIRST: Final = (
    "tests/graphs/test_restart.py",
    "tests/audit/",
    "tests/survival/",
    "tests/worker/",
    "tests/vault/",
    "tests/telemetry/",
    "tests/unified/",
    "tests/engines/",
    "tests/agents_api/",
    "tests/tour/",
)
_LAST: Final = ("tests/isolation/", "tests/fuzz/")
# Tests of these files have little in common: a few at a time, all processes end together.
_DIVIDED: Final = {"tests/fuzz/test_accounts.py", "tests/fuzz/test_work.py"}
_AT_A_TIME: Final = 15


def _rank(path: str) -> int:
    for rank, start in enumerate(_FIRST):
        if path.startswith(start):
            return rank
    for rank, start in enumerate(_LAST, len(_FIRST) + 1):
        if path.startswith(start):
            return rank
    return len(_FIRST)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _rank(item.path.relative_to(config.rootpath).as_posix()))


class Shares(LoadScopeScheduling):
    """A folder's tests run in one process, so that they share what is slow to start."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False
        self._share_of: dict[str, str] = {}

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        seen: Counter[str] = Counter()
        for name in collection:
            path = name.partition("::")[0]
            self._share_of[name] = _share(path, seen[path])
            seen[path] += 1
        super().add_node_collection(node, collection)

    def _split_scope(self, nodeid: str) -> str:
        return self._share_of[nodeid]


def _share(path: str, number: int) -> str:
    """Of the test of that number in a file."""
    if path in _DIVIDED:
        return f"{path} {number // _AT_A_TIME}"
    return path if path in _FIRST else Path(path).parent.as_posix()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Shares | None:
    """For `-n`, unless another way of sharing is asked for."""
    return Shares(config, log) if config.getoption("dist") == "load" else None
