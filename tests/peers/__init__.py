"""Peers that the tests speak to over the wire."""
