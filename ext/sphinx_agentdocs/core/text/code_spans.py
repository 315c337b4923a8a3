"""Code in a line of Markdown: the text between two equal runs of backticks."""

from __future__ import annotations

import re

_BACKTICKS = re.compile("`+")
_NO_NEWLINE = re.compile(r"[^\n]")


def code_spans(text: str) -> list[tuple[int, int]]:
    """The start and end of each code span, backticks included."""
    runs = list(_BACKTICKS.finditer(text))
    closing: dict[int, int] = {}
    following: dict[int, int] = {}
    for index, run in reversed(list(enumerate(runs))):
        length = len(run[0])
        if length in following:
            closing[index] = following[length]
        following[length] = index
    found, after = [], 0
    for index, run in enumerate(runs):
        if index >= after and index in closing:
            found.append((run.start(), runs[closing[index]].end()))
            after = closing[index] + 1
    return found


def without(text: str, spans: list[tuple[int, int]], blank: str = " ") -> str:
    """*text* with *blank* in place of each character of *spans*; its lines stay."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], _NO_NEWLINE.sub(blank, text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])
