"""Whether a word or a name is a misspelling of another one, so that advice can say what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

_SHORT = 4
"""A word of fewer characters has no typing errors that can be told from other words."""
_MARKS = re.compile(r"[ ._-]+")


def meant_by(name: str, known: Iterable[str]) -> str:
    """The one of the *known* names that *name* is meant to be, or an empty text.

    Case, and the marks between words, do not count.  In each word, one letter may be left out, added or changed, or
    two swapped.
    """
    asked, joined = _words(name), "".join(_words(name))
    best = (2, "")
    for other in known:
        if abs(len(other) - len(name)) <= _SHORT:
            best = min(best, (_errors(asked, joined, other), other))
    return best[1] if joined and best[0] <= 1 else ""


def _words(name: str) -> list[str]:
    return [word for word in _MARKS.split(name.casefold()) if word]


def _errors(asked: list[str], joined: str, other: str) -> int:
    """The most errors in one word: none, one, or two for a different name."""
    words = _words(other)
    if joined == "".join(words):
        return 0
    if len(asked) == len(words):
        return max(_distance(one, two) for one, two in zip(asked, words, strict=True))
    return _distance(joined, "".join(words))


def _distance(word: str, other: str) -> int:
    if word == other:
        return 0
    return OSA.distance(word, other, score_cutoff=1) if min(len(word), len(other)) >= _SHORT else 2
