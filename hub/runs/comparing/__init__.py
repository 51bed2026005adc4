"""Side by side: the same work for several agents or models, and the choice that followed."""
