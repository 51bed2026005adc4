"""May this organization use this agent, why, until when, within which limits."""
