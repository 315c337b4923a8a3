"""Tables without loss: a row may have more cells than the header.

GitHub's Markdown drops excess cells of a row.  Here they become one more cell, so that a
reader sees what the model reads.
"""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import table as table_without_excess
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.token import Token


def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule: the parser's own table, with the excess cells of each row joined in a last cell."""
    before = len(state.tokens)
    if not table_without_excess(state, start, end, silent):
        return False
    if not silent:
        made = state.tokens[before:]
        width = sum(token.type == "th_open" for token in made)
        state.tokens[before:] = _with_excess(state, made, width)
    return True


def _with_excess(state: StateBlock, tokens: list[Token], width: int) -> Iterator[Token]:
    """*tokens* of a table of *width* columns, with one more cell in each row that has excess ones."""
    line = 0
    for token in tokens:
        if token.type == "tr_open" and token.map:
            line = token.map[0]
        elif token.type == "tr_close":
            cells = _cells(getLine(state, line))
            if len(cells) > width:
                yield from _cell(" | ".join(cells[width:]), line, token.level)
        yield token


def _cells(text: str) -> list[str]:
    cells = [cell.strip() for cell in escapedSplit(text.strip())]
    first, last = int(cells[0] == ""), len(cells) - (cells[-1] == "")
    return cells[first:last]


def _cell(text: str, line: int, level: int) -> Iterator[Token]:
    yield Token("td_open", "td", 1, level=level + 1, block=True)
    yield Token("inline", "", 0, level=level + 2, map=[line, line + 1], content=text, children=[], block=True)
    yield Token("td_close", "td", -1, level=level + 1, block=True)
