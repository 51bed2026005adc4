"""Scanners that nobody here wrote look at a running hub from outside."""
