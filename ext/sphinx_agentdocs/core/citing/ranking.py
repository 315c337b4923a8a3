"""Rank guidelines by how well they match a query.

Words in the title count most, then words in the text, the sections and the agent.  A rare word
counts more than a common one.  Each word of the query is looked up in the vocabulary of all
guidelines, so a typing error costs one search, not one per guideline.  Scripts without spaces
are split into pairs of characters.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from ..text.identifiers import words
from ..text.terms import UNSPACED, stem, terms_in
from .citation import Citation

_TITLE, _TEXT, _SECTION, _AGENT = 4.0, 2.0, 1.5, 1.0
_SAME_STEM, _TYPING_ERROR = 0.8, 0.6
_LONGER, _SHORTEST_BEGINNING = 0.9, 3
_PHRASE, _IS_TITLE = 1.5, 2.0
_ENOUGH = 0.3
"""The share of the query, weighted by the rarity of its words, that a guideline must match."""
_MOST_TERMS = 64
_FEW_LETTERS, _MANY_LETTERS = 4, 8
_DIGITS = 10_000_000


def best(query: str, citations: Sequence[Citation], most: int) -> list[Citation]:
    """At most *most* of *citations* that match *query*, best first, independent of their order."""
    asked = list(dict.fromkeys(terms_in(query)))[:_MOST_TERMS]
    if not asked:
        return []
    scores = _scores(asked, " ".join(words(query, "")), citations)
    order = (
        (-score, len(one.text), one.agent, one.text, one.link, at) for at, score in scores for one in [citations[at]]
    )
    return [citations[key[-1]] for key in heapq.nsmallest(most, order)]


def _scores(asked: Sequence[str], phrase: str, citations: Sequence[Citation]) -> Iterator[tuple[int, float]]:
    """The index and the score of each citation that matches enough of the query."""
    index = _Index(citations)
    gained: dict[int, float] = {}
    covered: dict[int, float] = {}
    whole = 0.0
    for term in asked:
        found = index.find(term)
        if not found:
            continue  # a word that no guideline has must not hide what the other words find
        rarity = math.log1p(len(citations) / len(found))
        whole += rarity
        for at, value in found.items():
            gained[at] = gained.get(at, 0.0) + rarity * value
            covered[at] = covered.get(at, 0.0) + rarity
    for at, gain in gained.items():
        share = covered[at] / whole
        if share >= _ENOUGH:
            bonus = _bonus(phrase, citations[at]) if share > 1 - 1 / _DIGITS else 1.0
            yield at, round(gain * share * bonus * _DIGITS)


def _bonus(phrase: str, citation: Citation) -> float:
    """The bonus for containing the words of the query as a phrase."""
    if " ".join(words(citation.title, "")) == phrase:
        return _IS_TITLE
    edge = "" if UNSPACED.match(phrase) else " "
    together = " " in phrase or not edge
    return _PHRASE if together and edge + phrase in edge + " ".join(words(citation.text, "")) else 1.0


class _Index:
    """The citations that contain each word, by field."""

    def __init__(self, citations: Sequence[Citation]) -> None:
        self.fields: dict[float, dict[str, list[int]]] = {weight: {} for weight in (_TITLE, _TEXT, _SECTION, _AGENT)}
        known: dict[str, frozenset[str]] = {}
        for at, one in enumerate(citations):
            self._add(_TEXT, at, frozenset(terms_in(one.text)))
            for weight, text in ((_TITLE, one.title), (_SECTION, " ".join(one.section)), (_AGENT, one.agent)):
                if text not in known:
                    known[text] = frozenset(terms_in(text))
                self._add(weight, at, known[text])
        self.vocabulary = sorted(set().union(*self.fields.values()))
        self.stems: dict[str, list[str]] = {}
        for word in self.vocabulary:
            self.stems.setdefault(stem(word), []).append(word)

    def _add(self, weight: float, at: int, terms: frozenset[str]) -> None:
        places = self.fields[weight]
        for term in terms:
            if term in places:
                places[term].append(at)
            else:
                places[term] = [at]

    def find(self, term: str) -> dict[int, float]:
        """The weight of *term*, or of a word that it may stand for, in each citation that has it."""
        found: dict[int, float] = {}
        for word, likeness in self._meant(term).items():
            here: dict[int, float] = {}
            for weight, places in self.fields.items():
                for at in places.get(word, ()):
                    here[at] = here.get(at, 0.0) + weight
            for at, weight in here.items():
                found[at] = max(found.get(at, 0.0), weight * likeness)
        return found

    def _meant(self, term: str) -> dict[str, float]:
        """The words that *term* may stand for; a word that exists is not treated as a typing error."""
        meant = dict.fromkeys(self.stems.get(stem(term), ()), _SAME_STEM)
        if UNSPACED.match(term):
            if len(term) == 1:
                meant |= {word: _LONGER for word in self.vocabulary if term in word}
        elif len(term) >= _SHORTEST_BEGINNING:
            longer = (word for word in self.vocabulary if word.startswith(term) and word not in meant)
            meant |= {word: _LONGER * len(term) / len(word) for word in longer}
        if term in self.fields[_TEXT] or term in meant:
            meant[term] = 1.0
        return meant or self._mistyped(term)

    def _mistyped(self, term: str) -> dict[str, float]:
        """The words that differ from *term* by one letter, or by two if it is long."""
        if len(term) < _FEW_LETTERS or term.isdecimal() or UNSPACED.match(term):
            return {}
        errors = 1 if len(term) < _MANY_LETTERS else 2
        close = [word for word in self.vocabulary if abs(len(word) - len(term)) <= errors]
        found = process.extract(term, close, scorer=OSA.distance, score_cutoff=errors, limit=None)
        return {word: _TYPING_ERROR / distance for word, distance, _ in found}
