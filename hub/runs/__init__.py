"""One execution of one agent version, from accepted to settled."""
