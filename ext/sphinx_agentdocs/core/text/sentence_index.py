"""Finding a text among the blocks of a page, whether it is laid out as a list, a table, a paragraph or a heading.

A text is found if its sentences are on the page in the same order.  A short one has to be a whole
block, because few words occur anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .identifiers import words
from .polarity import polarity
from .signs import with_signs_as_words
from .word_sense import NEGATIONS, SMALL

_END = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)]?\s+|(?<=[\u3002\uff01\uff1f])\s*|\s*<br ?/?>\s*")
_PAUSE = re.compile(r"(?<=[:;])[\"'\u201d\u2019)]?\s+|\s+[\u2013\u2014-]\s+")
_AND = ", and "
_MARKS = " .!?:;\u3002\uff01\uff1f\"'\u201c\u201d\u2018\u2019"
_FORBIDDEN = "\u274c"
"""The mark of what another part of its sentence may forbid: it is found only together with that."""
_OTHERS = re.compile(r"\bfollowing\b|\b(?:below|these|this|that)\W*\Z")
"""Words by which a sentence is about those around it."""
_FEW = 2
"""A part of a sentence with fewer words that carry meaning says nothing of its own."""
_SHORT = 15
"""Characters of a text that is found only as a whole block."""
_MOST_PLACES = 50
"""Places of one sentence that are tried: a page may repeat it without end."""


class SentenceIndex:
    """The sentences of a page, block by block."""

    def __init__(self, blocks: Iterable[str]) -> None:
        self._sentences: list[str] = []
        self._blocks: list[int] = []
        self._places: dict[str, list[int]] = {}
        for number, block in enumerate(blocks):
            for sentence in _sentences(block):
                places = self._places.setdefault(sentence, [])
                if len(places) < _MOST_PLACES:
                    places.append(len(self._sentences))
                self._sentences.append(sentence)
                self._blocks.append(number)

    def find(self, text: str) -> int | None:
        """The number of the block in which *text* begins, from 0, or ``None`` if it is not on the page."""
        wanted = _sentences(text)
        is_short = sum(map(len, wanted)) < _SHORT
        for at in self._places.get(wanted[0], ()) if wanted else ():
            end = at + len(wanted)
            if self._sentences[at:end] == wanted and not (is_short and self._goes_on(at, end)):
                return self._blocks[at]
        return None

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether the block has more sentences before *start* or after *end*."""
        before, after = self._blocks[max(start - 1, 0) : start], self._blocks[end : end + 1]
        return before == [self._blocks[start]] or after == [self._blocks[end - 1]]


def _sentences(text: str) -> list[str]:
    """The sentences of *text*, and clauses after "and", without capitals, spacing and the marks that end them."""
    sentences = _END.split(" ".join(text.casefold().split()))
    announcing = [number for number, sentence in enumerate(sentences) if _announces(sentence)]
    parts: list[str] = []
    for number, sentence in enumerate(sentences):
        is_forbidden = announcing not in ([], [number]) and not _begins_negated(sentence)
        parts += [f"{_FORBIDDEN}{sentence}"] if is_forbidden else _parts(sentence)
    return [part for part in (part.strip(_MARKS) for part in parts) if part]


def _parts(sentence: str) -> list[str]:
    """The parts of a sentence between colons, semicolons and dashes; one that another one may forbid is marked.

    In "Never do this: push; skip tests" and "Push: never", nobody is told to push.  What begins with a negation itself
    needs no mark, and the cells of a row have nothing to do with each other: "Do: push; Do not: skip tests".
    """
    cells = sentence.split("; ")
    if len(cells) > 1 and all(": " in cell for cell in cells):
        return [part for cell in cells for part in _parts(cell)]
    parts = _PAUSE.split(sentence)
    forbidding = [number for number, part in enumerate(parts) if len(parts) > 1 and _forbids_others(part)]
    found = []
    for number, part in enumerate(parts):
        is_forbidden = forbidding not in ([], [number]) and not _begins_negated(part)
        found += [f"{_FORBIDDEN}{part}"] if is_forbidden else _clauses(part)
    return found


def _forbids_others(part: str) -> bool:
    """Whether a part of a sentence is about what the others say: it introduces them, or says little of its own."""
    own = [word for word in _words(part) if word not in SMALL and word not in NEGATIONS]
    return polarity("", [part])[0] == "dont" and (part.endswith((":", "\uff1a")) or len(own) < _FEW)


def _announces(sentence: str) -> bool:
    """Whether a sentence forbids what the sentences around it say."""
    return bool(_OTHERS.search(sentence)) and polarity("", [sentence])[0] == "dont"


def _begins_negated(part: str) -> bool:
    return bool(NEGATIONS.intersection(_words(part)[:2]))


def _words(text: str) -> list[str]:
    return words(with_signs_as_words(text), "_'")


def _clauses(part: str) -> list[str]:
    """What stands between ", and", unless the first is negated: that may hold for the others too."""
    clauses = part.split(_AND)
    return [part] if NEGATIONS.intersection(_words(clauses[0])) else clauses
