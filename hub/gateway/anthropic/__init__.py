"""The Anthropic-compatible face: messages and the count of their tokens."""
