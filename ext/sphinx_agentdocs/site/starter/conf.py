"""The configuration of a site that `agentdocs build` makes from a folder; the command sets the rest."""

project = "Agents"
version = "1"
copyright = "The authors of the definitions"
html_show_copyright = False
extensions = ["sphinx_agentdocs"]
agentdocs_content_security_policy = "all"
agentdocs_standalone = True
html_show_sphinx = False
show_warning_types = True  # the codes of warnings; Sphinx 7 leaves them out
html_title = project
templates_path: list[str] = ["templates"]
exclude_patterns: list[str] = ["conf.py"]
