"""What the rules for a team find.  A case contains files, each below a line ``== path``."""

from __future__ import annotations

import re

from sphinx_agentdocs.core.checking.team_rules import duplicate_name, entry_of, same_names, team_findings
from sphinx_agentdocs.core.findings import Code, Finding
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


def test_unknown_names_are_limited():
    unknown = "".join(f"- Ask the x{number}-carrier agent\n" for number in range(60))
    text = f"== a.md\n---\nname: a\n---\n{unknown}\n== b.md\n---\nname: b\n---\nGo.\n"
    assert len(found(text)) == 50


def test_a_shared_name_belongs_to_the_first_definition():
    text = "---\nmodel: opus\nname: {}\n---\nGo.\n"
    files = (("a", "a.md"), ("b", "b.md"), ("a", "c/a.md"), ("a", "d.md"))
    definitions = [read_definition(text.format(name).encode(), path) for name, path in files]
    entries = [entry_of(one.source, one.name, (), one.name_line) for one in definitions]
    pairs = [(entry.page, entry.line, first.page) for entry, first in same_names(entries)]
    assert pairs == [("c/a.md", 3, "a.md"), ("d.md", 3, "a.md")]
    message = "the name `a` is also in a.md; rename one of them"
    assert duplicate_name("a", 3, "a.md") == Finding(Code.DUPLICATE_NAME, message, 3)
