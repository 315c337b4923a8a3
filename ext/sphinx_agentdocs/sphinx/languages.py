"""The language and the direction of what an author wrote, on the elements of a page that hold it.

Pages mix two voices: the author's, and ours in the language of the site.  A screen reader needs the language of
each, and a line from right to left needs to say so.  What the letters do not prove stays without a mark, so that
most pages have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes

from ..core.text.languages import Direction, direction_of, has_right_to_left, is_distinct, language_of
from .nodes import code_block, definition_source, related_agents

_BOXES = (
    nodes.section,
    nodes.bullet_list,
    nodes.enumerated_list,
    nodes.list_item,
    nodes.block_quote,
    nodes.table,
    nodes.container,
)
"""Elements with blocks inside, which go the way of most of them, so that bullets and columns do as well."""
_RTL_LANGUAGES = frozenset({"ar", "fa", "he", "ur"})


def mark(page: nodes.section) -> None:
    """Mark the elements of an agent's page that hold the author's text, and the blocks inside from right to left.

    The text may be a translation; so the language is that of the text on the page.
    """
    if not _may_need_marks(page):
        return
    blocks = list(_of_the_author(page))
    language = language_of(_prose(blocks))
    for block in blocks:
        if language and not isinstance(block, code_block) and is_distinct(block.astext()):
            block["classes"].append(f"language-{language}")  # for which docutils writes the attribute
        mark_direction(block)
    for cell in page.children[-1].findall(nodes.paragraph):  # of the fields that only the definition itself shows
        mark_direction(cell)


def _may_need_marks(page: nodes.section) -> bool:
    """Whether the definition, or a translation that Sphinx has put in its place, has any letters that need a mark."""
    source = next(page.children[-1].findall(definition_source), None)
    is_translated = isinstance(page.children[0], nodes.title) and "translated" in page.children[0]
    return source is None or is_translated or is_distinct(source["text"])


def _of_the_author(page: nodes.section) -> Iterator[nodes.Element]:
    """The outermost elements with an author's text only: the title, their sections, and the blocks below our titles."""
    for child in page.children:
        if isinstance(child, nodes.title) or (isinstance(child, nodes.section) and _is_by_author(child)):
            yield child
        elif isinstance(child, nodes.section) and _is_part(child):
            yield from (block for block in child.children[1:] if isinstance(block, nodes.Element))


def _is_by_author(section: nodes.section) -> bool:
    return any(name.startswith("agent-section-") for name in section["classes"])


def _is_part(section: nodes.section) -> bool:
    """Whether it is a section of ours for a part of the text, such as the role."""
    return not isinstance(section[-1], (related_agents, definition_source))


def _prose(blocks: Iterable[nodes.Element]) -> Iterator[str]:
    for block in blocks:
        for text in [block] if isinstance(block, nodes.TextElement) else _blocks(block):
            yield _words(text)


def mark_direction(block: nodes.Element) -> None:
    """Mark what goes from right to left: the block itself, or some of the blocks in it."""
    if has_right_to_left(block.astext()):
        _mark_below(block, "ltr")


def _mark_below(node: nodes.Element, around: Direction) -> None:
    """Mark *node*, or what is in it, where its direction is not that of the element *around* it."""
    own = _own_direction(node)
    if own and own != around:
        node["dir"] = around = own
    if not isinstance(node, nodes.TextElement):
        for child in node.children:
            if isinstance(child, nodes.Element):
                _mark_below(child, around)


def _own_direction(node: nodes.Element) -> Direction:
    """The direction of a block by its first letter, of a box by most of its blocks; code goes from left to right."""
    if isinstance(node, code_block):
        return "ltr"
    if isinstance(node, nodes.TextElement):
        return direction_of(_words(node))
    if not isinstance(node, _BOXES):
        return ""
    inside = [_own_direction(block) for block in _blocks(node)]
    left, right = inside.count("ltr"), inside.count("rtl")
    return "rtl" if right > left else "ltr" if left else ""


def _blocks(node: nodes.Element) -> Iterator[nodes.Element]:
    """The blocks in a box, at any depth, without code."""
    for child in node.children:
        if isinstance(child, nodes.TextElement):
            if not isinstance(child, code_block):
                yield child
        elif isinstance(child, nodes.Element):
            yield from _blocks(child)


def _words(node: nodes.Element) -> str:
    """The text of a block without code and without the label of a turn, which are often in Latin letters."""
    if isinstance(node, nodes.literal) or "agent-label" in node.get("classes", ()):
        return ""
    parts = (_words(child) if isinstance(child, nodes.Element) else child.astext() for child in node.children)
    return "".join(parts)


# -- our words between those of an author


def set_apart(note: nodes.Element, language: str) -> None:
    """Give a note of ours, which was put inside an author's text, the language and the direction of the site."""
    above = list(_above(note))
    if any(_has_language(node) for node in above):
        note["classes"].append(f"language-{language.replace('_', '-')}")
    around = next((node["dir"] for node in above if node.get("dir")), "")
    own = "rtl" if language.partition("_")[0] in _RTL_LANGUAGES else "ltr"
    if around and around != own:
        note["dir"] = own


def _has_language(node: nodes.Element) -> bool:
    names: list[str] = node.get("classes", [])
    return any(name.startswith("language-") for name in names)


def _above(node: nodes.Element) -> Iterator[nodes.Element]:
    while node.parent is not None:
        node = node.parent
        yield node


# -- writing the direction


class WithDirections:
    """Adds to a translator what docutils has no way to say: the direction of an element."""

    def starttag(self, node: Any, tagname: str, *rest: Any, **values: Any) -> str:
        """The start tag of an element, with its direction."""
        if direction := node.get("dir"):
            values["DIR"] = direction
        tag: str = super().starttag(node, tagname, *rest, **values)  # type: ignore[misc]  # of the translator
        return tag


def with_directions(translator: type[Any]) -> type[Any]:
    """A translator of another extension that writes directions as well."""
    if issubclass(translator, WithDirections):
        return translator
    return type(translator.__name__, (WithDirections, translator), {})
