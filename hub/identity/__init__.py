"""Who is calling, for which organization, with which scopes."""
