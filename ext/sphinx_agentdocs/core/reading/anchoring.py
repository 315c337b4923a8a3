"""Anchors for everything in a definition that gets a link, and for the sections that its page adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..model import Definition, Description, Example
from ..text import identifiers

CLOSING = ("withdrawn-guidance", "related-agents")
"""The sections of a page that depend on more than its definition, and so come and go."""
PAGE_SECTIONS = ("when-to-use", "role", *CLOSING, "definition")


def closing_anchors(name: str) -> list[str]:
    """The anchors that the sections `CLOSING` have on the page of the agent with the anchor *name*."""
    return [f"{name}.{section}" for section in CLOSING]


def with_anchors(definition: Definition) -> Definition:
    """*definition* with an anchor for each heading, example and guideline, unique on its page."""
    body, description = definition.body, definition.description
    anchors = iter(identifiers.anchors(definition.anchor, _texts(definition)))
    sections = tuple(section._replace(anchor=next(anchors)) for section in body.sections)
    description = _with_example_anchors(description, anchors)
    examples = tuple((index, replace(example, anchor=next(anchors))) for index, example in body.examples)
    own = {section.token: section.anchor for section in sections}
    guidelines = tuple(
        unit._replace(anchor=own[unit.token] if unit.kind == "rule" else next(anchors)) for unit in body.guidelines
    )
    body = replace(body, sections=sections, examples=examples, guidelines=guidelines)
    definition = replace(definition, description=description, body=body)
    taken = {section.anchor for section in sections} | {unit.anchor for unit in guidelines}
    taken |= {example.anchor for example in definition.examples}
    return replace(definition, anchors=identifiers.page_anchors(definition.anchor, PAGE_SECTIONS, taken))


def _texts(definition: Definition) -> Iterator[tuple[str, str, str]]:
    """Kind, text and section of each unit: sections, examples, guidelines, in the order `with_anchors` uses."""
    for section in definition.body.sections:
        yield "section", section.title, section.path[-2] if len(section.path) > 1 else ""
    for example in definition.examples:
        yield "example", example.title, ""
    for unit in definition.body.guidelines:
        if unit.kind == "rule":  # it has the anchor of its section
            continue
        yield unit.kind, unit.title or unit.text, unit.section[-1] if unit.section else ""


def _with_example_anchors(description: Description, anchors: Iterator[str]) -> Description:
    blocks = tuple(
        replace(block, anchor=next(anchors)) if isinstance(block, Example) else block for block in description.blocks
    )
    return replace(description, blocks=blocks)
