"""The agents that fields of the frontmatter name: ``related``, ``handoffs``, ``agents``, ``tools``, and relations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Definition, Field, How, Mention, MentionKind
from ..text.sentences import cut
from .candidates import is_name
from .collaboration import relation_of
from .mention_list import MOST, MentionList
from .name_spans import is_kebab

_HANDOFF = re.compile(r"\b(?:agent|name|to)\s*:\s*(.+)")
_RELATION = re.compile(r"(?:reports|delegates|escalates|hands[_-]off)[_-]to|(?:works|collaborates|coordinates)[_-]with")
_AGENT_TOOL = re.compile(r"\A\s*(?:Agent|Task)\(([^()]*)\)")


def add_declared_names(definition: Definition, found: MentionList) -> None:
    """Add the names in the frontmatter."""
    for field in definition.fields:
        key = field.key.casefold()
        if key == "related":
            _declared(field, "declared", _entries(field, nested=True), found)
        elif key in ("handoffs", "agents"):
            _declared(field, "delegates-to", _entries(field, nested=True), found)
        elif key == "tools":
            _declared(field, "delegates-to", list(_agents_of_tools(definition.tools or ())), found)
        elif _RELATION.fullmatch(key) and (heading := relation_of(key.replace("_", " ").replace("-", " "))):
            _declared(field, heading.kind, _entries(field, nested=True), found)


def _declared(field: Field, kind: MentionKind, names: list[str], found: MentionList) -> None:
    for name in names[:MOST]:
        bare = name.strip(" \t\"'`@[]")
        if not is_name(bare):
            continue
        how: How = "file" if bare.endswith(".md") else "marked"
        line = found.line_of(bare, field.line)
        said = f"{field.key}: {field.text}"
        evidence = cut(said, max(said.find(bare), 0))
        found.add(Mention(bare, kind, how, line, "", evidence, how == "marked" and is_kebab(bare), both=False))


def _entries(field: Field, *, nested: bool) -> list[str]:
    """The names in a list, in a comma-separated line, or in the entries of a nested list."""
    if isinstance(field.value, tuple):
        return list(field.value)
    if "\n" in field.text or ":" in field.text:
        return [match[1].partition(",")[0] for match in _HANDOFF.finditer(field.text)]
    return field.text.split(",")


def _agents_of_tools(tools: tuple[str, ...]) -> Iterator[str]:
    for tool in tools:
        if match := _AGENT_TOOL.match(tool):
            yield from (name.rpartition(":")[2] for name in match[1].split(","))
