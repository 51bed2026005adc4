"""How tools say no."""

import logging
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
        raise refusal(str(error)) from error


def refusal(text: str) -> ToolError:
    """No fault of the server's, so an operator's log of errors does not hold it."""
    return ToolError(text, log_level=logging.INFO)
