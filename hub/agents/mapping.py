"""JMESPath expressions over what passes through an agent, with a bound on what they may make.

JMESPath cannot loop, yet `[@,@][]` in a row doubles a list at each step; the interpreter here
refuses results over a size instead of building them.
"""

from functools import lru_cache
from typing import Any, Final

import jmespath.exceptions
import jmespath.parser
import jmespath.visitor

from hub.agents.errors import MappingError, Problem

MAX_EXPRESSION_CHARS: Final = 512
_BUDGET: Final = 500_000
_MAX_ITEMS: Final = 50_000
_MAX_CHARS: Final = 2_000_000


class _Bounded(jmespath.visitor.TreeInterpreter):  # type: ignore[misc]  # it ships no types
    def __init__(self) -> None:
        super().__init__()
        self._left = _BUDGET

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        value = super().visit(node, *args, **kwargs)
        too_long = (isinstance(value, list | dict) and len(value) > _MAX_ITEMS) or (
            isinstance(value, str) and len(value) > _MAX_CHARS
        )
        self._spend(self._left + 1 if too_long else 1)
        return value

    def visit_multi_select_list(self, node: Any, value: Any) -> Any:
        return self._written_out(super().visit_multi_select_list(node, value))

    def visit_multi_select_dict(self, node: Any, value: Any) -> Any:
        return self._written_out(super().visit_multi_select_dict(node, value))

    def _written_out(self, value: Any) -> Any:
        # Shared references are small in memory and huge once something writes them out.
        stack = [value]
        while stack:
            self._spend(1)
            item = stack.pop()
            if isinstance(item, dict):
                stack.extend(item.values())
            elif isinstance(item, list):
                stack.extend(item)
        return value

    def _spend(self, amount: int) -> None:
        self._left -= amount
        if self._left < 0:
            raise MappingError([Problem("", "the expression makes too large a result")])


@lru_cache(maxsize=1024)
def compile_expression(text: str) -> jmespath.parser.ParsedResult:
    """The parsed expression; raises ValueError when it is malformed or too long."""
    if len(text) > MAX_EXPRESSION_CHARS:
        raise ValueError(f"is over {MAX_EXPRESSION_CHARS} characters")
    try:
        return jmespath.parser.Parser().parse(text)
    except jmespath.exceptions.JMESPathError as error:
        raise ValueError(f"is not JMESPath: {str(error).splitlines()[0]}") from None
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def evaluate(text: str, data: Any) -> Any:
    """The value of an expression over data; null where it finds nothing."""
    try:
        return _Bounded().visit(compile_expression(text).parsed, data)
    except jmespath.exceptions.JMESPathError as error:
        raise MappingError([Problem("", str(error)[:300])]) from None
