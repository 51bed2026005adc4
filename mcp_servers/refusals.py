"""How tools say no."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastmcp.exceptions import ToolError

from mcp_servers.sandbox import RefusedError


@contextmanager
def in_words() -> Iterator[None]:
    """A refusal is told to the model, which can ask for something else; other errors are not."""
    try:
        yield
    except RefusedError as error:
        raise ToolError(str(error)) from error
