"""The unified agent's own manifest: it is described like any agent, and nobody can publish one."""

from typing import Literal

from hub.agents.manifest.fields import Listed


class UnifiedAgent(Listed):
    """Not a member of :data:`Manifest`: a document of this kind is refused like any unknown one."""

    kind: Literal["unified"] = "unified"
