"""SCIM 2.0 (RFC 7643, RFC 7644): an organization's directory provisions its people and groups."""
