"""The promises, kept through the highest public door."""
