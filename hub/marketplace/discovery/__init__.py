"""What happens on the way from a search to a decision: counted, and about nobody in particular."""
