"""What the server of `tests.forks` loads, so that what it forks has it. Importing this does it."""

from importlib import import_module
from typing import Final

from hub.kit import heap

_PRODUCT: Final = (
    *("hub.cli", "hub.app", "hub.routes", "hub.worker", "hub.commands.serve"),
    *("providers.client", "providers.openai", "hub.runs.graphs.compiling"),
    *("hub.runs.graphs.checkpoints", "hub.commands.administration", "hub.commands.agents"),
    *("hub.commands.keys", "hub.commands.receipt"),
)

heap.hold()
for name in _PRODUCT:
    import_module(name)
# A fork that walked it would have a copy of all of it.
heap.settle()
