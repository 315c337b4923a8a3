"""Entries whose words are still on their page, but are divided into units differently.

An author puts a blank line between two rules, joins them, or makes a heading of a sentence; a version of this
program tells units apart that were one before.  No word has changed, so the link leads to the unit that holds the
words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from heapq import nlargest
from itertools import islice

from ..text.identifiers import words
from ..text.rewording import Text, is_reversed, sentences
from ..text.sentence_index import SentenceIndex
from ..text.signs import with_signs_as_words
from ..text.word_sense import SMALL, sense
from ..units import Unit, sort_of
from .entries import Entry

_TAG = re.compile(r"</?[A-Za-z][\w.-]*(?:\s[^<>]*)?>")
_MARKS = re.compile(
    r"\A[ \t]*(?:(?:[-*+>]|\d{1,9}[.)]|#{1,6}|<!--)[ \t]+)*(?:\[[ xX]\][ \t]+)?|(?<![ \t])[ \t]*-->[ \t]*\Z|\*\*|`"
)
_SORTS = ("guideline", "section")
_CACHED = 500
"""Characters of a text whose words are remembered; longer ones are rarely asked for twice."""
_MOST_WORDS = 0.6
"""The share of the words of a text that a reworded one still has."""
_MOST_COMPARED = 10
"""The sentences nearest to a text that are compared with it."""
_MOST_CHARS = 1_000_000
"""Characters of a unit in which others are sought."""
_MOST_HEADINGS = 5
"""Headings that are passed over between the parts of a text."""
_MOST_BEGINNINGS = 5
"""Units with the beginning of a text whose end is sought; they all begin each other."""
_MOST_STEPS = 500_000
"""Units that are looked at for all entries of a page: many times what the longest prompt needs."""
_MOST_PLACES = 50
"""Units with the same first word that are tried: a page may repeat it without end."""


def spoken(text: str) -> str:
    """The words of a text without tags, marks and case, with a space around each."""
    return _spoken(text) if len(text) < _CACHED else _spoken.__wrapped__(text)


@lru_cache(maxsize=100_000)
def _spoken(text: str) -> str:
    return f" {' '.join(words(with_signs_as_words(_TAG.sub(' ', text))))} "


class Holder:
    """A unit that many others were merged into, which may hold their words; it is read once."""

    def __init__(self, unit: Entry | Unit) -> None:
        self._blocks = list(_blocks(unit))
        self._found = SentenceIndex(self._blocks)
        self._all = _unspaced(" ".join(self._blocks))

    @cached_property
    def _senses(self) -> list[frozenset[str]]:
        """What the words of each block mean."""
        return [_sense_of(words(block)) for block in self._blocks]

    @cached_property
    def _sentences(self) -> list[tuple[frozenset[str], Text]]:
        """The sentences of all blocks, each with what its words mean."""
        found = {sentence.words: sentence for block in self._blocks for sentence in sentences(block)}
        return [(_sense_of(said), sentence) for said, sentence in found.items()]

    def nearly_has(self, text: str) -> bool:
        """Whether a block has most of the words of *text*, in whatever form, and no sentence says the opposite."""
        sought = _sense_of(words(text))
        if not any(len(sought & some) >= _MOST_WORDS * len(sought) for some in self._senses):
            return False
        near = nlargest(_MOST_COMPARED, self._sentences, key=lambda one: len(sought & one[0]))
        return not is_reversed(text, [sentence for _, sentence in near])

    def has(self, text: str) -> bool:
        """Whether the unit has all sentences of *text*, one after the other, to the last mark."""
        text = _bare(text)
        is_short = len(self._all) <= _MOST_CHARS  # no update writes a unit with more, and a ledger can ask often
        return is_short and self._found.find(text) is not None and _unspaced(text) in self._all


def _sense_of(said: Iterable[str]) -> frozenset[str]:
    """What the words of a text mean that carry meaning."""
    return frozenset(sense(word) for word in said if word not in SMALL)


def _unspaced(text: str) -> str:
    return "".join(text.casefold().split())


def _blocks(unit: Entry | Unit) -> Iterator[str]:
    """The texts of a unit in which a sentence may stand: its text, the blocks of its source, and their lines."""
    yield unit.text
    for block in unit.body.split("\n\n"):
        lines = [line.removesuffix("-->").rstrip() for line in _lines(block)]
        yield " ".join(lines)
        yield from lines


def _bare(text: str) -> str:
    """*text* without tags, and without the marks of a comment."""
    return " ".join(_TAG.sub(" ", text.replace("<!--", " ").replace("-->", " ")).split())


def _lines(body: str) -> Iterator[str]:
    """The lines of the source of a unit, without the marks of Markdown before and after them."""
    for line in body.split("\n"):
        yield _MARKS.sub("", line)


def split(entries: Iterable[Entry], units: Mapping[int, Unit]) -> Iterator[tuple[str, int, int]]:
    """The code of each entry whose words are now other units in a row, with the index of the first, and their number.

    *units* are those of the page, by index, in the order of its lines.  Headings between the parts are passed over:
    a line that became a heading was part of the text, and a tag was not.
    """
    found = [(index, unit) for index, unit in units.items() if sort_of(unit.kind) in _SORTS and unit.kind != "rule"]
    order = [(index, unit, spoken(unit.text)) for index, unit in sorted(found, key=lambda one: (one[1].line, one[0]))]
    first: dict[str, list[int]] = {}
    for place, (_, _, said) in enumerate(order):
        first.setdefault(said.split(" ", 2)[1], []).append(place)
    titled: dict[tuple[bool, str], int] = {
        (unit.kind == "rule", unit.title): index for index, unit in reversed(list(units.items())) if unit.title
    }
    steps = _MOST_STEPS
    for entry in entries:
        if (index := titled.get((entry.kind != "rule", entry.title))) is not None and _is_heading(entry, units[index]):
            yield entry.code, index, 0
        elif entry.sort in _SORTS:
            said = spoken(entry.text)
            places = first.get(said.split(" ", 2)[1], ()) if said.strip() else ()
            for place in places[: min(_MOST_PLACES, steps)]:
                passed, count = _covers(order, place, said)
                steps -= passed
                if count:
                    yield entry.code, order[place][0], count
                    break


def _is_heading(entry: Entry, unit: Unit) -> bool:
    """Whether an entry and a unit are the same heading, which now states a rule, or no longer does."""
    return {entry.kind, unit.kind} == {"section", "rule"}


def _covers(order: Sequence[tuple[int, Unit, str]], place: int, said: str) -> tuple[int, int]:
    """How many units from *place* on were looked at, and how many have exactly the words *said*; 0 if they have not."""
    at = headings = number = 0
    for number, (_, unit, own) in enumerate(islice(order, place, None), 1):
        if own.strip() and said.startswith(own, at):
            at += len(own) - 1
        elif unit.kind != "section" or number == 1 or headings == _MOST_HEADINGS:
            return number, 0
        else:
            headings += 1
        if at == len(said) - 1:
            return number, number
    return number, 0


def _can_hold(unit: Unit) -> bool:
    """Whether a unit has words of the prompt."""
    return sort_of(unit.kind) in _SORTS or (unit.kind == "part" and unit.text == "role")


class Holders:
    """The units of a page that hold longer texts, in which the sentences of an entry may stand."""

    def __init__(self, units: Mapping[int, Unit]) -> None:
        some = [one for one in units.items() if _can_hold(one[1])]
        blocks = [(index, text) for index, unit in some for text in _blocks(unit)]
        self._indexes = [index for index, _ in blocks]
        self._found = SentenceIndex(text for _, text in blocks)
        self._units = units
        self._beginning: dict[str, list[int]] = {}
        for index, unit in some:
            self._beginning.setdefault(unit.text.partition(" ")[0], []).append(index)

    def find(self, entry: Entry) -> int | None:
        """The index of a unit that has all sentences of *entry*, or the first and the last of them."""
        if entry.kind == "part" and entry.text == "role":
            return next((index for index, unit in self._units.items() if unit.title.casefold() == "role"), None)
        if entry.sort not in _SORTS:
            return None
        whole = self._at(_bare(entry.text))
        return self._at_two_places(entry) if whole is None else whole

    def _at(self, text: str) -> int | None:
        block = self._found.find(text)
        return None if block is None else self._indexes[block]

    def _at_two_places(self, entry: Entry) -> int | None:
        """The index of the unit with the beginning of *entry*, if its end is in another one."""
        some = self._beginning.get(entry.text.partition(" ")[0], [])[:_MOST_PLACES]
        for index in islice((index for index in some if self._begins(index, entry)), _MOST_BEGINNINGS):
            if self._at(entry.text[len(self._units[index].text) :]) is not None:
                return index
        return None

    def _begins(self, index: int, entry: Entry) -> bool:
        unit = self._units[index]
        return sort_of(unit.kind) == entry.sort and entry.text.startswith(f"{unit.text} ")
