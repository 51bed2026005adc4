"""The faces: one agent, spoken as HTTP, MCP, OpenAI and Anthropic; no rule of their own."""
