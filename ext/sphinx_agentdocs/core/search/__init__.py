"""The one search: of agents, of examples and of guidelines."""
