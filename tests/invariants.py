"""What must hold for every definition and its page, whatever the file contains.

Used by property-based tests, by the examples of the specifications and by fuzzing.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from docutils import nodes
from markdown_it.common.normalize_url import normalizeLinkText

from sphinx_agentdocs.core.model import Definition
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.text.characters import visible
from sphinx_agentdocs.sphinx import nodes as own
from sphinx_agentdocs.sphinx.link_targets import LIVE_SCHEMES
from sphinx_agentdocs.sphinx.page import build_page
from sphinx_agentdocs.sphinx.project import Location

SOURCE = "agents/some/agent.md"
LOCATION = Location("agents", Path("agents"), "some/agent.md")
KNOWN = {
    nodes.Text, nodes.block_quote, nodes.bullet_list, nodes.colspec, nodes.emphasis, nodes.entry, nodes.enumerated_list,
    nodes.inline, nodes.list_item, nodes.literal, nodes.literal_block, nodes.paragraph, nodes.reference, nodes.row,
    nodes.rubric, nodes.section, nodes.strong, nodes.table, nodes.tbody, nodes.tgroup, nodes.thead, nodes.title,
    nodes.transition, own.agent_actions, own.code_block, own.definition_link, own.definition_source, own.example_card,
    own.example_part, own.guideline_cell, own.guideline_item, own.guideline_paragraph, own.guideline_row,
    own.guideline_section, own.guideline_title, own.line_break, own.related_agents, own.swatch, own.withdrawn_guidance,
}  # fmt: skip
"""The nodes that a page may consist of: none of them is raw, an image, a target or a message."""
IDENTIFIER = re.compile(r"[^\s\x00-\x1f\"'<>&#%\u200b-\u200f\u2028-\u202e\u2066-\u2069]+\Z")
CLASS = re.compile(r"agent-[a-z-]+\Z|no-search\Z|text-(?:left|center|right)\Z")
MARKS = str.maketrans("", "", "*_~`\\")
"""Marks that make part of a word emphasised, struck out or code, or that escape another mark."""


def page_of(data: bytes) -> tuple[Definition, nodes.section]:
    """The definition in *data*, and its page."""
    definition = read_definition(data, LOCATION.path)
    return definition, build_page(definition, LOCATION, SOURCE)


def check(definition: Definition, page: nodes.section) -> None:
    """Assert what holds for every definition and its page."""
    check_definition(definition)
    check_page(definition, page)


def check_definition(definition: Definition) -> None:
    """Every line number is in the file; every anchor is valid, and unique but for a section that is a rule."""
    body = definition.body
    lines = definition.raw.count("\n") + 1
    for found in (*definition.findings, *body.sections, *body.guidelines, *definition.examples):
        assert 1 <= found.line <= lines, found
    for field in definition.fields:
        assert 1 <= field.line <= field.text_line <= lines + 1, field
    sections = {section.token: section.anchor for section in body.sections}
    rules = [unit for unit in body.guidelines if unit.kind == "rule"]
    assert all(sections[unit.token] == unit.anchor for unit in rules), rules
    units = [unit for unit in body.guidelines if unit.kind != "rule"]
    made = [unit.anchor for unit in (*body.sections, *units, *definition.examples)]
    made += definition.anchors.values()
    assert len(made) == len(set(made)), made
    assert all(anchor.startswith(f"{definition.anchor}.") for anchor in made), made
    assert all(IDENTIFIER.match(anchor) for anchor in (definition.anchor, *made)), made
    assert all(found.message and "\n" not in found.message for found in definition.findings)


def check_page(definition: Definition, page: nodes.section) -> None:
    """Only known nodes, identifiers, classes and addresses, and one copy of the file."""
    ids = [identifier for node in page.findall(nodes.Element) for identifier in node["ids"]]
    assert len(ids) == len(set(ids)), ids
    assert all(one == definition.anchor or one.startswith(f"{definition.anchor}.") for one in ids), ids
    for node in page.findall():
        assert type(node) in KNOWN, node
        if isinstance(node, nodes.Element):
            assert all(CLASS.match(one) for one in node["classes"]), node
            assert not node.get("names"), node
        if isinstance(node, nodes.reference):
            assert re.match(rf"(?:{'|'.join(LIVE_SCHEMES)}):", node["refuri"], re.IGNORECASE), node
        if isinstance(node, nodes.row):
            assert len(node.children) == node.parent.parent["cols"], node
    assert sum(isinstance(node, own.definition_source) for node in page.findall()) == 1
    assert isinstance(page[0], nodes.title)


def shown(page: nodes.section) -> str:
    """What a reader sees of a page, less the copy of the file: its text, targets of links, the lines above code."""
    parts: list[str] = []
    todo: list[nodes.Node] = [page]
    while todo:
        node = todo.pop()
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, nodes.Text):
            parts.append(node.astext())
        elif isinstance(node, own.definition_source):
            continue
        elif isinstance(node, nodes.Element):
            inside_a_word = isinstance(node, (nodes.emphasis, nodes.strong, nodes.literal)) or _is_deleted(node)
            space = [] if inside_a_word else [nodes.Text(" ")]
            address = node.get("refuri", "")
            also = [
                address,
                normalizeLinkText(address),
                node.get("reftitle", ""),
                node.get("target", ""),
                node.get("info", ""),
            ]
            after = unquote("".join(f" {text}" for text in also if text))
            todo += [*space, nodes.Text(after), *reversed(node.children), *space]
    return "".join(parts)


def _is_deleted(node: nodes.Element) -> bool:
    return isinstance(node, nodes.inline) and node["classes"] == ["agent-deleted"]


def words(text: str) -> Counter[str]:
    """The words of a text, without marks of Markdown."""
    return Counter(re.findall(r"[^\W_]+", text.translate(MARKS)))


def lost_letters(definition: Definition, page: nodes.section, least: int = 4) -> list[str]:
    """The words of a prompt, of at least *least* letters, that are nowhere on its page, not even inside a word.

    This is less strict than counting words, but holds for any text: entities and percent signs
    in addresses are shown decoded, a host as its letters or as the name that a browser requests,
    and the label of a link is with its definition.
    """
    seen = "".join(char for char in shown(page) if char.isalnum()).casefold()
    source = "\n".join(definition.body.source)
    # A page shows a letter that no font draws by its number.
    source = "".join(visible(char) if char.isalnum() else char for char in source)
    found = [word.casefold() for word in words(source) if len(word) >= least and not word.isdigit()]
    missing = [word for word in found if word not in seen]
    decoded = "".join(words(unescape(unquote(source)))).casefold() if missing else ""
    return [word for word in missing if word in decoded]
