"""Agents of similar purpose, by the words of their names, of when to use them, of examples and headings.

The fewer agents have a word, the more it counts (TF-IDF).  The words that two agents have in common are
the evidence.
"""

from __future__ import annotations

import hashlib
import heapq
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..model import Definition
from ..text.terms import UNSPACED, stem, terms_in
from ..text.word_sense import SMALL

MOST = 3
"""How many similar agents are shown for one."""
ENOUGH = 0.25
"""The likeness from which two agents count as similar; `_ENOUGH_OF_FEW` in a small team."""
_ENOUGH_OF_FEW = 0.14
_FEW = 8
_MANY = 40
_WORDS = 3
"""The minimum number of words that two similar agents have in common."""
_TERMS = 150
_CHARS = 20_000
_SHOWN = 5
_TITLE, _WHEN, _SAID, _HEADING = 6, 4, 1, 1
_SEEDS = 40
"""How many of the strongest words of an agent are looked up in others."""
_POSTINGS = 48
"""A word that more agents have is not looked up."""
_COMPARED = 24
"""How many others an agent is compared with in full."""
_DIGITS = 6
_IDLE = SMALL | frozenset(
    "about across add added advanced after agent agents always approach areas assistant based before behavioral"
    " behind best better build building builds but call can capabilities carry cd challenges change changed changes"
    " claude communication complete comprehensive conduct conducts context core create creates creating critical"
    " day deep deliverables different down during elite ensure ensures ensuring every example examples"
    " excellence excels execution existing expert expertise explore file files find finds finished first focus"
    " format full get going good got grounded had handle handles has have help helps here high honesty how i id"
    " identity ill im implement implementing implements includes including inputs interactions invoke invoked"
    " just key know knowledge knows last leading learning let lets like look looks made make makes master"
    " masters md me memory metrics mission modern more most multiple my need needed needs never new next no not"
    " now one only other others out output over overview perform performing performs phase please powered"
    " practices pro proactively process provide provides providing questioning read reads ready real require"
    " required requires requiring response right rules run running same scope see send show shows solutions some"
    " specialising specialist specialized specializes specializing specific status step steps still style"
    " success take takes task tasks there traits two up us use user users various want wants was well were what"
    " when whether while why within without work working works write writes".split()
)
"""Words that express no purpose, or that definitions use whatever their purpose."""


class Near(NamedTuple):
    """An agent of similar purpose, the likeness, and the words in common, the strongest first."""

    page: str
    score: float
    terms: tuple[str, ...]


class Compared(NamedTuple):
    """The similar agents of each page that has any, and a digest of the words by which they were found."""

    words: str
    near: Mapping[str, Sequence[Near]]


def terms_of(definition: Definition) -> tuple[tuple[str, int], ...]:
    """The strongest words for the purpose of a definition with their weighted counts, in alphabetical order."""
    counts: Counter[str] = Counter()
    said = [
        f"{example.context} {' '.join(turn.text for turn in example.turns if turn.speaker != 'assistant')}"
        for example in definition.examples
    ]
    for weight, text in (
        (_TITLE, re.sub(r"[-_.]+", " ", definition.name)),
        (_WHEN, definition.description.when_to_use),
        (_SAID, _without(definition.name, " ".join(said)[:_CHARS])),
        (_HEADING, " ".join(section.title for section in definition.body.sections)),
    ):
        for term in terms_in(text[:_CHARS]):
            if term not in _IDLE and not term.isdecimal() and (len(term) > 1 or UNSPACED.match(term)):
                counts[term] += weight
    return tuple(sorted(heapq.nsmallest(_TERMS, counts.items(), key=lambda item: (-item[1], item[0]))))


def _without(name: str, text: str) -> str:
    """*text* without the *name*, however its words are joined."""
    parts = [part for part in re.split(r"[\s_-]+", name.lower()) if part]
    lower = text.lower()
    if not parts or not all(part in lower for part in parts):
        return text
    written = "[ _-]?".join(map(re.escape, parts))
    return re.sub(rf"(?<![a-z0-9]){written}(?![a-z0-9])", " ", text, flags=re.IGNORECASE)


def compared(terms: Mapping[str, Sequence[tuple[str, int]]], last: Compared | None = None) -> Compared:
    """The similar agents of each page, which are those of the *last* comparison if no word is another one since.

    Most edits change a rule, and no word by which agents are compared.
    """
    words = hashlib.sha256(repr(sorted(terms.items())).encode("utf-8", "surrogatepass")).hexdigest()
    return last if last and last.words == words else Compared(words, similar(terms))


def similar(terms: Mapping[str, Sequence[tuple[str, int]]]) -> dict[str, tuple[Near, ...]]:
    """The similar agents of each page that has any; independent of the order of *terms*."""
    vectors = _vectors(terms)
    enough = _enough(len(vectors))
    scores: dict[tuple[str, str], float] = {}
    for page, others in _candidates(vectors).items():
        for other in others:
            pair = (page, other) if page < other else (other, page)
            if pair not in scores:
                scores[pair] = _product(vectors[page], vectors[other])
    found: dict[str, list[tuple[float, str]]] = {}
    for (one, other), score in scores.items():
        if score >= enough:
            found.setdefault(one, []).append((-score, other))
            found.setdefault(other, []).append((-score, one))
    return {
        page: tuple(
            Near(other, -score, _evidence(vectors[page], vectors[other], terms[page], terms[other]))
            for score, other in heapq.nsmallest(MOST, found[page])
        )
        for page in sorted(found)
    }


def _vectors(terms: Mapping[str, Sequence[tuple[str, int]]]) -> dict[str, dict[str, float]]:
    """For each page the weight of each stem, as a vector of length 1."""
    counted: dict[str, dict[str, int]] = {}
    having: Counter[str] = Counter()
    for page in sorted(terms):
        counts: dict[str, int] = {}
        for word, count in terms[page]:
            key = stem(word)
            counts[key] = counts.get(key, 0) + count
        counted[page] = counts
        having.update(counts.keys())
    rare = {key: _rarity(number, len(terms)) for key, number in having.items()}
    vectors = {}
    for page, counts in counted.items():
        vector = {key: (1 + math.log(count)) * rare[key] for key, count in sorted(counts.items())}
        length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        vectors[page] = {key: value / length for key, value in vector.items()}
    return vectors


def _enough(all_pages: int) -> float:
    """The likeness that is enough: lower in a small team, where most words of an agent are about the project."""
    many = min(1.0, max(0.0, (all_pages - _FEW) / (_MANY - _FEW)))
    return _ENOUGH_OF_FEW + (ENOUGH - _ENOUGH_OF_FEW) * many


def _rarity(having: int, all_pages: int) -> float:
    """The weight of a word that *having* pages have; in a small team, a word that all have is its subject."""
    return math.log((max(all_pages, _MANY) + 1) / (having + 0.5)) * (1 - (having - 1) / all_pages)


def _candidates(vectors: Mapping[str, Mapping[str, float]]) -> dict[str, list[str]]:
    """For each page, the others that share most of its strongest words, leaving out words that many pages have."""
    seeds = {
        page: heapq.nsmallest(_SEEDS, vector.items(), key=lambda item: (-item[1], item[0]))
        for page, vector in vectors.items()
    }
    postings: dict[str, list[tuple[str, float]]] = {}
    for page, strongest in seeds.items():
        for key, value in strongest:
            postings.setdefault(key, []).append((page, value))
    result = {}
    for page, strongest in seeds.items():
        gained: dict[str, float] = {}
        for key, value in strongest:
            if len(postings[key]) <= _POSTINGS:
                for other, weight in postings[key]:
                    gained[other] = gained.get(other, 0.0) + value * weight
        gained.pop(page, None)
        best = heapq.nsmallest(_COMPARED, gained.items(), key=lambda item: (-item[1], item[0]))
        result[page] = [other for other, _ in best]
    return result


def _product(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    common = one.keys() & other.keys()
    return round(math.fsum(one[key] * other[key] for key in common), _DIGITS) if len(common) >= _WORDS else 0.0


def _evidence(
    one: Mapping[str, float],
    other: Mapping[str, float],
    said: Sequence[tuple[str, int]],
    too: Sequence[tuple[str, int]],
) -> tuple[str, ...]:
    """The words that two agents have in common, in the form they use most often."""
    common = heapq.nsmallest(
        _SHOWN, (key for key in one if key in other), key=lambda key: (-one[key] * other[key], key)
    )
    counts: Counter[str] = Counter()
    for word, count in (*said, *too):
        counts[word] += count
    best: dict[str, tuple[int, str]] = {}
    for word, count in counts.items():
        key = stem(word)
        best[key] = min(best.get(key, (-count, word)), (-count, word))
    return tuple(best[key][1] for key in common)
