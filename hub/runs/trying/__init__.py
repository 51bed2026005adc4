"""Tries: runs of agents that a person has not enabled, which cost them nothing."""
