"""What is found between definitions.  A case holds files, each below a line ``== path``."""

from __future__ import annotations

import re

from sphinx_agentdocs.core.checking.team_rules import entry_of, team_findings
from sphinx_agentdocs.core.naming.mentions import find_mentions
from sphinx_agentdocs.core.naming.names import Named, Names
from sphinx_agentdocs.core.reading.reader import read_definition

FILE = re.compile(r"^== (\S+)\n", re.MULTILINE)


def found(text: str) -> list[str]:
    _, *pieces = FILE.split(text)
    files = dict(zip(pieces[::2], pieces[1::2], strict=True))
    entries, agents = [], []
    for path, content in files.items():
        definition = read_definition(content.encode(), path, blocks_only=True)
        group, _, stem = path.removesuffix(".md").rpartition("/")
        entries.append(entry_of(path, definition.name, find_mentions(definition)))
        agents.append(Named(path, "crew", group, definition.name, stem))
    return [
        f"{page}:{finding.line}:{finding.column} {finding.code.code} {finding.message}"
        for page, finding in team_findings(entries, Names(agents))
    ]


def test_team_rules(case):
    assert "\n".join(found(case.input)) == case.expected


def test_of_many_unknown_names_some_are_reported():
    unknown = "".join(f"- Ask the x{number}-carrier agent\n" for number in range(60))
    text = f"== a.md\n---\nname: a\n---\n{unknown}\n== b.md\n---\nname: b\n---\nGo.\n"
    assert len(found(text)) == 50
