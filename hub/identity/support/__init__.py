"""The platform's support looks at an organization: asked for, agreed to, ended by either."""
