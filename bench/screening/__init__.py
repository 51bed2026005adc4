"""How well suspicious reviews are told from others."""
