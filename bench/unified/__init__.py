"""How well the unified agent chooses: labelled requests, distractors, and the measurement."""
