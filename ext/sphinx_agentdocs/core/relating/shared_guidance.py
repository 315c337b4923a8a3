"""Guidelines that other agents have too, word for word or nearly.

Each guideline has a fingerprint: the digest of all its words, and the smallest digests of pairs
and triples of its meaningful words.  Only texts with digests in common are compared, and then
only the words decide.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

from rapidfuzz.distance import LCSseq, Levenshtein

from ..text.identifiers import words
from ..text.is_sentence import below_title, is_sentence
from ..text.rewording import each_word
from ..text.terms import UNSPACED, stem
from ..text.word_sense import NEGATIONS, SMALL

MOST = 5
"""How many counterparts of a guideline are listed."""
HANDFUL = 5
"""A text in more agents than this is common and relates no two of them."""
_ENOUGH_WORDS = 6
_LONG = 20
_MARKS, _COLON = "*_ \t\n", (":", "\uff1a")
_NAME = re.compile(r"\b[a-z0-9]+(?:-[a-z0-9]+)+\b")
_QUOTED = re.compile(r"\W{0,4}[\"\u201c'][^\"\u201c\u201d]*[\"\u201d']\W{0,2}\Z")
_ENOUGH = ((20, 0.7), (12, 0.8), (8, 0.85), (0, 1.0))
"""The likeness from which two texts are nearly the same, by the number of meaningful words in the longer one."""
_CHARS = 2_000
_PRINTS = 8
_ODD = 0x9E3779B1
_MASK = 0xFFFFFFFF
_IN_COMMON = 2
"""How many digests two texts must have in common to be compared."""
_REPLACED = 10
"""One in this many meaningful words may be replaced."""
_CLAUSE = 5
"""An addition of this many meaningful words is a clause of its own, so a "never" in it does not negate the rest."""
_BUCKET = 8
_FIRST = 2
"""In a larger bucket, each text is compared with this many of the first ones."""


class Guidance(NamedTuple):
    """A guideline of a page with its fingerprint."""

    page: str
    anchor: str
    title: str
    text: str
    prints: tuple[int, ...]


class Share(NamedTuple):
    """A counterpart in another agent; *same* means word for word, apart from case, marks and punctuation."""

    page: str
    anchor: str
    same: bool


class Shared(NamedTuple):
    """The counterparts of a guideline, the nearest first, at most `MOST` of them, one per agent.

    *total* counts all other agents that have it.  If it is *common*, so many agents have it that it
    relates no two of them, and the first by page are listed.
    """

    others: tuple[Share, ...]
    total: int
    common: bool


def fingerprint(title: str, text: str) -> tuple[int, ...]:
    """A few integers that a text has in common with its copies; none if it is not worth sharing.

    That is a text that is too short, introduces what follows, or is not a sentence.  *text* includes its *title*.
    """
    text = text[:_CHARS]
    if text.rstrip(_MARKS).endswith(_COLON) or _QUOTED.match(text):
        return ()
    below = below_title(text, title)
    if not is_sentence(below):
        return ()
    words = _words(text)
    digests = [digest for digest in map(_word_digest, words) if digest]
    if len(digests) < _ENOUGH_WORDS or not _says_enough(below, words if below is text else _words(below)):
        return ()
    pairs = [(one * _ODD + other) & _MASK for one, other in pairwise(digests)]
    triples = [(pair * _ODD + third) & _MASK for pair, third in zip(pairs, digests[2:], strict=False)]
    return (_digest(" ".join(words)), *sorted({*pairs, *triples})[:_PRINTS])


def _says_enough(text: str, words: Sequence[str]) -> bool:
    """Whether enough words carry meaning: not those of names such as "bell-ringer"; two CJK characters are a word."""
    if len(words) > _LONG:
        return True
    if "-" in text:
        words = _words(_NAME.sub(" ", text))
    meaningful = [word for word in words if word not in SMALL and not word.isdecimal()]
    signs = 0 if text.isascii() else sum(bool(UNSPACED.match(word)) for word in meaningful)
    return len(meaningful) - signs / 2 >= _ENOUGH_WORDS


def said(text: str) -> int:
    """How much a text says: the number of its words that carry meaning."""
    return sum(1 for word in _words(text[:_CHARS]) if word not in SMALL)


def _words(text: str) -> list[str]:
    return words(text) if text.isascii() else each_word(text)


@lru_cache(maxsize=100_000)
def _word_digest(word: str) -> int:
    """The digest of a word without its ending, or 0 for a word without meaning."""
    return 0 if word in SMALL else _digest(stem(word)) or 1


def shared_guidance(guidance: Iterable[Guidance]) -> dict[tuple[str, str], Shared]:
    """The guidelines that other agents have as well, by page and anchor; independent of the order of *guidance*."""
    wordings = _wordings(sorted(entry for entry in guidance if entry.prints))
    near = _near(wordings)
    result: dict[tuple[str, str], Shared] = {}
    for family in _families(wordings, near):
        said = sorted((entry.page, entry.anchor) for at in family for entry in wordings[at].entries)
        pages = list(dict(reversed(said)).items())[::-1]
        for at in family if len(pages) > 1 else ():
            for entry in wordings[at].entries:
                shared = _shared(entry, at, wordings, near, pages)
                if shared.total:
                    result[entry.page, entry.anchor] = shared
    return result


class _Said:
    """A text to compare; its words are found when first needed."""

    def __init__(self, text: str) -> None:
        self.text = text[:_CHARS]

    @cached_property
    def words(self) -> list[str]:
        return _words(self.text)

    @cached_property
    def stems(self) -> list[str]:
        return _stems(self.words)


class _Wording(_Said):
    """A text with all guidelines that say it, apart from case and punctuation."""

    def __init__(self, entries: list[Guidance]) -> None:
        super().__init__(entries[0].text)
        self.entries = entries

    @cached_property
    def below_title(self) -> _Said | None:
        """The text after the title, if there is one."""
        title = self.entries[0].title
        return _Said(self.text.removeprefix(title)) if title and self.text.startswith(title) else None


def _wordings(entries: Iterable[Guidance]) -> list[_Wording]:
    """The different texts; those with the same digest are distinguished by their words."""
    digests: dict[int, list[Guidance]] = {}
    for entry in entries:
        digests.setdefault(entry.prints[0], []).append(entry)
    wordings: list[_Wording] = []
    for said in digests.values():
        found: dict[str, list[Guidance]] = {}
        for entry in said:
            key = " ".join(_words(entry.text[:_CHARS])) if len(said) > 1 else ""
            found.setdefault(key, []).append(entry)
        wordings += map(_Wording, found.values())
    return wordings


def _near(wordings: Sequence[_Wording]) -> dict[int, dict[int, float]]:
    """Which wordings are nearly the same, and how alike they are."""
    first: dict[int, int] = {}
    buckets: dict[int, list[int]] = {}
    for at, wording in enumerate(wordings):
        for part in wording.entries[0].prints[1:]:
            if (other := first.setdefault(part, at)) != at:  # most digests have no second text
                buckets.setdefault(part, [other]).append(at)
    near: dict[int, dict[int, float]] = {}
    pairs = Counter(pair for bucket in buckets.values() for pair in _pairs(bucket))
    for (one, other), in_common in pairs.items():
        if in_common >= _IN_COMMON and (score := _score(wordings[one], wordings[other])):
            near.setdefault(one, {})[other] = near.setdefault(other, {})[one] = score
    return near


def _pairs(bucket: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The texts of a bucket to compare: all with each other, or, if there are many, all with the first ones."""
    if len(bucket) <= _BUCKET:
        yield from combinations(bucket, 2)
    else:
        yield from ((one, other) for one in bucket[:_FIRST] for other in bucket if one < other)


def _families(wordings: Sequence[_Wording], near: dict[int, dict[int, float]]) -> Iterator[list[int]]:
    """Groups of wordings linked by nearly the same ones, except wordings that only one guideline has."""
    seen: set[int] = set()
    for first, wording in enumerate(wordings):
        if first in seen or (first not in near and len(wording.entries) == 1):
            continue
        seen.add(first)
        family = [first]
        for at in family:
            found = [other for other in near.get(at, ()) if other not in seen]
            seen.update(found)
            family += found
        yield family


def _shared(
    entry: Guidance,
    at: int,
    wordings: Sequence[_Wording],
    near: dict[int, dict[int, float]],
    pages: Sequence[tuple[str, str]],
) -> Shared:
    if len(pages) > HANDFUL + 1:
        first = [Share(page, anchor, False) for page, anchor in pages[: MOST + 1] if page != entry.page]
        return Shared(tuple(first[:MOST]), len(pages) - 1, True)
    found: dict[str, tuple[float, str, str]] = {}
    for other, score in {at: 2.0, **near.get(at, {})}.items():
        for one in wordings[other].entries:
            if one.page != entry.page:
                key = (-score, one.page, one.anchor)
                found[one.page] = min(found.get(one.page, key), key)
    others = [Share(page, anchor, score < -1) for score, page, anchor in sorted(found.values())]
    return Shared(tuple(others[:MOST]), len(found), False)


def _score(one: _Wording, other: _Wording) -> float:
    """How similar the wordings of two texts are; a title that only one of them has does not count."""
    score = _likeness(one, other)
    if not score and (one.below_title is None) != (other.below_title is None):
        score = _likeness(one.below_title or one, other.below_title or other)
    return score


def _likeness(one: _Said, other: _Said) -> float:
    """How similar the wordings of two texts are, from 0 (not) to 1."""
    length = max(len(one.stems), len(other.stems), 1)
    score = 2 * LCSseq.similarity(one.stems, other.stems) / (len(one.stems) + len(other.stems))
    if score < next(enough for words, enough in _ENOUGH if length >= words):
        return 0.0
    changes = [op for op in Levenshtein.opcodes(one.words, other.words) if op.tag != "equal"]
    sides = [
        (_heavy(one.words[op.src_start : op.src_end]), _heavy(other.words[op.dest_start : op.dest_end]))
        for op in changes
    ]
    if any(NEGATIONS & {*gone, *come} and max(len(gone), len(come)) < _CLAUSE for gone, come in sides):
        return 0.0
    replaced = sum(bool(gone and come) for gone, come in sides if [*map(stem, gone)] != [*map(stem, come)])
    only_replaced = all(len(gone) == len(come) for gone, come in sides)
    if replaced > length // _REPLACED or (replaced and only_replaced and length < _LONG):
        return 0.0  # the same words about something else
    return score


def _heavy(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in SMALL]


def _stems(words: Iterable[str]) -> list[str]:
    """The meaningful words, without their endings."""
    return [stem(word) for word in words if word not in SMALL]


def _digest(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))
