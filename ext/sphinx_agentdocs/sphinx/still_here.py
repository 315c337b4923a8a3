"""Words that are still on a page although their guideline is gone, because the page shows them in another form."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes

from ..core.ledger.entries import Entry
from ..core.text.sentence_index import SentenceIndex
from ..core.units import TEXT_SORTS
from .nodes import GUIDELINE_NODES, example_card

_PLACES = (nodes.section, *GUIDELINE_NODES, example_card)
_SORTS = (*TEXT_SORTS, "section")
"""The sorts of units whose text is words of the page."""


class PageText:
    """The text of a page, block by block, as its definition has it."""

    def __init__(self, page: nodes.Element) -> None:
        self._blocks = list(_blocks(page))
        self._index = SentenceIndex(block.astext() for block in self._blocks)

    def find(self, entry: Entry) -> nodes.Element | None:
        """The smallest unit of the page that has the text of *entry*, or ``None``."""
        number = self._index.find(entry.text) if entry.sort in _SORTS else None
        node: nodes.Element | None = self._blocks[number] if number is not None else None
        while node is not None and not (isinstance(node, _PLACES) and node["ids"]):
            node = node.parent
        return node


def _blocks(node: nodes.Element) -> Iterator[nodes.TextElement]:
    """The blocks of text in *node*, without what the page adds from other definitions."""
    for child in node.children:
        if not isinstance(child, nodes.Element) or "no-search" in child.get("classes", ()):
            continue
        if isinstance(child, nodes.TextElement):
            yield child
        else:
            yield from _blocks(child)
