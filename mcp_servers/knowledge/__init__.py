"""`knowledge`: the texts of a folder, found by what they say."""
