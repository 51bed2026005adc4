"""Measurements of the hub beside its peers; `python -m bench --help` says what can be run."""
