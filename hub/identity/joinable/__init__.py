"""Joining an organization by one's e-mail domain: who may, who asks, and who decides."""
