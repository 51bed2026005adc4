"""The door to agents."""

from typing import TYPE_CHECKING

from hub.agents import consent
from hub.agents.content import storable
from hub.agents.embedding import DIMENSIONS, Embedder, LocalEmbedder
from hub.agents.errors import (
    AgentSuspended,
    ConsentRequired,
    DefinitionError,
    Problem,
    RolloutAsksForMore,
)
from hub.agents.events import CurrentChanged
from hub.agents.hosts import hosts_named, walk
from hub.agents.manifest import (
    GraphAgent,
    HttpAgent,
    Manifest,
    McpAgent,
    ModelPolicy,
    PromptAgent,
    ToolGrant,
)
from hub.agents.manifest.fields import CHANNELS, TEXT_SCHEMA, Channel
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
from hub.agents.model_planner import answer_schema, improved, offered, plan_messages
from hub.agents.planner import (
    MAX_REQUEST_CHARS,
    Candidate,
    Catalog,
    Plan,
    Record,
    Scored,
    Step,
    passages_of,
)
from hub.agents.rollouts import RolloutBegins
from hub.agents.rollouts import stop as stop_rollout
from hub.agents.rollouts import taken as taken_version
from hub.agents.runnable import Definitions, Runnable
from hub.agents.schemas import (
    ConsentBody,
    ConsentView,
    PriceView,
    price_view,
    proof_of,
    public_part,
)
from hub.agents.service import current_version, own, visible
from hub.agents.shipped import platform_agent_id, shipped_agents
from hub.agents.storefront import Change, Offered, changes, find_offered, find_versions, show
from hub.agents.template import fill, value_of
from hub.agents.unified import UNIFIED_ID, unified_agent
from hub.agents.validation import compile_schema
from hub.agents.vectors import Described, VectorStore
from hub.kit.ids import PLATFORM_ORG

if TYPE_CHECKING:
    from hub.agents.embedding import Vectors  # noqa: TC004 # a name for annotations alone

__all__ = [
    "CHANNELS",
    "DIMENSIONS",
    "END",
    "MAX_REQUEST_CHARS",
    "PLATFORM_ORG",
    "START",
    "TEXT_SCHEMA",
    "UNIFIED_ID",
    "AgentNode",
    "AgentSuspended",
    "ApprovalNode",
    "Candidate",
    "Catalog",
    "Change",
    "Channel",
    "ConsentBody",
    "ConsentRequired",
    "ConsentView",
    "CurrentChanged",
    "DefinitionError",
    "Definitions",
    "Described",
    "Embedder",
    "GraphAgent",
    "GraphNode",
    "HttpAgent",
    "JoinNode",
    "LocalEmbedder",
    "Manifest",
    "McpAgent",
    "ModelPolicy",
    "Offered",
    "Plan",
    "PriceView",
    "Problem",
    "PromptAgent",
    "PromptNode",
    "Prompting",
    "Record",
    "RolloutAsksForMore",
    "RolloutBegins",
    "RouterNode",
    "Runnable",
    "Scored",
    "Step",
    "SupervisorNode",
    "ToolGrant",
    "Topology",
    "VectorStore",
    "Vectors",
    "answer_schema",
    "changes",
    "compile_schema",
    "consent",
    "current_version",
    "fill",
    "find_offered",
    "find_versions",
    "hosts_named",
    "improved",
    "offered",
    "own",
    "passages_of",
    "plan_messages",
    "platform_agent_id",
    "price_view",
    "proof_of",
    "public_part",
    "raw_text",
    "shipped_agents",
    "show",
    "step_bound",
    "stop_rollout",
    "storable",
    "taken_version",
    "unified_agent",
    "value_of",
    "visible",
    "walk",
    "worded",
]
