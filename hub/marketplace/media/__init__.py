"""Pictures and videos of listings, and publishers' logos."""
