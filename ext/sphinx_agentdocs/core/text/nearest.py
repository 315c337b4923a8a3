"""Finding the few texts of a page that a text may be a rewording of, without comparing it with all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from heapq import nsmallest
from itertools import pairwise
from typing import Generic, TypeVar
from zlib import crc32

from rapidfuzz.distance import Indel

from .rewording import Text
from .word_sense import SMALL, sense

_FEW = 12
"""Of so few texts, all are compared."""
_MOST = 12
"""The most texts that are looked at for one text."""
_COMPARED = 4
"""The most texts that are compared with one text word by word."""
_COMMON = 24
"""A key that more texts have than this says nothing about which of them is meant."""
_LONG, _RIVALS = 24, 0.3
"""A long text that has so much less in common with another one than the best is no rival of that."""
_PHRASE, _PHRASES = 4, 16
"""The words of a phrase, and the phrases of a text that are keys: a long text has few words that are rare."""
_KEYS = 48
"""How many keys of a text are looked up, the rarest first."""
Name = TypeVar("Name", bound=Hashable)


class Nearest(Generic[Name]):
    """An index of texts by the words, and the pairs of successive words, that they contain.

    The time of a search does not depend on the number of texts.
    """

    def __init__(self, texts: Mapping[Name, Text]) -> None:
        self._texts = texts
        self._places: dict[str, list[Name]] = defaultdict(list)
        if len(texts) > _FEW:
            for name, text in texts.items():
                for key in set(_keys(text)):
                    self._places[key].append(name)

    def of(self, text: Text) -> list[Name]:
        """The names of the texts that have most in common with *text*, the nearest first."""
        if len(self._texts) <= _FEW:
            return list(self._texts)
        places = [self._places[key] for key in dict.fromkeys(_keys(text)) if key in self._places]
        votes: dict[Name, float] = defaultdict(float)
        for names in sorted((names for names in places if len(names) <= _COMMON), key=len)[:_KEYS]:
            for name in names:
                votes[name] += 1 / len(names)
        alike = {name: _alike(text, self._texts[name]) for name in sorted(votes, key=lambda name: -votes[name])[:_MOST]}
        least = max(alike.values(), default=0) - _RIVALS if len(text.words) > _LONG else 0
        nearest = [name for name in sorted(alike, key=lambda name: -alike[name]) if alike[name] >= least]
        return nearest[:_COMPARED]


def _alike(one: Text, other: Text) -> float:
    """The share of words in common, in order: a quick estimate."""
    return Indel.normalized_similarity(one.words, other.words)


def _keys(text: Text) -> Iterator[str]:
    for word in text.words:
        if word not in SMALL:
            yield sense(word)
    yield from map(" ".join, pairwise(text.words))
    phrases = (" ".join(text.words[start : start + _PHRASE]) for start in range(len(text.words) - _PHRASE + 1))
    yield from nsmallest(_PHRASES, phrases, key=_shuffled)


def _shuffled(phrase: str) -> int:
    """A number by which phrases are in no order that has a meaning, but in the same one everywhere."""
    return crc32(phrase.encode("utf-8", "surrogatepass"))
