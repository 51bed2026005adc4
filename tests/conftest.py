from importlib import import_module

import pytest
from hypothesis import settings

from hub.kit import heap

# The same examples in every run, and no bound on one example's time: what fails fails again,
# and a machine that others use too is slow at times, which is no finding.
settings.load_profile("ci")
# As in a hub, and more is loaded here: what is there once tests are collected is not walked again
# on every few requests of theirs.
heap.hold()
pytest_plugins = ["tests.engine_fixtures", "tests.order"]
_HUB = "tests.hub_fixtures"
pytest.register_assert_rewrite(_HUB)


def pytest_configure(config: pytest.Config) -> None:
    # It loads the product, which takes seconds. A process that only shares out the tests does
    # without, and the others need not wait for it.
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", None):
        config.pluginmanager.register(import_module(_HUB), _HUB)
    else:
        heap.settle()


def pytest_collection_finish() -> None:
    heap.settle()
