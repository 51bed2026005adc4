"""Fitting a caller's JSON Schema to what a vendor's structured output accepts."""

from typing import Any


def closed(schema: Any) -> Any:
    """The schema with every object closed, as Claude and Bedrock demand.

    It only forbids fields that were not asked for, so what fits it fits the original too.
    """
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    if inner.get("type") == "object":
        inner.setdefault("additionalProperties", False)
    return inner
