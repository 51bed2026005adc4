"""People of an organization as its own directory has them: who they are here, and their roles."""
