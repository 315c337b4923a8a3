"""How agents are related: by the names they mention, the guidelines they share, and their purpose."""
