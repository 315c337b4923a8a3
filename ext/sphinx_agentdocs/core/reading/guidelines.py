"""Guidelines: the smallest units of a prompt worth a link.

List items at every depth, numbered steps, rows of tables, paragraphs with a bold lead, and paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from ..model import Guideline, Section, UnitKind
from ..text.rule_codes import alias_of, code_alone, code_of, rank, refers, without_code
from ..text.sentences import first_sentences
from .markdown import plain
from .rule_sections import rule_sections, rule_text
from .sections import is_tag
from .stems import MOST_CHARS, Stems, lead_and_polarity, short, shortened
from .weights import weight_of

_ENDS = ":.!?\uff1a\u3002\uff01\uff1f"
"""The signs at the end of bold words that set them off, also those of Chinese and Japanese."""
_SEPARATOR = re.compile(rf"\s*(?:[{_ENDS}]|[-\u2013\u2014]\s|\u2014\u2014|\u2192|[(\uff08]|\Z)")
_TITLE = 80
_LISTS = ("bullet_list_open", "ordered_list_open")


@dataclass(slots=True)
class _Open:
    """A list item, row or paragraph whose end has not yet been reached."""

    kind: UnitKind
    token: int
    level: int
    section: tuple[str, ...]
    place: int
    stem: tuple[str, ...]
    inlines: list[Token] = field(default_factory=list)
    said: str = ""

    def add(self, inline: Token) -> None:
        """Take a text into it; *said* is what it says so far, as much of it as the items in it need."""
        self.inlines.append(inline)
        if len(self.said) <= MOST_CHARS:
            self.said = " ".join(filter(None, (self.said, plain(inline))))[: MOST_CHARS + 2]


def find_guidelines(tokens: Sequence[Token], sections: Sequence[Section], first_line: int) -> tuple[Guideline, ...]:
    """The guidelines of a body in document order.

    The text of an item does not include the items and rows nested in it; an item that contains only
    a list is not a guideline.  The text of a row includes the head of the table, which gives its cells their meaning.
    """
    finding = _Finding(tokens, {section.token: section for section in sections}, first_line)
    for index in range(len(tokens)):
        finding.read(index)
    return owners_of_codes([unit for unit in finding.units if unit])


def owners_of_codes(units: Sequence[Guideline]) -> tuple[Guideline, ...]:
    """*units*, each with its code only if it states the rule: a row or an item may refer to the rule of a section."""
    best: dict[str, int] = {}
    for unit in units:
        if unit.code:
            best[alias_of(unit.code)] = min(rank(unit.kind), best.get(alias_of(unit.code), 2))
    return tuple(
        unit._replace(code="") if unit.code and rank(unit.kind) > best[alias_of(unit.code)] else unit for unit in units
    )


class _Finding:
    """One pass over the tokens of a prompt; *items* are the list items and rows that are open."""

    def __init__(self, tokens: Sequence[Token], sections: Mapping[int, Section], first_line: int) -> None:
        self.tokens, self.sections, self.first_line = tokens, sections, first_line
        self.path: tuple[str, ...] = ()
        self.lists: list[str] = []
        self.items: list[_Open] = []
        self.heads: list[list[str]] = []
        self.units: list[Guideline | None] = []
        self.stems = Stems(tokens)
        self.outside: list[tuple[str, ...]] = []
        """For each open tag, the scope outside of it, in which the text below its end is."""
        self.rules = rule_sections(tokens, tuple(sections.values()))
        self.rule_titles = set(shortened(sections[token].title for token in self.rules))

    def read(self, index: int) -> None:
        """Read the token at *index*."""
        token, kind = self.tokens[index], self.tokens[index].type
        if kind == "tag" and token.level == 0:
            self._tag(token)
        if index in self.sections:
            self._section(index)
        if kind in _LISTS:
            self.lists.append(kind)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif kind == "list_item_open":
            self._open("step" if self.lists[-1] == "ordered_list_open" else "item", index)
        elif kind == "table_open":
            self.heads.append([])
        elif kind == "table_close":
            self.heads.pop()
        elif kind == "tr_open" and self.tokens[index - 1].type != "thead_open":
            self._open("row", index)
        elif kind in ("list_item_close", "tr_close") and self._closes(token):
            done = self.items.pop()
            self.units[done.place] = self._guideline(done)
        elif kind == "inline":
            self._inline(index)
        elif kind == "paragraph_open" and not self.items and self._is_unit(index):
            self._paragraph(index)

    def _tag(self, token: Token) -> None:
        if token.meta.get("opens"):
            self.outside.append(self.stems.scope)
        elif token.meta.get("ends"):
            self.stems.leave(self.outside.pop())

    def _section(self, index: int) -> None:
        section = self.sections[index]
        self.path = section.path
        if index in self.rules:
            self.units.append(self._rule(section))
        self.stems.section(section)

    def _paragraph(self, index: int) -> None:
        inline = self.tokens[index + 1]
        self.stems.paragraph(index)
        kind: UnitKind = "principle" if lead_title(inline) else "paragraph"
        found = _Open(kind, index, self.tokens[index].level, self.path, 0, self.stems.now(()), [inline])
        self.units.append(self._guideline(found))
        self.stems.after_paragraph(index)

    def _open(self, kind: UnitKind, index: int) -> None:
        stem = self.stems.now([item.said for item in self.items])
        self.items.append(_Open(kind, index, self.tokens[index].level, self.path, len(self.units), stem))
        self.units.append(None)

    def _closes(self, token: Token) -> bool:
        """Whether *token* ends the innermost item or row; the row of a head ends none."""
        return token.type == "list_item_close" or (bool(self.items) and self.items[-1].level == token.level)

    def _is_unit(self, index: int) -> bool:
        return index not in self.sections and not is_tag(self.tokens, index)

    def _inline(self, index: int) -> None:
        token, around = self.tokens[index], self.tokens[index - 1].type
        if around == "th_open":
            self.heads[-1].append(short(plain(token)))
        elif self.items:
            self.items[-1].add(token)

    def _rule(self, section: Section) -> Guideline:
        """The guideline that a section states."""
        above, text = section.path[:-1], rule_text(self.tokens, section, self.rules)
        code = code_of(section.title, is_heading=True)
        found = Guideline(
            "rule", section.title, text, section.line, section.token, above, stem=shortened(above), code=code
        )
        return self._with_context(found, section.title)

    def _guideline(self, unit: _Open) -> Guideline | None:
        texts = [plain(inline) for inline in unit.inlines]
        if not any(re.search(r"\w", text) for text in texts):
            return None
        line = self.first_line + (self.tokens[unit.token].map or [0])[0]
        if unit.kind == "row":
            first, *others = [inline for inline in unit.inlines if plain(inline)]
            name = lead_title(first) or plain(first)
            title, text = _row_title(name, others), _row_text(texts, self.heads[-1])
            words = plain(others[0]) if others else ""
        else:
            name = unit.inlines[0].content
            title, text = lead_title(unit.inlines[0]), " ".join(filter(None, texts))
            words = without_code(name)
        code = "" if refers(words) and words != name else code_of(name)
        found = Guideline(unit.kind, title, text, line, unit.token, unit.section, stem=unit.stem, code=code)
        return self._with_context(found, text)

    def _with_context(self, unit: Guideline, head: str) -> Guideline:
        """*unit* with what follows from its words, its code and its stem; *head* is how it begins."""
        stem = [part for part in unit.stem if part not in self.rule_titles]
        lead, polarity = lead_and_polarity(stem, without_code(head) if unit.code else head)
        weight = "rule" if unit.code else weight_of(unit.kind, unit.title, unit.text)
        return unit._replace(lead=lead, polarity=polarity, weight=weight)


def _row_title(name: str, others: Sequence[Token]) -> str:
    """The title of a row: its first cell, *name*; if that is only a code, with the words of the next cell."""
    code = code_alone(name)
    return f"{code}: {first_sentences(plain(others[0]), _TITLE)}" if code and others else name


def _row_text(cells: Sequence[str], heads: Sequence[str]) -> str:
    """A row as one line: each cell with the head of its column."""
    shown = ((heads[at] if at < len(heads) else "", cell) for at, cell in enumerate(cells) if cell)
    return "; ".join(f"{head}: {cell}" if head else cell for head, cell in shown)


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
    set_off = title[-1:] in tuple(_ENDS) or after is None or after.type in ("softbreak", "hardbreak")
    if not set_off and after is not None:
        set_off = after.type == "text" and bool(_SEPARATOR.match(after.content))
    return title.rstrip(" :.\uff1a\u3002") if set_off else ""
