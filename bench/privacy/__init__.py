"""How much of a labelled set the PII guard recognizes, and how fast it reads."""
