"""JMESPath, kept from costing more than it may."""

from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from hub.kit.errors import InvalidInput
from hub.tools.errors import InvalidMapping

_MAX_EXPRESSION = 2000
_MAX_NODES = 500_000
_MAX_TEXT = 10 * 1024 * 1024


def compile_expression(expression: str) -> ParsedResult:
    if len(expression) > _MAX_EXPRESSION:
        raise InvalidMapping("a JMESPath expression is too long")
    try:
        return jmespath.compile(expression)
    except (JMESPathError, RecursionError) as error:
        raise InvalidMapping(f"not a JMESPath expression: {error}") from error


def search(expression: str, document: Any) -> Any:
    """What the expression finds; bounded, because a short one can name a value 2^n times."""
    compiled = compile_expression(expression)
    try:
        found = compiled.search(document)
    except (JMESPathError, RecursionError, ArithmeticError, TypeError, ValueError) as error:
        raise InvalidInput(f"the mapping does not fit: {error}") from error
    _refuse_bloat(found)
    return found


def _refuse_bloat(value: Any) -> None:
    waiting = [value]
    nodes = text = 0
    while waiting:
        item = waiting.pop()
        nodes += 1
        if isinstance(item, dict):
            waiting += item.values()
            text += sum(map(len, item))
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, str):
            text += len(item)
        if nodes + len(waiting) > _MAX_NODES or text > _MAX_TEXT:
            raise InvalidInput("the mapping's result is too large")
