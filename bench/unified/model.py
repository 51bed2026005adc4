"""A scripted model for end-to-end runs: it answers at once, in the form that is asked for.

Where a schema is asked for it gives the smallest instance; a plan it never makes, so that what is
measured is the choice without a model.
"""

import argparse
import json
from typing import Any

from aiohttp import web

from hub.runs.scripted import smallest

MODEL = "scripted"


async def _chat(request: web.Request) -> web.Response:
    body = await request.json()
    text = _answer(body)
    usage = {"prompt_tokens": 40, "completion_tokens": 20, "total_tokens": 60}
    message = {"role": "assistant", "content": text}
    return web.json_response(
        {
            "id": "chatcmpl-scripted",
            "object": "chat.completion",
            "created": 1,
            "model": MODEL,
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": usage,
        }
    )


def _answer(body: dict[str, Any]) -> str:
    form = body.get("response_format") or {}
    schema = (form.get("json_schema") or {}).get("schema")
    said = str(body["messages"][-1]["content"])
    if schema is None:
        return f"Done: {said[:200]}"
    if "steps" in schema.get("properties", {}):
        return "no plan"
    return json.dumps(smallest(schema, schema))


async def _models(_: web.Request) -> web.Response:
    return web.json_response({"object": "list", "data": [{"id": MODEL, "object": "model"}]})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    app = web.Application()
    app.router.add_post("/v1/chat/completions", _chat)
    app.router.add_get("/v1/models", _models)
    web.run_app(app, host="127.0.0.1", port=parser.parse_args().port, print=None)


if __name__ == "__main__":
    main()
