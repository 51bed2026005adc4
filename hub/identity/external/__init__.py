"""Signing in with an account elsewhere: an OpenID provider that the operator names, or GitHub."""
