"""Comments: shown, since the model reads them, but not guidelines."""

from __future__ import annotations

from markdown_it.rules_block import StateBlock


def comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule: from a line that begins with ``<!--`` to the one that ends with ``-->`` is one token, verbatim."""
    if state.is_code_block(start):
        return False
    first = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<!--", first):
        return False
    stop = state.src.find("-->", first)
    if stop < 0 or state.src[stop + 3 : state.eMarks[_line_of(state, stop, start)]].strip():
        return False
    last = _line_of(state, stop, start)
    if last >= end:
        return False
    if not silent:
        token = state.push("comment", "", 0)
        token.content = state.getLines(start, last + 1, state.blkIndent, False).strip("\n")
        token.map = [start, last + 1]
        state.line = last + 1
    return True


def _line_of(state: StateBlock, place: int, start: int) -> int:
    """The line of a place of the text, which is on *start* or below."""
    return start + state.src.count("\n", state.bMarks[start], place)
