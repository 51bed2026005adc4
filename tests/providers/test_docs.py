"""What the documentation shows works as shown."""

import re
from collections.abc import Callable, Mapping
from typing import cast

import pytest

from providers.adapter import Adapter
from providers.client import ProviderClient
from providers.contract import ChatRequest, Message
from tests.providers.conformance import GREETING, Deltas
from tests.providers.programs import ROOT
from tests.providers.subject import KEY

pytestmark = [pytest.mark.req("S7")]


async def test_the_provider_in_the_documentation_works(aimock: str) -> None:
    text = (ROOT / "docs/providers.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(code.splitlines()) < 60
    shown: dict[str, object] = {}
    exec(code, shown)  # noqa: S102 - our own documentation
    build = cast("Callable[[Mapping[str, str]], Adapter]", shown["build"])
    adapter = build({"ACME_API_KEY": KEY, "ACME_BASE_URL": f"{aimock}/v1"})
    ask = ChatRequest(model="acme-large", messages=[Message(role="user", content="greet")])
    deltas = Deltas()
    async with ProviderClient.in_process(adapter) as client:
        assert (await client.chat(ask, on_delta=deltas.add)).text == GREETING
        listed = (await client.models()).models
    assert [model.id for model in listed] == ["acme-large", "acme-embed"]
    assert "".join(deltas) == GREETING
