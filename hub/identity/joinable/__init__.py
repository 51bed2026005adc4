"""Joining an organization by one's email domain: who may, who asks, and who decides."""
