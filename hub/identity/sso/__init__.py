"""Sign-in through an organization's own identity provider."""
