"""The engines the hub stands on, started from wheels and supervised."""
