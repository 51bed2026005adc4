"""Emulators of Stripe that are not ours: what they are started with."""
