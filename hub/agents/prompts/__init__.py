"""Prompt templates that an organization keeps: typed variables, versions, previews."""
