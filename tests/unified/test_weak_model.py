"""With nothing better than a demonstration model, as a fresh installation has."""

import json
from pathlib import Path

import pytest

from hub.agents.shipped import platform_agent_id
from tests.hub_fixtures import MODEL_PRICES, Client, RunningHub, hub_settings, serve
from tests.unified.asking import LAELIA, chosen, person_with

pytestmark = pytest.mark.req("S6")


async def test_it_works_with_a_small_model_and_says_what_needs_a_better_one(
    hub: RunningHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    small = [m | {"tier": "demo"} for m in MODEL_PRICES if m["kind"] == "chat"]
    monkeypatch.setenv("LAELIA_PROVIDERS__OPENAI__MODELS", json.dumps(small))
    known = await person_with(hub, "summarize", "translate")
    async with serve(hub_settings(hub.engines, tmp_path)) as url:
        person = Client(url, hub.http, known.token)
        sales = f"Sales of {known.user['id']} rose."
        asked = {"text": "Summarize this report", "material": sales}
        answer = await person.invoke(LAELIA, asked)
        assert answer.status == 200, answer.body
        assert chosen(answer) == [platform_agent_id("summarize")]
        assert answer["model_tier"] == "demo"
        assert "provider key" in answer["notice"]
        assert len(hub.model.asked(sales)) == 1  # no model was asked for a plan
        asked = {"text": "Translate this user manual into French", "material": "Hi."}
        refused = await person.invoke(LAELIA, asked)
    assert (refused.status, refused["code"]) == (422, "model_too_weak")
    assert "ANTHROPIC_API_KEY" in refused["detail"]
    assert refused["failed_agent_id"] == platform_agent_id("translate")
