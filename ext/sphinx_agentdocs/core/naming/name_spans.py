"""Where names are in a text: runs of letters and digits joined by hyphens and dots.

A name is found as a whole or not at all.  Scripts written without spaces may be directly next to
it.  A letter, a digit or a sign that makes it part of something longer, such as a path or a file
name, may not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache, cached_property

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3000-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
"""Scripts without spaces, and Korean, whose particles follow a name without one."""
_SPACED_SIGN = r"[\w\u0300-\u036f]"
_SIGN = rf"(?:[^\W{_UNSPACED}]|[\u0300-\u036f])"


class NamePattern:
    """A regular expression about names: ``<sign>`` in *template* stands for one character of a name, ``<run>`` for one.

    A run is the longest thing that could be one name: letters and digits, joined by single hyphens and dots.
    ``<unspaced>`` stands for the letters of scripts without spaces, as a range.  Such large sets of letters take long
    to compile, so that only texts with these letters use a pattern that knows them, and nothing is compiled early.
    """

    def __init__(self, template: str) -> None:
        self._template = template.replace("<run>", "<sign>+(?:[.-]<sign>+)*").replace("<unspaced>", _UNSPACED)

    def of(self, text: str) -> re.Pattern[str]:
        """The pattern to use for *text*."""
        return self._any if has_unspaced(text) else self._spaced

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile(self._template.replace("<sign>", _SIGN))

    @cached_property
    def _spaced(self) -> re.Pattern[str]:
        return re.compile(self._template.replace("<sign>", _SPACED_SIGN))


_RUN = NamePattern("<run>")
_HYPHENED = NamePattern("(?<!<sign>)(?<!<sign>[.-])<sign>+(?:\\.<sign>+)*-<sign>+(?:[.-]<sign>+)*")
"""A run that contains a hyphen."""
_ASCII_HYPHENED = re.compile(r"(?<![\w-])(?<!\w\.)\w+(?:\.\w+)*-\w+(?:[.-]\w+)*", re.ASCII)
_KEBAB = NamePattern(r"(?![\d_])(?:(?!_)<sign>)+(?:-(?:(?!_)<sign>)+|(?<=\d)\.(?=\d)(?:(?!_)<sign>)+)*")
_JOINED_BEFORE = frozenset("-/\\#$=<")
_JOINED_AFTER = frozenset("-/\\@=")
_LETTER = NamePattern("<sign>")


def has_unspaced(text: str) -> bool:
    """Whether *text* has letters of a script without spaces."""
    return not text.isascii() and _unspaced_letter().search(text) is not None


@cache
def _unspaced_letter() -> re.Pattern[str]:
    return re.compile(f"[{_UNSPACED}]")


def is_kebab(name: str) -> bool:
    """Whether *name* is lower-case words joined by hyphens, which an ordinary word of a text rarely is."""
    return "-" in name and name == name.lower() and _KEBAB.of(name).fullmatch(name) is not None


def hyphened(text: str) -> Iterator[re.Match[str]]:
    """Each run of *text* that contains a hyphen."""
    return (_ASCII_HYPHENED if text.isascii() else _HYPHENED.of(text)).finditer(text)


def spans(text: str, names: Collection[str]) -> list[tuple[int, int, str]]:
    """Where *names* of one word, or of words joined by hyphens, are in *text*, in order."""
    return [
        (match.start(), match.end(), match[0])
        for match in _RUN.of(text).finditer(text)
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
        return not further or not (_LETTER.of(further).match(further) or further in "./@")
    return before not in _JOINED_BEFORE


def _ends(text: str, end: int) -> bool:
    after, further = text[end : end + 1], text[end + 1 : end + 2]
    if after == ":":
        return not further or not (_LETTER.of(further).match(further) or further in ":/")
    return after not in _JOINED_AFTER
