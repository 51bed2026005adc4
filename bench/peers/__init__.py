"""Servers that the hub is measured beside, each started as a process of its own."""
