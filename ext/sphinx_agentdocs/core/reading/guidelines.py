"""Guidelines: the smallest units of a prompt worth a link.

List items at every depth, numbered steps, paragraphs with a bold lead, and paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from ..model import Guideline, Section, UnitKind
from .markdown import plain
from .sections import is_tag

_SEPARATOR = re.compile(r"\s*(?:[:.!?]|[-\u2013\u2014]\s|\u2192|\(|\Z)")
_LISTS = ("bullet_list_open", "ordered_list_open")


@dataclass(slots=True)
class _Open:
    """A list item or paragraph whose end has not yet been reached."""

    kind: UnitKind
    token: int
    level: int
    section: tuple[str, ...]
    place: int
    inlines: list[Token] = field(default_factory=list)


def find_guidelines(tokens: Sequence[Token], sections: Sequence[Section], first_line: int) -> tuple[Guideline, ...]:
    """The guidelines of a body in document order.

    The text of an item does not include the items nested in it; an item that contains only
    a list is not a guideline.
    """
    at = {section.token: section for section in sections}
    path: tuple[str, ...] = ()
    lists: list[str] = []
    items: list[_Open] = []
    units: list[Guideline | None] = []
    for index, token in enumerate(tokens):
        if index in at:
            path = at[index].path
        kind = token.type
        if kind in _LISTS:
            lists.append(kind)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif kind == "list_item_open":
            unit: UnitKind = "step" if lists[-1] == "ordered_list_open" else "item"
            items.append(_Open(unit, index, token.level, path, len(units)))
            units.append(None)
        elif kind == "list_item_close":
            done = items.pop()
            units[done.place] = _guideline(done, tokens, first_line)
        elif kind == "inline" and items:
            items[-1].inlines.append(token)
        elif kind == "paragraph_open" and not items and index not in at and not is_tag(tokens, index):
            lead = lead_title(tokens[index + 1])
            paragraph = _Open("principle" if lead else "paragraph", index, token.level, path, 0, [tokens[index + 1]])
            units.append(_guideline(paragraph, tokens, first_line))
    return tuple(unit for unit in units if unit)


def lead_title(inline: Token) -> str:
    """The bold words that a paragraph opens with, if they are set off as its title; else an empty string."""
    children = inline.children or []
    start = next((i for i, child in enumerate(children) if child.type == "strong_open"), None)
    if start is None or any(re.search(r"\w", child.content) for child in children[:start]):
        return ""
    end = next((i for i in range(start, len(children)) if children[i].type == "strong_close"), None)
    if end is None:
        return ""
    title = plain(Token("inline", "", 0, children=children[start + 1 : end]))
    after = children[end + 1] if end + 1 < len(children) else None
    set_off = title[-1:] in (":", ".", "!", "?") or after is None or after.type in ("softbreak", "hardbreak")
    if not set_off and after is not None:
        set_off = after.type == "text" and bool(_SEPARATOR.match(after.content))
    return title.rstrip(" :.") if set_off else ""


def _guideline(unit: _Open, tokens: Sequence[Token], first_line: int) -> Guideline | None:
    text = " ".join(filter(None, (plain(inline) for inline in unit.inlines)))
    if not re.search(r"\w", text):
        return None
    title = lead_title(unit.inlines[0])
    line = first_line + (tokens[unit.token].map or [0])[0]
    return Guideline(unit.kind, title, text, line, unit.token, unit.section)
