"""Graph agents: nodes and edges as data, checked here and compiled elsewhere."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from hub.agents.manifest.fields import (
    AgentRef,
    Counted,
    Expression,
    Listed,
    ObjectSchema,
    Part,
    wrong,
)
from hub.agents.manifest.prompt import ModelPolicy, Prompting, roots_of
from hub.agents.manifest.topology import Topology, faults
from hub.agents.manifest.wording import Template, Wording

START: Final = "start"
END: Final = "end"
MAX_NODES: Final = 40

NodeId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Branch = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]


class Node(Part):
    """`max_visits` bounds a node that a loop passes through; a loop needs one such node."""

    id: NodeId
    max_visits: int | None = Field(default=None, ge=1, le=20)

    def templates(self) -> dict[str, str]:
        """Texts that are filled from the state, by where they stand."""
        return {}


class AgentNode(Node):
    """A child run of another agent. `input` maps its fields to templates over the state."""

    kind: Literal["agent"]
    agent: AgentRef
    input: dict[str, Template] = Field(default={"text": "{{input.text}}"}, max_length=40)

    def templates(self) -> dict[str, str]:
        return {f"input/{name}": text for name, text in self.input.items()}


class PromptNode(Prompting, Node):
    """One model call inside the graph. Placeholders read `input.…` and `<node>.…`."""

    kind: Literal["prompt"]
    message: Wording = "{{input.text}}"
    output_schema: ObjectSchema | None = None


class RouterNode(Node):
    """Takes one branch: the label an expression over the state yields, or a model chooses."""

    kind: Literal["router"]
    branches: tuple[Branch, ...] = Field(min_length=2, max_length=12)
    default: Branch
    expression: Expression | None = None
    instructions: Template | None = None
    model: ModelPolicy = ModelPolicy()

    @model_validator(mode="after")
    def _one_way_to_choose(self) -> Self:
        if (self.expression is None) == (self.instructions is None):
            raise ValueError("needs either an expression or instructions")
        if len(self.branches) != len(set(self.branches)):
            raise wrong("repeats a label", "branches")
        if self.default not in self.branches:
            raise wrong("is not one of the branches", "default")
        return self

    def templates(self) -> dict[str, str]:
        return {} if self.instructions is None else {"instructions": self.instructions}


class SupervisorNode(Node):
    """A model that hands work to its workers, round by round, until it is content."""

    kind: Literal["supervisor"]
    instructions: Template
    workers: tuple[NodeId, ...] = Field(min_length=1, max_length=12)
    max_rounds: int = Field(default=5, ge=1, le=20)
    model: ModelPolicy = ModelPolicy()

    def templates(self) -> dict[str, str]:
        return {"instructions": self.instructions}


class ApprovalNode(Node):
    """Waits for a person. Its branches are `approved` and `rejected`; silence counts as
    rejection once the time is up."""

    kind: Literal["approval"]
    question: Template
    timeout_s: int = Field(default=86_400, ge=60, le=2_592_000)

    def templates(self) -> dict[str, str]:
        return {"question": self.question}


class JoinNode(Node):
    """Waits for everything that leads to it."""

    kind: Literal["join"]


GraphNode = AgentNode | PromptNode | RouterNode | SupervisorNode | ApprovalNode | JoinNode
AnyNode = Annotated[GraphNode, Field(discriminator="kind")]


class Edge(Part):
    """`start` and `end` stand for where the graph begins and ends."""

    source: NodeId = Field(alias="from")
    target: NodeId = Field(alias="to")
    branch: Branch | None = None


class GraphAgent(Counted, Listed):
    """Several steps. The output of the node named in `output` is the output of the agent."""

    kind: Literal["graph"]
    nodes: tuple[AnyNode, ...] = Field(min_length=1, max_length=MAX_NODES)
    edges: tuple[Edge, ...] = Field(min_length=2, max_length=200)
    output: NodeId
    max_depth: int = Field(
        default=3, ge=1, le=5, description="how deep child runs may nest below this agent"
    )

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if found := faults(self.topology(), self.output):
            raise wrong("; ".join(found), "edges")
        return self

    @model_validator(mode="after")
    def _known_names(self) -> Self:
        known = {"input", *(node.id for node in self.nodes)}
        for at, node in enumerate(self.nodes):
            for field, text in node.templates().items():
                place: list[str | int] = ["nodes", at, *field.split("/")]
                if unknown := roots_of(text, *place) - known:
                    raise wrong(f"neither input nor a node: {', '.join(sorted(unknown))}", *place)
            if isinstance(node, AgentNode) and node.agent == self.slug:
                raise wrong("an agent cannot be a step of itself", "nodes", at, "agent")
        return self

    def topology(self) -> Topology:
        branches: dict[str, tuple[str, ...]] = {}
        workers: dict[str, tuple[str, ...]] = {}
        bounds: dict[str, int] = {}
        for node in self.nodes:
            if isinstance(node, RouterNode):
                branches[node.id] = node.branches
            elif isinstance(node, ApprovalNode):
                branches[node.id] = ("approved", "rejected")
            elif isinstance(node, SupervisorNode):
                workers[node.id] = node.workers
            if node.max_visits is not None:
                bounds[node.id] = node.max_visits
        return Topology(
            nodes=tuple(node.id for node in self.nodes),
            edges=tuple((edge.source, edge.target, edge.branch) for edge in self.edges),
            branches=branches,
            workers=workers,
            joins=frozenset(node.id for node in self.nodes if isinstance(node, JoinNode)),
            bounds=bounds,
            rounds={n.id: n.max_rounds for n in self.nodes if isinstance(n, SupervisorNode)},
        )
