"""Comments: shown, since the model reads them, but not guidelines."""

from __future__ import annotations

from bisect import bisect_right

from markdown_it.rules_block import StateBlock

_BEGIN, _END = "<!--", "-->"


def comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule: from a line that begins with ``<!--`` to the one that ends with ``-->`` is one token, verbatim."""
    if state.is_code_block(start):
        return False
    first = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(_BEGIN, first):
        return False
    stop = _end(state, first)
    if stop < 0:
        return False
    last = bisect_right(state.bMarks, stop, lo=start) - 1
    if last >= end or state.src[stop + len(_END) : state.eMarks[last]].strip():
        return False
    if not silent:
        token = state.push("comment", "", 0)
        token.content = state.getLines(start, last + 1, state.blkIndent, False).strip("\n")
        token.map = [start, last + 1]
        state.line = last + 1
    return True


def _end(state: StateBlock, first: int) -> int:
    """The place of the end of a comment that begins at *first*, or -1; many can begin before one end."""
    since, stop = state.env.get("comment", (1, 0))
    if not since <= first <= stop:
        stop = state.src.find(_END, first)
        state.env["comment"] = first, len(state.src) if stop < 0 else stop
    return stop if stop < len(state.src) else -1
