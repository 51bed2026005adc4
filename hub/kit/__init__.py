"""Words every domain shares and none owns; a file here has at least two domains that use it."""
