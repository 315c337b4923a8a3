project = "Ship"
author = "The crew"
copyright = "The crew"
version = release = "1"
extensions = ["sphinx_agentdocs"]
agentdocs_collections = {"deck": "deck", "galley": "galley"}
html_theme = "basic"
html_title = "Ship"
html_baseurl = "https://ship.example/"
linkcheck_ignore = ["https?://"]
man_pages = [("index", "ship", "The crew of a ship", ["The crew"], 7)]
