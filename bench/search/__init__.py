"""How well and how fast the marketplace finds what people look for."""
