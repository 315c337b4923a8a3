"""The texts of a prompt, each with the collaboration that the heading, label or column above it announces.

Only the source of each text is used, so that the result is the same whether or not inline
Markdown was parsed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from markdown_it.token import Token

from .collaboration import Heading, heading_of

_LABEL_CHARS = 100
_LISTS = ("bullet_list_open", "ordered_list_open", "table_open")
_AGENT_COLUMN = frozenset(("agent", "agents", "subagent", "sub-agent", "who", "specialist"))
_MARKS = "*_`~ \t"


class Block(NamedTuple):
    """A paragraph, heading, item or cell.

    *line* counts from 0 within the body; *token* is the index of the token that opens the unit
    or section around it; *above* is the heading, label or column above it; *listed* is whether it
    is an entry of a list or table of agents.
    """

    text: str
    line: int
    token: int
    kind: Literal["heading", "item", "paragraph", "cell"]
    above: Heading | None
    listed: bool


def blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """The texts in document order, without code and examples."""
    walk = _Walk()
    for index, token in enumerate(tokens):
        walk.see(tokens, index)
        if token.type == "inline" and token.content:
            yield walk.block(tokens, index)


class _Walk:
    """The position in a document: the headings, the label, the items and the columns around a token."""

    def __init__(self) -> None:
        self.headings: list[tuple[int, Heading | None]] = []
        self.label: Heading | None = None
        self.section = 0
        self.items: list[tuple[int, Heading | None]] = []
        self.columns: list[str] = []
        self.column = 0

    def see(self, tokens: Sequence[Token], index: int) -> None:
        """Move on to the next token."""
        token = tokens[index]
        if token.type == "heading_open":
            self._heading(int(token.tag[1]), tokens[index + 1].content)
            self.section = index
        elif token.type == "paragraph_open" and token.level == 0:
            self.label = _label(tokens, index)
        elif token.type == "list_item_open":
            self.items.append((index, self.items[-1][1] if self.items else self._above()))
        elif token.type == "list_item_close":
            self.items.pop()
        elif token.type == "table_open":
            self.columns = []
        elif token.type == "tr_open":
            self.column = -1
        elif token.type in ("th_open", "td_open"):
            self.column += 1

    def block(self, tokens: Sequence[Token], index: int) -> Block:
        """The text at *index*."""
        token, opener = tokens[index], tokens[index - 1].type
        line = (token.map or [0])[0]
        if opener == "heading_open":
            return Block(token.content, line, index - 1, "heading", None, listed=False)
        if opener in ("th_open", "td_open"):
            return self._cell(token, opener == "th_open", line)
        if self.items:
            place, above = self.items[-1]
            if announced := _label(tokens, index - 1):
                self.items[-1] = (place, announced)
            return Block(token.content, line, place, "item", above, listed=above is not None)
        return Block(token.content, line, index - 1, "paragraph", self._above(), listed=False)

    def _cell(self, token: Token, head: bool, line: int) -> Block:
        place = self.items[-1][0] if self.items else self.section
        around = self.items[-1][1] if self.items else self._above()
        if head:
            self.columns.append(token.content.strip(_MARKS))
            return Block(token.content, line, place, "cell", None, listed=False)
        title = self.columns[self.column] if self.column < len(self.columns) else ""
        own = heading_of(title)
        named = title.casefold() in _AGENT_COLUMN
        others = any(heading_of(other) or other.casefold() in _AGENT_COLUMN for other in self.columns)
        first = around is not None and self.column == 0 and not others
        above = own or around
        return Block(token.content, line, place, "cell", above, listed=bool(own) or (named and bool(around)) or first)

    def _heading(self, level: int, title: str) -> None:
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        around = self.headings[-1] if self.headings else (1, None)
        inherited = around[1] if around[0] > 1 else None  # the title of a document announces nothing
        self.headings.append((level, heading_of(title) or inherited))
        self.label = None

    def _above(self) -> Heading | None:
        return self.label or (self.headings[-1][1] if self.headings else None)


def _label(tokens: Sequence[Token], index: int) -> Heading | None:
    """The relation that a heading-like paragraph announces: one with a colon before a list, or all in bold."""
    text = tokens[index + 1].content.rpartition("\n")[2].strip()
    if len(text) > _LABEL_CHARS:
        return None
    follows = tokens[index + 3].type if index + 3 < len(tokens) else ""
    bold = text.startswith("**") and text.endswith("**") and text.count("**") == 2
    announces = follows in _LISTS and text.rstrip(_MARKS).endswith(":")
    return heading_of(text) if bold or announces else None
