"""The platform's own agents are complete, and the same everywhere."""

import re

import pytest

from hub.agents.manifest import GraphAgent, PromptAgent
from hub.agents.shipped import platform_agent_id, shipped_agents
from hub.agents.template import fill
from hub.agents.validation import compile_schema
from providers import registry
from providers.local.adapter import CHAT_MODEL, MODELS

pytestmark = pytest.mark.req("S4")


def test_there_are_enough_of_them_and_some_are_priced() -> None:
    agents = shipped_agents()
    assert len(agents) >= 12
    assert len({agent.manifest.category for agent in agents}) >= 5
    assert sum(agent.price.model != "free" for agent in agents) >= 4
    assert {agent.price.model for agent in agents} == {"free", "per_call", "per_token"}
    assert {agent.price.model_cost for agent in agents} == {"included", "passed_through"}
    assert any(isinstance(agent.manifest, GraphAgent) for agent in agents)


def test_each_is_fully_described() -> None:
    for agent in shipped_agents():
        manifest = agent.manifest
        assert len(manifest.features) >= 3, manifest.slug
        assert manifest.examples, manifest.slug
        assert len(manifest.use_cases) >= 5, manifest.slug
        assert manifest.input_schema["additionalProperties"] is False, manifest.slug


def test_only_agents_proven_with_the_bundled_model_claim_to_run_on_it() -> None:
    for agent in shipped_agents():
        if isinstance(agent.manifest, PromptAgent):
            proven = f"local/{CHAT_MODEL}" in agent.manifest.proven_models
            assert (agent.manifest.min_tier == "demo") == proven, agent.manifest.slug


def test_what_they_are_proven_with_is_named_as_the_catalog_names_it() -> None:
    listed = {f"local/{model.id}" for model in MODELS}
    for agent in shipped_agents():
        for name in agent.manifest.proven_models:
            provider = name.partition("/")[0]
            assert provider in registry.names(), name
            assert provider != "local" or name in listed, name


def test_identifiers_are_stable_and_shaped_like_any_other() -> None:
    ids = {agent.manifest.slug: agent.id for agent in shipped_agents()}
    assert len(set(ids.values())) == len(ids)
    assert all(re.fullmatch(r"agt_[0-7][0-9A-HJKMNP-TV-Z]{25}", value) for value in ids.values())
    # Written down: a change would orphan every entitlement and bookmark there is.
    assert ids["summarize"] == platform_agent_id("summarize") == "agt_1MQZNBCB53SF7G6E4GMMA9J3MR"
    assert ids["translate"] == "agt_75P87H0J0ZNZM10GGZTP199S4X"


def test_every_example_fills_its_prompt() -> None:
    for agent in shipped_agents():
        manifest = agent.manifest
        for example in manifest.examples:
            value = compile_schema(manifest.input_schema).with_defaults(example.input)
            if isinstance(manifest, PromptAgent):
                assert fill(manifest.message, value).strip()
                assert "{{" not in fill(manifest.instructions, value)
