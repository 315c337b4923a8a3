"""The agentdocs check command: definitions in, findings out, in several formats."""
