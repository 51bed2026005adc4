"""Graph agents: compiled, executed node by node, resumed after a crash or a person's answer."""
