"""What an agent is, apart from any database."""
