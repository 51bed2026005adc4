"""Clients that log in by OAuth, honest ones and others."""
