"""What a page publishes under a link of its own: the agent, its headings, examples and guidelines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .model import Definition, Example
from .text.characters import VisibleText, visible
from .text.sentences import first_sentences

_TITLE = 80
GUIDELINES = ("item", "step", "principle", "paragraph")
"""The kinds of unit that are guidelines."""

PARTS = {"when-to-use": "When to use", "role": "Role", "definition": "Definition"}
"""The sections that the page of every agent may add, and their titles."""


class Unit(NamedTuple):
    """Something that has a link.  A site has tens of thousands, and a tuple is made and stored fastest.

    *page* is the name of the page, *anchor* the id in it as made from the text; *kind* is
    ``agent``, ``part`` (a section that the page adds), ``section``, ``example`` or a kind of
    guideline; *section* holds the titles of the sections around it.
    """

    page: str
    anchor: str
    kind: str
    title: VisibleText
    text: VisibleText
    section: tuple[VisibleText, ...]


def address(page: str, anchor: str) -> str:
    """The page and the anchor as one text, by which the ledger knows a place."""
    return f"{page}#{anchor}"


def code_anchor(code: str) -> str:
    """The id that something has by its code.  No anchor made from words holds a slash."""
    return f"g/{code}"


def sort_of(kind: str) -> str:
    """The sort of a kind: what may turn into each other.  All guidelines are of one sort."""
    return "guideline" if kind in GUIDELINES else kind


def units_of(definition: Definition, page: str) -> tuple[Unit, ...]:
    """Everything that the page of a definition publishes, parts first; the texts are ones that may be shown."""
    return tuple(_units(definition, page))


def _units(definition: Definition, page: str) -> Iterator[Unit]:
    title = visible(definition.title)
    yield Unit(page, definition.anchor, "agent", title, title, ())
    for name in _parts(definition):
        yield Unit(page, definition.anchors[name], "part", VisibleText(PARTS[name]), VisibleText(name), ())
    for example in definition.examples:
        shown = VisibleText(first_sentences(visible(example.title), _TITLE))
        yield Unit(page, example.anchor, "example", shown, _text_of(example), ())
    for section in definition.body.sections:
        path = tuple(visible(title) for title in section.path[:-1])
        yield Unit(page, section.anchor, "section", visible(section.title), visible(section.title), path)
    for unit in definition.body.guidelines:
        path = tuple(visible(title) for title in unit.section)
        yield Unit(page, unit.anchor, unit.kind, visible(unit.title), visible(unit.text), path)


def _parts(definition: Definition) -> Iterator[str]:
    if definition.description.blocks or definition.body.lead:
        yield "when-to-use"
    if definition.body.role is not None:
        yield "role"
    yield "definition"


def _text_of(example: Example) -> VisibleText:
    """All that an example says, labels included, as one line."""
    return visible(" ".join("".join(f"{part.label}{part.text}{part.end}" for part in example.parts).split()))
