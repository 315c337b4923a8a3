"""Fences: code blocks, including those that hold another fence with the same marker.

In CommonMark, a template in a fence ends at the first bare fence inside it, and what follows becomes text.  Where
the author certainly meant one block, it is one: the fence holds text or nothing in particular, each fence inside
names a language, and every fence of the prompt has its end.  Otherwise CommonMark decides, and a finding says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import fence as plain_fence
from markdown_it.token import Token

_FENCE = re.compile(r"[ \t]*(?P<mark>`{3,}(?!`)|~{3,}(?!~))(?P<info>[^`\n]*)\Z")
_OF_TEXT = frozenset(("", "markdown", "md", "mdx", "text", "txt", "plaintext", "plain", "template", "output", "prompt"))
"""What a fence names if it holds text, in which other fences are to be expected."""


def fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule: the parser's own fence, or one that certainly holds others."""
    if silent or state.is_code_block(start):
        return plain_fence(state, start, end, silent)
    if "nested" not in state.env:
        state.env["nested"] = nested_fences(state.src.split("\n"))
    last = state.env["nested"].get(start, end)
    if last >= end or not _is_inside(state, start, last):
        before = len(state.tokens)
        found = plain_fence(state, start, end, silent)
        for token in state.tokens[before:]:
            token.meta = {"closed": _is_closed(state, token)}
        return found
    opening = _FENCE.match(state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]])
    if opening is None:
        return False
    token = state.push("fence", "code", 0)
    token.info, token.markup = opening["info"], opening["mark"]
    token.content = state.getLines(start + 1, last, state.sCount[start], True)
    token.map = [start, last + 1]
    token.meta = {"closed": True, "nested": True}
    state.line = last + 1
    return True


def nested_fences(lines: Sequence[str]) -> dict[int, int]:
    """The line of each fence that certainly holds others, with the line of its end."""
    found: dict[int, int] = {}
    opened: list[tuple[int, str, str]] = []
    inside = False
    for number, line in enumerate(lines):
        match = _FENCE.match(line)
        if match is None:
            continue
        mark, info = match["mark"], match["info"].strip()
        if not opened:
            opened, inside = [(number, mark, info.casefold())], False
        elif mark[0] != opened[0][1][0] or len(mark) < len(opened[0][1]):
            continue
        elif info:
            opened.append((number, mark, info))
            inside = True
        else:
            start, _, outer = opened.pop()
            if not opened and inside and outer in _OF_TEXT:
                found[start] = number
    return {} if opened else found


def holds_a_fence(token: Token) -> Iterator[int]:
    """The lines, from 0 in the block, at which another fence with the same marker begins inside a code block."""
    if token.type == "fence" and not token.meta.get("nested"):
        for number, line in enumerate(token.content.split("\n")):
            match = _FENCE.match(line)
            if match and match["info"].strip() and match["mark"].startswith(token.markup):
                yield number


def _is_inside(state: StateBlock, start: int, last: int) -> bool:
    """Whether all lines of a block belong to the list item or quotation in which it begins."""
    lines = range(start, last + 1)
    return all(state.isEmpty(line) or state.sCount[line] >= state.blkIndent for line in lines)


def _is_closed(state: StateBlock, token: Token) -> bool:
    start, stop = token.map or (0, 0)
    last = state.src[state.bMarks[stop - 1] + state.tShift[stop - 1] : state.eMarks[stop - 1]].strip()
    return stop - start > 1 and last.startswith(token.markup) and not last.strip(token.markup[0])
