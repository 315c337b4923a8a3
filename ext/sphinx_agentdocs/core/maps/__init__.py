"""Maps of agents, drawn as SVG."""
