"""Agents that people ask for and nobody offers yet."""
