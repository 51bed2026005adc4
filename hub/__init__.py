"""The hub: who may run which agent with which tools, what happened, and what it cost."""
