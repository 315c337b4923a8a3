"""The agentdocs permalinks commands, and the definitions that they read."""
