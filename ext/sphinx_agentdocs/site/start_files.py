"""The files that a project starts with, as texts with names in capital letters to fill in."""

from __future__ import annotations

import re
from collections.abc import Mapping

CONF = """\
\"\"\"The configuration of the site; `agentdocs init` made it, and it is yours to change.\"\"\"

project = "PROJECT"
extensions = ["sphinx_agentdocs"]
html_theme = "furo"
html_show_copyright = False
agentdocs_standalone = True
agentdocs_collections = {"agents": "COLLECTION"}
agentdocs_permalinks = "LEDGER"
"""

LINES_OF_CONF = """
# A page for each agent definition, and a link to each guideline
extensions = EXTENSIONS
agentdocs_collections = {"agents": "COLLECTION"}
agentdocs_permalinks = "LEDGER"
"""

INDEX = """\
PROJECT
UNDERLINE

.. agent:catalog:: agents
"""

PAGE = {
    ".rst": """\
Our agents
==========

.. agent:catalog:: agents
""",
    ".md": """\
# Our agents

```{agent:catalog} agents
```
""",
}

TREE = {
    ".rst": """
.. toctree::
   :caption: Agents

   our-agents
""",
    ".md": """
```{toctree}
:caption: Agents

our-agents
```
""",
}

ATTRIBUTES = "LEDGER merge=union\n"

HOOKS = """\
repos:
  - repo: https://github.com/sphinx-agentdocs/sphinx-agentdocs
    rev: vVERSION
    hooks:
      - id: agentdocs-check
        files: ^PATTERN/.*\\.md$
"""

GATE = """\
name: agents
on:
  pull_request:
  push:
    branches: [BRANCH]
permissions:
  contents: read
jobs:
  links:
    # No pull request breaks a published link or leaves a new one unrecorded.
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 2
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install sphinx-agentdocs
      - run: |
          agentdocs permalinks check SOURCE --permalinks LEDGER --format github --against HEAD^1
"""

SITE = """\
  site:
    # In the settings of the repository, under "Pages", choose "GitHub Actions" as the source.
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    permissions:
      contents: read
      pages: write
      id-token: write
    environment:
      name: github-pages
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install sphinx-agentdocs furo
      - id: pages
        uses: actions/configure-pages@v5
      - run: |
          sphinx-build -D html_baseurl="$ADDRESS/" DOCS site
        env:
          ADDRESS: ${{ steps.pages.outputs.base_url }}
      - uses: actions/upload-pages-artifact@v3
        with:
          path: site
      - uses: actions/deploy-pages@v4
"""


def filled(text: str, words: Mapping[str, str]) -> str:
    """The *text* with *words* in place of the names in capital letters."""
    return re.sub("|".join(words), lambda found: words[found[0]], text)
