"""The Inspector's command line, a client that nobody here wrote, lists and calls tools."""

import pytest

from hub.agents.shipped import platform_agent_id
from tests.conformance.suite import inspect
from tests.hub_fixtures import RunningHub

SUMMARIZE = platform_agent_id("summarize")


@pytest.mark.req("S7")
@pytest.mark.timeout(180)
@pytest.mark.parametrize("era", ["legacy", "modern"])
async def test_the_inspector_lists_and_calls(hub: RunningHub, era: str) -> None:
    person = await hub.sign_up()
    await person.enable(SUMMARIZE)
    key = (await person.key()).token or ""
    url = f"{hub.url}/mcp"
    code, listed = await inspect(url, key, era, "--method", "tools/list", "--strict")
    assert code == 0, listed
    assert '"summarize"' in listed
    call = ("--method", "tools/call", "--tool-name", "summarize", "--tool-arg", "text=hello")
    model = ("--tool-metadata", "laelia/model=openai/gpt-test")
    code, answer = await inspect(url, key, era, *call, *model)
    assert code == 0, answer
    assert "echo: hello" in answer
