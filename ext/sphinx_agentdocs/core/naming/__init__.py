"""Names of agents in prose: where they appear, which agent each one means, and what the text says about it."""
