project = "Hostile"
extensions = ["sphinx_agentdocs"]
agentdocs_collections = {"agents": "agents"}
html_theme = "furo"
html_title = "Hostile"
suppress_warnings = ["agentdocs"]
