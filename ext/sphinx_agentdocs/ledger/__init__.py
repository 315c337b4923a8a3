"""The agentdocs permalinks commands, and the sources that they read."""
