"""The hub's own OAuth 2.1 authorization server, and what its resources say of themselves."""
