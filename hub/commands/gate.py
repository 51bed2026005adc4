"""Where a process waits for what it needs: until then it loads its code, which takes longest."""

import os
from typing import Self


class Gate:
    """Shut until :meth:`open`, and open from then on, also to processes that start later."""

    def __init__(self) -> None:
        # Nobody writes: whoever reads learns of the end of the file, which comes when we let go.
        self.descriptor, self._held = os.pipe()
        self._shut = True

    def open(self) -> None:
        if self._shut:
            self._shut = False
            os.close(self._held)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.open()
        os.close(self.descriptor)


def pass_through(descriptor: int) -> None:
    """Returns when the gate is open."""
    os.read(descriptor, 1)
    os.close(descriptor)
