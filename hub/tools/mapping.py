"""JMESPath over what tenants send and servers answer, never at more cost than a bound.

The language has no loops, but a chain of `[@, @][]` doubles a list with every link, and a chain
of `[@, @]` names one value 2^n times, which only shows when somebody writes it out. So the
interpreter counts what it makes while it makes it.
"""

from functools import lru_cache
from typing import Any, Final

from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult, Parser
from jmespath.visitor import TreeInterpreter

from hub.kit.errors import InvalidInput
from hub.tools.errors import InvalidMapping

_MAX_EXPRESSION: Final = 2000
_MAX_STEPS: Final = 500_000
_MAX_LENGTH: Final = 50_000
_MAX_TEXT: Final = 10 * 1024 * 1024


class _TooMuchError(Exception):
    """Never leaves this module."""


class _Metered(TreeInterpreter):  # type: ignore[misc]  # the library ships no types
    def __init__(self) -> None:
        super().__init__()
        self._steps = 0

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        made = super().visit(node, *args, **kwargs)
        self._count(1)
        if isinstance(made, list | dict) and len(made) > _MAX_LENGTH:
            raise _TooMuchError
        if isinstance(made, str) and len(made) > _MAX_TEXT:
            raise _TooMuchError
        if node["type"] in {"multi_select_list", "multi_select_dict"}:
            self._weigh(made)
        return made

    def _weigh(self, made: Any) -> None:
        waiting = [made]
        while waiting:
            item = waiting.pop()
            self._count(1)
            if isinstance(item, dict):
                waiting += item.values()
            elif isinstance(item, list):
                waiting += item

    def _count(self, steps: int) -> None:
        self._steps += steps
        if self._steps > _MAX_STEPS:
            raise _TooMuchError


@lru_cache(maxsize=1024)
def compile_expression(expression: str) -> ParsedResult:
    if len(expression) > _MAX_EXPRESSION:
        raise InvalidMapping("A JMESPath expression is too long.")
    try:
        return Parser().parse(expression)
    except (JMESPathError, RecursionError) as error:
        raise InvalidMapping("This is not a JMESPath expression.") from error


def search(expression: str, document: Any) -> Any:
    """What the expression finds; null where there is nothing."""
    compiled = compile_expression(expression)
    try:
        return _Metered().visit(compiled.parsed, document)
    except _TooMuchError:
        raise InvalidInput("The mapping makes too large a result.") from None
    except (JMESPathError, RecursionError, ArithmeticError, TypeError, ValueError) as error:
        raise InvalidInput("The mapping does not fit what it is given.") from error
