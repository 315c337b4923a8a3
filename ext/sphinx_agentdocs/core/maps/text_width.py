"""How wide words are in a drawing, and how they are made to fit.

The reader's browser chooses the font, so a width is an estimate.  It errs on the large side,
because a gap does no harm and an overlap does.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

ELLIPSIS = "\u2026"
_NARROW = frozenset("iljtfrI.,:;'|!()[]/\\ \u00b7\u2026")
_WIDE = frozenset("mwMW@%\u2014")
_MOST = 400
"""More characters than any label shows; the rest is ignored."""


def width(words: str, size: float) -> float:
    """About how many pixels *words* take at a font size of *size* pixels."""
    return sum(map(_ems, words)) * size


@lru_cache(maxsize=4_096)
def _ems(char: str) -> float:
    if char in _NARROW:
        return 0.4
    if char in _WIDE:
        return 1.0
    if char.isascii():
        return 0.72 if char.isupper() else 0.62
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.category(char) in ("So", "Co", "Cn"):
        return 1.3
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    return 1.0 if unicodedata.category(char) in ("Lo", "Mc") else 0.75


def shortened(words: str, room: float, size: float) -> str:
    """*words* as one line of at most *room* pixels, with an ellipsis if it is cut."""
    line = " ".join(words[:_MOST].split())
    if len(words) <= _MOST and width(line, size) <= room:
        return line
    room -= width(ELLIPSIS, size)
    return _whole(line[: _fitting(line, room, size)], line) + ELLIPSIS


def _fitting(line: str, room: float, size: float) -> int:
    """How many characters of *line* fit."""
    used = 0.0
    for position, char in enumerate(line):
        used += _ems(char) * size
        if used > room:
            return position
    return len(line)


def _whole(begin: str, line: str) -> str:
    """*begin*, the beginning of *line*, without a part of a sign that consists of several characters."""
    while begin and len(begin) < len(line) and (_joins(line[len(begin)]) or begin[-1] == "\u200d"):
        begin = begin[:-1]
    return begin.rstrip(" -")


def _joins(char: str) -> bool:
    """Whether a character belongs to the one before it."""
    modifier = "\U0001f3fb" <= char <= "\U0001f3ff"
    return modifier or char == "\u200d" or unicodedata.category(char) in ("Mn", "Me", "Mc")
