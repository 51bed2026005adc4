"""The door to agents."""

from hub.agents.errors import DefinitionError, Problem
from hub.agents.manifest import GraphAgent, HttpAgent, Manifest, McpAgent, ModelPolicy, PromptAgent
from hub.agents.manifest.fields import TEXT_SCHEMA
from hub.agents.manifest.graph import (
    END,
    START,
    AgentNode,
    ApprovalNode,
    GraphNode,
    JoinNode,
    PromptNode,
    RouterNode,
    SupervisorNode,
)
from hub.agents.manifest.prompt import Prompting
from hub.agents.manifest.topology import Topology, step_bound
from hub.agents.manifest.wording import raw_text, worded
from hub.agents.runnable import Definitions, Runnable
from hub.agents.shipped import platform_agent_id
from hub.agents.template import fill, value_of
from hub.agents.unified import UNIFIED_ID, unified_agent
from hub.agents.validation import compile_schema
from hub.kit.ids import PLATFORM_ORG

__all__ = [
    "END",
    "PLATFORM_ORG",
    "START",
    "TEXT_SCHEMA",
    "UNIFIED_ID",
    "AgentNode",
    "ApprovalNode",
    "DefinitionError",
    "Definitions",
    "GraphAgent",
    "GraphNode",
    "HttpAgent",
    "JoinNode",
    "Manifest",
    "McpAgent",
    "ModelPolicy",
    "Problem",
    "PromptAgent",
    "PromptNode",
    "Prompting",
    "RouterNode",
    "Runnable",
    "SupervisorNode",
    "Topology",
    "compile_schema",
    "fill",
    "platform_agent_id",
    "raw_text",
    "step_bound",
    "unified_agent",
    "value_of",
    "worded",
]
