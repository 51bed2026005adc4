"""The door to agents."""

from hub.agents.errors import DefinitionError, Problem
from hub.agents.manifest import GraphAgent, HttpAgent, Manifest, McpAgent, ModelPolicy, PromptAgent
from hub.agents.manifest.fields import TEXT_SCHEMA
from hub.agents.manifest.prompt import Prompting
from hub.agents.runnable import Definitions, Runnable
from hub.agents.shipped import platform_agent_id
from hub.agents.template import fill

__all__ = [
    "TEXT_SCHEMA",
    "DefinitionError",
    "Definitions",
    "GraphAgent",
    "HttpAgent",
    "Manifest",
    "McpAgent",
    "ModelPolicy",
    "Problem",
    "PromptAgent",
    "Prompting",
    "Runnable",
    "fill",
    "platform_agent_id",
]
