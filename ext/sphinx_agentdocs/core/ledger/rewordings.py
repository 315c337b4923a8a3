"""Deciding which entries of a page are which of its new units, reworded.

Two texts belong together if the words prove it, or if they are moderately alike and in the same
list, and if both clearly prefer each other to every other text of the page.  Whoever is sure
goes first, so that the rest have fewer to choose from.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rapidfuzz import fuzz
from rapidfuzz.process import extract

from ..text.identifiers import words
from ..text.nearest import Nearest
from ..text.rewording import Comparison, Text, Weights, compare, is_reworded, is_reworded_in_place, prepared
from ..units import Unit
from .entries import Entry

_CLEARLY = 0.06
"""By how much a pair must exceed every other pair of either text."""
_SAME_PLACE = 0.07
"""By how much being in the same list makes a pair exceed others: enough to decide between equals."""
_PLAUSIBLE = 0.5
"""The closeness from which a text may be another one reworded, however little that proves."""
_LIKELY = 0.6
"""The value of a pair that is worth showing to a reader."""
_HEAD = 300
_NEAREST = 3
_MOST_PAIRS = 50_000
_MOST_CHARS = 4_000_000
"""Characters of the texts that are compared word by word."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may be another one reworded; *place* is the same for texts of the same list."""

    text: Text
    place: Hashable


@dataclass(frozen=True, slots=True)
class _Pair:
    code: str
    index: int
    value: float
    is_sure: bool


@dataclass(slots=True)
class Rewordings:
    """The outcome for a page: units by code, those that are certain and those between which an entry is in doubt."""

    certain: dict[str, int] = field(default_factory=dict)
    doubtful: dict[str, list[int]] = field(default_factory=dict)


def rewordings(old: Mapping[str, Candidate], new: Mapping[int, Candidate], weights: Weights) -> Rewordings:
    """Which texts of *old* are which of *new*."""
    found = Rewordings()
    pairs = sorted(_pairs(old, new, weights), key=lambda pair: (-pair.value, pair.code, pair.index))
    left: Sequence[_Pair] = pairs
    while certain := {pair.code: pair.index for pair in _clear(left)}:
        found.certain |= certain
        taken = set(certain.values())
        left = [pair for pair in left if pair.code not in certain and pair.index not in taken]
    best: dict[str, float] = {}
    for pair in pairs:
        is_open = pair.is_sure and pair.code not in found.certain
        if is_open and pair.value > best.setdefault(pair.code, pair.value) - _CLEARLY:
            insort(found.doubtful.setdefault(pair.code, []), pair.index)
    return found


def likely(old: Mapping[str, str], new: Mapping[int, str]) -> dict[str, int]:
    """The text of *new* that each text of *old* is most like, if it is plausible that it has become that one.

    Every build asks this about everything that was ever withdrawn.  So letters are compared first,
    and of very many texts only some.
    """
    found: dict[str, int] = {}
    room = _MOST_CHARS
    heads = {index: text[:_HEAD] for index, text in new.items()}
    for code, text in islice(old.items(), _MOST_PAIRS // max(1, len(new))):
        if room <= 0:
            break
        nearest = extract(text[:_HEAD], heads, scorer=fuzz.ratio, score_cutoff=100 * _LIKELY, limit=_NEAREST)
        room -= sum(len(text) + len(new[index]) for _, _, index in nearest)
        values = {index: _plausibility(text, new[index]) for _, _, index in nearest}
        best = max(values, key=lambda index: values[index], default=None)
        if best is not None and values[best] >= _LIKELY:
            found[code] = best
    return found


def _plausibility(one: str, other: str) -> float:
    found = compare(prepared("", one), prepared("", other))
    return _nearness(found) if _is_plausible(found) else 0


def _pairs(old: Mapping[str, Candidate], new: Mapping[int, Candidate], weights: Weights) -> Iterator[_Pair]:
    """The pairs of texts that are at all plausible."""
    nearest = Nearest({index: one.text for index, one in new.items()})
    for code, one in old.items():
        for index in nearest.of(one.text):
            other = new[index]
            found = compare(one.text, other.text, weights)
            if _is_plausible(found):
                in_place = one.place == other.place
                is_sure = is_reworded(found) or (in_place and is_reworded_in_place(found))
                yield _Pair(code, index, _nearness(found) + _SAME_PLACE * in_place, is_sure)


def _is_plausible(found: Comparison) -> bool:
    """Whether one text may be the other reworded."""
    return not found.contradicts and (found.closeness >= _PLAUSIBLE or is_reworded(found))


def _nearness(found: Comparison) -> float:
    """A number by which the candidates for a text are compared."""
    return (found.closeness + found.letters) / 2


def _clear(pairs: Sequence[_Pair]) -> Iterator[_Pair]:
    """The sure pairs that exceed all others of either text clearly; *pairs* begin with the highest."""
    rows: dict[str, list[_Pair]] = defaultdict(list)
    columns: dict[int, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        rows[pair.code].append(pair)
        columns[pair.index].append(pair)
    for pair in pairs:
        rivals = [other for line in (rows[pair.code], columns[pair.index]) for other in line[:2] if other is not pair]
        if pair.is_sure and all(pair.value >= rival.value + _CLEARLY for rival in rivals):
            yield pair


_REPEATING = ("row", "rule")


class PageTexts:
    """The texts of a page before and after a change, by which each is prepared for comparison.

    Tables and rules repeat the words of others, so they do not count for how common a word is.
    """

    def __init__(self, before: Iterable[Entry], after: Iterable[Unit]) -> None:
        sides = [[(one.title, one.text) for one in side if one.kind not in _REPEATING] for side in (before, after)]
        self.weights = Weights(_most(Counter(words(" ".join(text for _, text in side))) for side in sides))
        self._titles = _most(Counter(title for title, _ in side) for side in sides)

    def prepared(self, one: Entry | Unit) -> Text:
        """A text with its title, unless others have that title too."""
        return prepared(one.title if self._titles.get(one.title, 0) < 2 else "", one.text)


def _most(counts: Iterable[Counter[str]]) -> Counter[str]:
    """The higher count of each word."""
    result: Counter[str] = Counter()
    for count in counts:
        result |= count
    return result
