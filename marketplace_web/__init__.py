"""The web front end: what is served of it (here), and what it is built from (`ui/`)."""
