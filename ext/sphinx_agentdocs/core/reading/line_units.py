"""Lines that are units of their own, although no blank line sets them off.

In Markdown, the lines of a paragraph are one text, and a line below a list item continues the item.  Authors
of prompts write otherwise: a rule on each line, a label or a rule right below a list.  A line begins a text of its own
where it reads like the beginning of one, the line above is finished, and no line of the paragraph is merely wrapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.rules_block import StateBlock

_WRAPPED = 60
"""Columns: if a line and the first word of the next one fit into this, the author did not wrap it, but ended it."""
_MARKED = re.compile(
    r"(?:[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]|[\u2022\u25aa\u25cf\u25e6\u00b7]\s)"
    r"|(?:\*\*|__)(?=\S)[^*_\n]{1,80}(?:\*\*:|:\*\*|__:|:__)"
    r"|(?:ALWAYS|NEVER|MUST|DO NOT|DON'T|AVOID|ONLY|IMPORTANT|CRITICAL|WARNING|NOTE)\b"
    r"|\[[A-Z][A-Z0-9]*-\d[\w.-]*\]|\[[ xX]\][ \t]|(?:[a-z]|[ivx]{1,5})\)[ \t]|[ivx]{1,5}\.[ \t]"
)
"""The beginning of a line that is one of several of a kind: a sign, a bold label, a word of command, a code, a box to
tick, a letter or a Roman number."""
_FINISHED = re.compile(
    r"[.!?:;\u3002\uff01\uff1f\uff1a\uff1b\u2026][\"'\u201d\u2019)\]*_`\uff09\u300d]*(?:[ \t]*\\)?\Z|(?:[ ]{2}|\\)\Z"
)
_INTRODUCES = re.compile(r"[:\uff1a][*_`]*[ \t]*\\?\Z")
_BEGINS_IN_LOWER_CASE = re.compile(r"[\"'(\[*_`]*[a-z\u00df-\u00f6\u00f8-\u00ff]|[,;:.!?)\]&+=/\\]")
_STEP = re.compile(r"\d{1,9}[.)][ \t]+\S")
_BLOCK = re.compile(r"(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|>|`{3}|~{3}|\||<)")
"""The beginning of a line that is another block, or may be one."""
_MOST_LINES = 200
"""Lines of a paragraph that are looked at; a longer one is a text, not a list of rules."""


def own_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule that only ends paragraphs: whether the line *start* of a paragraph begins a text of its own."""
    if not silent or state.parentType != "paragraph":
        return False
    if state.sCount[start] < state.blkIndent:
        return _is_stray(state, start)
    if _STEP.match(_text(state, start)) and _is_finished(state, start - 1, start):
        return True
    return state.listIndent < 0 and start in _beginnings(state, end)  # an item is one unit, however many lines it has


def _is_stray(state: StateBlock, line: int) -> bool:
    """Whether a line at the margin below a list item does not continue the item."""
    text = _text(state, line)
    if line - state.line > _MOST_LINES or not _begins(text):
        return False
    return _is_finished(state, line - 1, line) and not _is_open(state, state.line, line)


class _Line(NamedTuple):
    """A line of a paragraph after its first one, and how many marks of code and bold text are before it."""

    number: int
    begins: bool
    is_marked: bool
    is_quoted: bool
    ticks: int
    stars: int


class _Paragraph(NamedTuple):
    """The lines of a paragraph after its *first* one, and what they begin; *marks* are those before the first line."""

    first: int
    place: tuple[int, int]
    lines: list[_Line]
    marks: tuple[int, int]
    beginnings: frozenset[int]


def _beginnings(state: StateBlock, end: int) -> frozenset[int]:
    """The lines of the paragraph being read that begin a text of their own."""
    known: _Paragraph | None = state.env.get("paragraph")
    if known is None or known.first != state.line:
        known = state.env["paragraph"] = _paragraph(state, end, known)
    return known.beginnings


def _paragraph(state: StateBlock, end: int, before: _Paragraph | None) -> _Paragraph:
    """The paragraph being read; if it is the rest of the one *before*, its lines are not looked at again."""
    first, place, marks = state.line, (end, state.blkIndent), (0, 0)
    if before and before.place == place and 0 < first - before.first <= len(before.lines):
        line = before.lines[first - before.first - 1]
        lines, marks = before.lines[first - before.first :], (line.ticks, line.stars)
    else:
        lines = list(_described(state, _lines(state, first, end)))
    return _Paragraph(first, place, lines, marks, frozenset(_found(state, first, lines, marks)))


def _described(state: StateBlock, numbers: list[int]) -> Iterator[_Line]:
    ticks = stars = 0
    for number in numbers:
        above, text = state.src[state.bMarks[number - 1] : state.bMarks[number]], _text(state, number)
        ticks, stars = ticks + above.count("`"), stars + above.count("**")
        begins = _begins(text) and _is_finished(state, number - 1, number)
        yield _Line(number, begins, bool(_MARKED.match(text)), _is_quoted(state, number), ticks, stars)


def _found(state: StateBlock, first: int, lines: list[_Line], marks: tuple[int, int]) -> Iterator[int]:
    if len(lines) == 1 and _INTRODUCES.search(_text(state, first)):
        return  # a label and what it names are one text
    all_begin = all(line.begins for line in lines)
    for line in lines:
        is_open = (line.ticks - marks[0]) % 2 or (line.stars - marks[1]) % 2
        if line.begins and (all_begin or line.is_marked) and not line.is_quoted and not is_open:
            yield line.number


def _is_quoted(state: StateBlock, line: int) -> bool:
    """Whether a line is what the label above it names, in quotation marks."""
    return _text(state, line)[:1] in "\"'\u201c\u2018\u00ab" and bool(_INTRODUCES.search(_text(state, line - 1)))


def _lines(state: StateBlock, first: int, end: int) -> list[int]:
    """The lines of a paragraph after its first one; none if there are too many."""
    found = []
    for line in range(first + 1, end):
        if state.isEmpty(line) or _BLOCK.match(_text(state, line)):
            break
        if state.sCount[line] < state.blkIndent:
            break
        found.append(line)
        if len(found) > _MOST_LINES:
            return []
    return found


def _begins(text: str) -> bool:
    """Whether a line reads like the beginning of a sentence or label."""
    return bool(_MARKED.match(text)) or not _BEGINS_IN_LOWER_CASE.match(text)


def _is_finished(state: StateBlock, line: int, following: int) -> bool:
    """Whether the text on *line* ends there: by its punctuation, or since the next word would have fitted."""
    text, words = _text(state, line), _text(state, following).split(maxsplit=1)
    word = words[0] if words else ""  # a line of nothing but a form feed is not blank to the parser
    return bool(_FINISHED.search(text)) or state.tShift[line] + _columns(text) + 1 + _columns(word) <= _WRAPPED


def _columns(text: str) -> int:
    """About how wide a text is: Chinese, Japanese and Korean characters take two columns."""
    return len(text) if text.isascii() else sum(2 if char >= "\u2e80" else 1 for char in text)


def _is_open(state: StateBlock, first: int, line: int) -> bool:
    """Whether code or bold text of a paragraph has begun before *line* and not yet ended."""
    before = state.src[state.bMarks[first] : state.bMarks[line]]
    return before.count("`") % 2 == 1 or before.count("**") % 2 == 1


def _text(state: StateBlock, line: int) -> str:
    """*line* without its indentation; two spaces at its end, which break the line, are kept."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
