"""Modules that take longer to load than the start of a hub may, loaded when first used.

    if TYPE_CHECKING:
        import numpy as np
    else:
        np = lazy("numpy")

The stand-in is for modules whose members are read by attribute while running; what a class or an
annotation needs at its definition cannot be put off.
"""

import threading
from importlib import import_module
from types import ModuleType
from typing import Any, Final

# Two threads that enter one package from different ends would otherwise wait for each other.
_LOADING: Final = threading.RLock()


class _Lazy(ModuleType):
    def __getattr__(self, name: str) -> Any:
        """Only for what is not there yet: each member is fetched once."""
        value = getattr(load(self.__name__), name)
        setattr(self, name, value)
        return value


def lazy(name: str) -> ModuleType:
    """A stand-in that loads the module when a member of it is read."""
    return _Lazy(name)


def load(name: str) -> ModuleType:
    """The module itself. Blocks: where callers are served already, in a thread."""
    with _LOADING:
        return import_module(name)
