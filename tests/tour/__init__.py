"""What the README promises, done as it says."""
