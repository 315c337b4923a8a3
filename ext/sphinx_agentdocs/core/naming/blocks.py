"""The texts of a prompt, each with the collaboration that the heading, label, row or column around it announces.

Only the source of each text is used, so that the result is the same whether or not inline
Markdown was parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from markdown_it.token import Token

from .collaboration import Heading, heading_of
from .rows import HeadRow, Row

_LABEL_CHARS = 100
_LISTS = ("bullet_list_open", "ordered_list_open", "table_open")
_SEEN = frozenset(
    (
        "heading_open",
        "paragraph_open",
        "list_item_open",
        "list_item_close",
        "table_open",
        "tr_open",
        "th_open",
        "td_open",
    )
)
"""The tokens that change what is around a text."""
_MARKS = "*_`~ \t"
_LABEL_ENDS = ":\uff1a*_`~"
_COLON = (":", "\uff1a")
_FORBIDS = re.compile(r"\b(?:never|don['\u2019]?t|do not|must not|should not|cannot|avoid)\b", re.IGNORECASE)


class Block(NamedTuple):
    """A paragraph, heading, item or cell.

    *line* counts from 0 within the body; *tokens* are the indexes of the tokens that may open the
    unit or section around it, the nearest first; *above* is the heading, label, row or column that
    announces a relation; *listed* is whether it is an entry of a list or table of agents.

    *around* completes a text that is a bare name: a row of which it is a part, or words before it.
    *forbids* is whether the section says what not to do.
    """

    text: str
    line: int
    tokens: tuple[int, ...]
    kind: Literal["heading", "item", "paragraph", "cell"]
    above: Heading | None
    listed: bool
    around: str = ""
    forbids: bool = False


def blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """The texts in document order, without code and examples."""
    walk = _Walk()
    for index, token in enumerate(tokens):
        if token.type in _SEEN:
            walk.see(tokens, index)
        elif token.type == "inline" and token.content:
            yield walk.block(tokens, index)


class _Section(NamedTuple):
    """A heading: its level, its title, the relation that it or one around it announces, and whether it forbids."""

    level: int
    title: str
    heading: Heading | None
    forbids: bool


_NO_SECTION = _Section(0, "", None, forbids=False)


class _Walk:
    """The position in a document: the headings, the label, the items and the rows around a token."""

    def __init__(self) -> None:
        self.sections: list[_Section] = []
        self.label: Heading | None = None
        self.announced: Heading | None = None
        self.words = ""
        self.section = 0
        self.items: list[tuple[int, Heading | None]] = []
        self.head = HeadRow(())
        self.row = Row((), self.head, is_head=False)
        self.row_token = 0
        self.column = 0

    def see(self, tokens: Sequence[Token], index: int) -> None:
        """Move on to the next token."""
        token = tokens[index]
        if token.type == "heading_open":
            self._heading(int(token.tag[1]), tokens[index + 1].content)
            self.section = index
        elif token.type == "paragraph_open" and token.level == 0:
            self._paragraph(tokens, index)
        elif token.type == "list_item_open":
            self.items.append((index, self.items[-1][1] if self.items else self._above()))
        elif token.type == "list_item_close":
            self.items.pop()
        elif token.type == "table_open":
            self.head = HeadRow(())
        elif token.type == "tr_open":
            self._row(tokens, index)
        elif token.type in ("th_open", "td_open"):
            self.column += 1

    def block(self, tokens: Sequence[Token], index: int) -> Block:
        """The text at *index*."""
        token, opener = tokens[index], tokens[index - 1].type
        line = (token.map or [0])[0]
        if opener == "heading_open":
            around = _next_text(tokens, index) or (self.sections[-2].title if len(self.sections) > 1 else "")
            return Block(token.content, line, (index - 1,), "heading", None, listed=False, around=around)
        if opener in ("th_open", "td_open"):
            return self._cell(token, index - 1, line)
        section = self.sections[-1] if self.sections else _NO_SECTION
        words = self.words or section.title
        if self.items:
            place, above = self.items[-1]
            if announced := _label(tokens, index - 1):
                self.items[-1] = (place, announced)
            return Block(token.content, line, (place,), "item", above, above is not None, words, section.forbids)
        above = section.heading if self.announced else self._above()
        return Block(token.content, line, (index - 1,), "paragraph", above, False, words, section.forbids)

    def _cell(self, token: Token, index: int, line: int) -> Block:
        place = self.items[-1][0] if self.items else self.section
        above, listed, row = self.row.cell(self.column, self.items[-1][1] if self.items else self._above())
        return Block(token.content, line, (index, self.row_token, place), "cell", above, listed, row)

    def _row(self, tokens: Sequence[Token], index: int) -> None:
        cells = []
        at, is_head = index + 1, tokens[index + 1].type == "th_open"
        while tokens[at].type != "tr_close":
            if tokens[at].type == "inline":
                cells.append(tokens[at].content)
            at += 1
        if is_head:
            self.head = HeadRow(tuple(cell.strip(_MARKS) for cell in cells))
        self.row = Row(cells, self.head, is_head=is_head)
        self.row_token, self.column = index, -1

    def _heading(self, level: int, title: str) -> None:
        while self.sections and self.sections[-1].level >= level:
            self.sections.pop()
        inherited = None
        if self.sections and self.sections[-1].level > 1:  # the title of a document announces nothing
            inherited = self.sections[-1].heading
        forbids = _FORBIDS.search(title) is not None
        self.sections.append(_Section(level, title, heading_of(title) or inherited, forbids))
        self.label, self.announced, self.words = None, None, ""

    def _paragraph(self, tokens: Sequence[Token], index: int) -> None:
        """A label announces something up to the next paragraph or, if it is all in bold, for the next paragraph too."""
        self.announced = _label(tokens, index)
        if self.announced or self.label is None or not _is_label_before(tokens, index):
            self.label = self.announced
        last = tokens[index + 1].content.rpartition("\n")[2].rstrip(_MARKS)
        self.words = last if last.endswith(_COLON) else ""

    def _above(self) -> Heading | None:
        return self.label or (self.sections[-1].heading if self.sections else None)


def _next_text(tokens: Sequence[Token], index: int) -> str:
    """The first line below the heading at *index*, if no other heading is next."""
    after = tokens[index + 2 : index + 6]
    if not after or after[0].type == "heading_open":
        return ""
    return next((token.content for token in after if token.type == "inline"), "")


def _label(tokens: Sequence[Token], index: int) -> Heading | None:
    """The relation that a heading-like paragraph announces: one with a colon before a list, or all in bold."""
    text = tokens[index + 1].content.rpartition("\n")[2].strip()
    if len(text) > _LABEL_CHARS or text[-1:] not in _LABEL_ENDS:
        return None
    follows = tokens[index + 3].type if index + 3 < len(tokens) else ""
    announces = follows in (*_LISTS, "paragraph_open") and text.rstrip(_MARKS).endswith(_COLON)
    return heading_of(text) if _is_bold(text) or announces else None


def _is_label_before(tokens: Sequence[Token], index: int) -> bool:
    """Whether the paragraph before the one at *index* is nothing but a label."""
    if not index or tokens[index - 1].type != "paragraph_close":
        return False
    text = tokens[index - 2].content.strip()
    return "\n" not in text and (_is_bold(text) or text.rstrip(_MARKS).endswith(_COLON))


def _is_bold(text: str) -> bool:
    return text.startswith("**") and text.endswith("**") and text.count("**") == 2
