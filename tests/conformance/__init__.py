"""The official MCP conformance suite, run against a URL."""
