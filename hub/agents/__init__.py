"""What an agent is: its versioned definition, templates and prompts, and who may see it."""
