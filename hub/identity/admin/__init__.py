"""People and organizations, as the platform's administrators see and stop them."""
