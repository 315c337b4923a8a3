"""The words that two agents have in common, as a reader knows them.

In a script without spaces, the terms of a comparison are pairs of characters.  Here they become
the phrases that contain them in both texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..text.terms import UNSPACED

_SHOWN = 5
_CHARS = 2_000
_RUNS = 400
_LEAST = 2
_KANA = re.compile("[\u3040-\u309f\u30fc\u3001-\u303f]+")
"""Hiragana and punctuation, with which a word of Japanese hardly ever begins or ends."""


def common_phrases(terms: Sequence[str], one: str, other: str) -> list[str]:
    """*terms* with whole phrases of both texts in place of pairs of characters, the longest first."""
    pairs = [term for term in terms if UNSPACED.fullmatch(term)]
    if not pairs:
        return list(terms)
    plain = [term for term in terms if term not in pairs]
    found = {phrase for phrase in _shared(one, other) if any(pair in phrase for pair in pairs)}
    longest = sorted(found, key=lambda phrase: (-len(phrase), one.find(phrase)))
    kept: list[str] = []
    for phrase in longest:
        if not any(phrase in before for before in kept):
            kept.append(phrase)
    return (plain + kept)[:_SHOWN]


def _shared(one: str, other: str) -> Iterator[str]:
    """The longest runs of characters of *one*, in a script without spaces, that *other* has too."""
    other = other[:_CHARS]
    for run in UNSPACED.findall(one[:_CHARS])[:_RUNS]:
        at = end = 0
        while at < len(run):
            end = max(end, at + 1)
            while end <= len(run) and run[at:end] in other:
                end += 1
            phrase = _trimmed(run[at : end - 1])
            if len(phrase) >= _LEAST:
                yield phrase
            at = max(at + 1, end - 1)


def _trimmed(phrase: str) -> str:
    """*phrase* without hiragana at its ends."""
    first, last = _KANA.match(phrase), re.search(rf"{_KANA.pattern}\Z", phrase)
    return phrase[first.end() if first else 0 : last.start() if last else len(phrase)]
