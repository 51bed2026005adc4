"""SAML 2.0 for a service provider: messages out, one strict reader of what comes in."""
