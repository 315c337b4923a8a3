"""The configuration of this project's own site, built with the extension itself."""

from sphinx_agentdocs import __version__

project = "sphinx-agentdocs"
version = release = __version__
copyright = "The sphinx-agentdocs authors"
extensions = ["sphinx_agentdocs"]
agentdocs_collections = {"agents": "agents"}

root_doc = "index"
include_patterns = ["index.md", "docs/**"]
exclude_patterns = [".*", "_build", "ext", "tests", "tools"]  # Sphinx looks into each folder that is not excluded
# Two definitions of the team have frontmatter that is not valid YAML, as it occurs in practice.
suppress_warnings = ["agentdocs.frontmatter"]

agentdocs_content_security_policy = "all"
html_theme = "furo"
html_title = "Agent guidance"
html_show_sphinx = False

# Check only links within this site: a build must not depend on other people's servers.
linkcheck_ignore = [r"https?://.*"]
epub_show_urls = "no"
man_pages = [(root_doc, "sphinx-agentdocs", "Documentation of agent definitions", [], 7)]
