"""Where names are in a text: runs of letters and digits joined by hyphens and dots.

A name is found as a whole or not at all.  Scripts written without spaces may be directly next to
it.  A letter, a digit or a sign that makes it part of something longer, such as a path or a file
name, may not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3000-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
"""Scripts without spaces, and Korean, whose particles follow a name without one."""
_SIGN = rf"(?:[^\W{UNSPACED}]|[\u0300-\u036f])"
RUN = re.compile(rf"{_SIGN}+(?:[.-]{_SIGN}+)*")
"""The longest thing that could be one name: letters and digits, joined by single hyphens and dots."""
BEFORE_RUN = rf"(?<!{_SIGN})(?<!{_SIGN}[.-])"
"""The start of a pattern for a run, so that it does not match inside a longer one."""
HYPHENED = re.compile(rf"{BEFORE_RUN}{_SIGN}+(?:\.{_SIGN}+)*-{_SIGN}+(?:[.-]{_SIGN}+)*")
"""A run that contains a hyphen."""
_ASCII_HYPHENED = re.compile(r"(?<![\w-])(?<!\w\.)\w+(?:\.\w+)*-\w+(?:[.-]\w+)*", re.ASCII)
_WORD_SIGN = rf"(?:(?!_){_SIGN})"
_KEBAB = re.compile(rf"(?![\d_]){_WORD_SIGN}+(?:-{_WORD_SIGN}+|(?<=\d)\.(?=\d){_WORD_SIGN}+)*")
_JOINED_BEFORE = frozenset("-/\\#$=<")
_JOINED_AFTER = frozenset("-/\\@=")
_LETTER = re.compile(_SIGN)


def is_kebab(name: str) -> bool:
    """Whether *name* is lower-case words joined by hyphens, which an ordinary word of a text rarely is."""
    return "-" in name and name == name.lower() and _KEBAB.fullmatch(name) is not None


def hyphened(text: str) -> Iterator[re.Match[str]]:
    """Each run of *text* that contains a hyphen."""
    return (_ASCII_HYPHENED if text.isascii() else HYPHENED).finditer(text)


def spans(text: str, names: Collection[str]) -> list[tuple[int, int, str]]:
    """Where *names* of one word, or of words joined by hyphens, are in *text*, in order."""
    return [
        (match.start(), match.end(), match[0])
        for match in RUN.finditer(text)
        if match[0] in names and stands_alone(text, match.start(), match.end())
    ]


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a run of *text* is not part of something longer: a path, an option, an address, a file."""
    return _begins(text, start) and _ends(text, end)


def _begins(text: str, start: int) -> bool:
    before, further = text[start - 1 : start], text[max(0, start - 2) : start - 1]
    if before in (".", ":"):
        return further == before or not further.isascii()
    if before == "@":
        return not further or not (_LETTER.match(further) or further in "./@")
    return before not in _JOINED_BEFORE


def _ends(text: str, end: int) -> bool:
    after, further = text[end : end + 1], text[end + 1 : end + 2]
    if after == ":":
        return not further or not (_LETTER.match(further) or further in ":/")
    return after not in _JOINED_AFTER
