"""Which agents, examples and guidelines a question finds, in which order, and what to tell the reader about it.

Each word of the question is looked up in the index.  A word that nothing has is taken for the beginning of others or
for a typing error.  What has more of the words, and rarer ones, comes first; the words of an agent also count for its
units, and what its units say counts for the agent.  All values are whole numbers, so that ``agentdocs-search.js``
computes the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from rapidfuzz.distance import OSA

from ..ledger.codes import typed_code
from ..text.rule_codes import alias_of
from ..text.terms import UNSPACED
from .documents import SORTS, Sort
from .endings import LONG_ENDINGS
from .index import Found, Index
from .postings import ELSEWHERE, LEVELS, parsed
from .synonyms import synonyms
from .words import MOST_LETTERS, Word, words_of

_BYTE_ORDER_MARK = "\ufeff"
MOST_WORDS = 24
"""The words of a question that are looked up."""
_MOST_TERMS = 12
"""Up to so many terms, words may have synonyms: in a long question, the words themselves say enough.

This bounds the bytes of a question, too.
"""
_MOST_MEANT = 3
"""The words that a beginning or a typing error may stand for."""
_WHOLE = 100
"""How much a word counts that is in the index as it was asked."""
_LONGER, _MISTYPED, _SYNONYM = 70, 60, 80
_RARE = 2
"""A word that at most so many agents have may also be the beginning of others."""
_SHORTEST_BEGINNING, _FEW_LETTERS, _MANY_LETTERS = 3, 4, 8
_SOME_LETTERS = 6
"""The fewest letters of a word in which one may be wrong."""
_IN_AGENT = 35
"""How much a word counts for a unit, in percent, if its agent has it in its name or description."""
_FROM_UNITS, _HALF = 60, 2 * LEVELS
"""How much the units of an agent count for it at most, in percent, and the sum of levels that counts half of that."""
_PRECISION = 256
_BEST_UNIT = 30
"""How much the best unit of an agent counts for it, in percent."""
_ENOUGH, _ENOUGH_OF_AGENT = 30, 15
"""The share of the question, in percent, that a guideline or an example has to match, and an agent: less, since a task
is described in many words.  Where nothing matches so much, the best matches are shown."""
_LEAST = 20
"""The share of the score of the best hit, in percent, that any other hit has at least."""


class Hit(NamedTuple):
    """An agent or a unit that was found.

    *uid* is empty for an agent.  *also* are the keys of other agents that have a unit with the same words.  *whole* is
    whether it has all the words of the question.
    """

    agent: str
    uid: str
    score: int
    whole: bool
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question finds, best first in each group.

    *read_as* are the words that were not found as they are, each with the terms that it was taken for; *unknown* are
    those that were left out.  *asked* are the terms that were looked for, to mark them.
    """

    agents: tuple[Hit, ...] = ()
    examples: tuple[Hit, ...] = ()
    guidelines: tuple[Hit, ...] = ()
    read_as: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unknown: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


@dataclass
class _Asked:
    """A word of the question: the terms that it stands for, each with how much it counts, and what is known of them."""

    word: str
    meant: dict[str, int] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)


def answer(question: str, index: Index, most: int) -> Answer:
    """At most *most* hits in each group."""
    question = question.replace(_BYTE_ORDER_MARK, " ")  # a space for scripts: it comes with text that was copied
    if coded := _coded(question, index):
        return Answer(guidelines=coded)
    words = list(dict.fromkeys(words_of(question) or words_of(question, every=True)))[:MOST_WORDS]
    room = max(0, _MOST_TERMS // max(1, len(words)) - 1)
    every = [asked for word in words for asked in _looked_up(word, index, room)]
    asked = [one for one in every if one.found]
    unknown = tuple(_as_typed(question, one.word) for one in every if not one.found)
    if not asked:
        return Answer(unknown=unknown)
    sorts: dict[tuple[str, str], Sort] = {}
    terms = [[_values(share, one.found[term], index, sorts) for term, share in one.meant.items()] for one in asked]
    units = list(_scored_units(terms, sorts))
    agents = _scored_agents(terms, [unit for unit in units if unit.enough])
    units.sort(key=lambda unit: (-unit.score, unit.place))
    groups = {sort: [unit for unit in units if sorts[unit.place] == sort] for sort in SORTS}
    shown = {sort: _good(_collapsed(_with_enough(some)), most) for sort, some in groups.items()}
    return Answer(
        _good(sorted(agents, key=lambda hit: (-hit.score, hit.agent)), most),
        shown["example"],
        shown["guideline"],
        tuple((_as_typed(question, one.word), tuple(one.meant)) for one in asked if one.word not in one.meant),
        unknown,
        tuple(dict.fromkeys(term for one in asked for term in one.meant)),
    )


def _coded(question: str, index: Index) -> tuple[Hit, ...]:
    """The unit whose code the question is, ours or that of its team."""
    if len(question.split()) != 1:
        return ()
    code, name = typed_code(question), alias_of(question.strip().strip("[]()"))
    places = dict.fromkeys(place for one in (code, name) for place in index.coded(one)[:1])
    return tuple(Hit(*place, 0, True) for place in places)


# -- the words of the question


def _looked_up(word: Word, index: Index, room: int) -> Iterable[_Asked]:
    """A word of the question as the index knows it; one that it does not know as a whole may be several.

    *room* is the most of its synonyms that are looked up.
    """
    whole, *parts = word
    asked = _Asked(whole)
    _mean(asked, index, {whole: _WHOLE})
    if not asked.found and parts:
        return [one for part in parts for one in _looked_up((part,), index, room)]
    if not asked.found or asked.found[whole].agents <= _RARE:
        _mean(asked, index, _longer(whole, index))
    _mean(asked, index, dict.fromkeys(synonyms().get(whole, ())[:room], _SYNONYM))
    if not asked.found:
        _mean(asked, index, _mistyped(whole, index))
    return [asked]


def _as_typed(question: str, term: str) -> str:
    """The word of *question* that has *term*, without the punctuation around it."""
    typed = (word for word in question.split() if any(term in word_terms for word_terms in words_of(word, every=True)))
    return next(typed, term).strip("\"'.,;:?!()[]")


def _mean(asked: _Asked, index: Index, terms: Mapping[str, int]) -> None:
    for term, share in terms.items():
        if (known := index.find(term)) and term not in asked.found:
            asked.meant[term], asked.found[term] = share, known


def _longer(term: str, index: Index) -> dict[str, int]:
    """The shortest terms that begin with *term*."""
    if len(term) < _SHORTEST_BEGINNING and not UNSPACED.match(term):
        return {}
    known = [other for other in index.beginning_alike(term) if other.startswith(term) and other != term]
    return dict.fromkeys(sorted(known, key=_length)[:_MOST_MEANT], _LONGER)


def _mistyped(term: str, index: Index) -> dict[str, int]:
    """The terms that differ from *term* by one letter, or by two if it is long.

    If there are none, the error may be in an ending, which terms do not have: then it is the longest one that it begins
    with, and what follows is nearly an ending.
    """
    if not _FEW_LETTERS <= len(term) <= MOST_LETTERS or not term.isalpha() or UNSPACED.match(term):
        return {}
    most = 1 if len(term) < _MANY_LETTERS else 2
    begins_alike = index.beginning_alike(term)
    known = [other for other in begins_alike if abs(len(other) - len(term)) <= most and _may_be_meant(other, term)]
    errors = {other: OSA.distance(term, other, score_cutoff=most) for other in known}
    least = min(errors.values(), default=most + 1)
    alike = [other for other, count in errors.items() if count == least <= most]
    shorter = [other for other in begins_alike if term.startswith(other) and len(other) >= _FEW_LETTERS]
    longest = max((other for other in shorter if _is_nearly_ending(term[len(other) :])), key=len, default="")
    return dict.fromkeys(alike[:_MOST_MEANT] or filter(None, [longest]), _MISTYPED)


def _is_nearly_ending(text: str) -> bool:
    return any(OSA.distance(text, ending, score_cutoff=1) <= 1 for ending in LONG_ENDINGS)


def _may_be_meant(other: str, term: str) -> bool:
    """Whether only typing may lie between them: a short word with another letter is another word, such as face of fake.

    Letters that were left out, added or swapped are errors in short words too.
    """
    return len(term) >= _SOME_LETTERS or len(other) != len(term) or sorted(other) == sorted(term)


def _length(term: str) -> tuple[int, str]:
    return len(term), term


# -- the values


class _Values(NamedTuple):
    """What a term counts that a word of the question stands for.

    *share* is how much of the word it is, in percent.  *among_agents*, *among_names* and *among_guidelines* are how
    rare it is in agents, in their names and descriptions, and in guidelines, multiplied by how much it counts.
    *names* are the levels of agents that have it in their name or description, *contents* the sums of the levels of
    the units and the rest of each agent, and *units* the levels of the units, by agent and uid.
    """

    share: int
    among_agents: int
    among_names: int
    among_guidelines: int
    names: dict[str, int]
    contents: dict[str, int]
    units: dict[tuple[str, str], int]


class _Scored(NamedTuple):
    """A unit with its score, what its own words count, and whether it and its agent have all words, or enough."""

    place: tuple[str, str]
    score: int
    own: int
    whole: bool
    enough: bool


def _values(share: int, found: Found, index: Index, sorts: dict[tuple[str, str], Sort]) -> _Values:
    """The values of a term that counts *share*; *sorts* learns what the units are."""
    names: dict[str, int] = {}
    contents: dict[str, int] = {}
    units: dict[tuple[str, str], int] = {}
    for posting in map(parsed, found.postings):
        key = posting.agent
        if posting.level > ELSEWHERE:
            names[key] = posting.level
        total = posting.level if posting.level == ELSEWHERE else 0
        for uid, sort, level in posting.units:
            sorts[key, uid] = sort
            units[key, uid] = level
            total += level
        if total:
            contents[key] = total
    among_agents, among_names = (share * _rarity(index.agents, having) for having in (found.agents, len(names)))
    among_guidelines = share * _rarity(index.guidelines, found.guidelines)
    return _Values(share, among_agents, among_names, among_guidelines, names, contents, units)


def _rarity(number: int, having: int) -> int:
    return round(_PRECISION * math.log(1 + (number + 1) / (having + 1)))


def _scored_units(words: Sequence[Sequence[_Values]], places: Iterable[tuple[str, str]]) -> Iterator[_Scored]:
    """The units that have something of the question; each word has the values of its terms."""
    whole = sum(max(term.among_guidelines for term in word) for word in words)
    for place in places:
        own = value = covered = has = 0
        for word in words:
            of_unit = max(term.among_guidelines * term.units.get(place, 0) for term in word)
            of_agent = max(term.among_guidelines * term.names.get(place[0], 0) for term in word)
            own += of_unit
            value += of_unit + of_agent * _IN_AGENT // 100
            if of_unit:
                covered += max(term.among_guidelines for term in word if place in term.units)
            elif of_agent:
                covered += max(term.among_guidelines for term in word if place[0] in term.names) // 2
            has += bool(of_unit or of_agent)
        yield _Scored(place, value * covered // whole, own, has == len(words), covered * 100 >= whole * _ENOUGH)


def _scored_agents(words: Sequence[Sequence[_Values]], units: Iterable[_Scored]) -> list[Hit]:
    """The agents that have enough of the question, or all that have something of it if none has enough."""
    enough: list[Hit] = []
    rest: list[Hit] = []
    best: dict[str, int] = {}
    for unit in units:
        best[unit.place[0]] = max(best.get(unit.place[0], 0), unit.score)
    weights = [max(term.among_agents for term in word) for word in words]
    whole = sum(weights)
    for key in {key for word in words for term in word for key in (*term.names, *term.contents)}:
        value = covered = has = 0
        for word, weight in zip(words, weights, strict=True):
            having = [term for term in word if key in term.names or key in term.contents]
            value += max((_of_agent(term, key) for term in having), default=0)
            covered += _part(weight, word, having)
            has += bool(having)
        score = value * covered // whole + best.get(key, 0) * _BEST_UNIT // 100
        found = enough if covered * 100 >= whole * _ENOUGH_OF_AGENT else rest
        found.append(Hit(key, "", score, has == len(words)))
    return enough or rest


def _part(weight: int, word: Iterable[_Values], having: Iterable[_Values]) -> int:
    """How much of the *weight* of a word counts for an agent that has these of its terms.

    All of it for the word itself, and for a synonym nearly as much, however common that is.
    """
    return weight * max((term.share for term in having), default=0) // max(term.share for term in word)


def _of_agent(term: _Values, key: str) -> int:
    """What a term counts for an agent: by its name and description, and by what it contains."""
    content = term.contents.get(key, 0)
    inside = LEVELS * content * _FROM_UNITS // (100 * (content + _HALF))
    return term.among_names * term.names.get(key, 0) + term.among_agents * inside


# -- the hits


def _with_enough(units: Sequence[_Scored]) -> Sequence[_Scored]:
    """Those that have enough of the question, or all if none has: the best words are better than nothing."""
    return [unit for unit in units if unit.enough] or units


def _good(hits: Iterable[Hit], most: int) -> tuple[Hit, ...]:
    """The first *most* of the hits that are not much worse than the best."""
    some = list(islice(hits, most))
    return tuple(hit for hit in some if hit.score * 100 >= some[0].score * _LEAST)


def _collapsed(units: Iterable[_Scored]) -> Iterator[Hit]:
    """The hits, best first; units of several agents that say the same are one."""
    first: dict[tuple[str, int], list[_Scored]] = {}
    for unit in units:
        first.setdefault((unit.place[1], unit.own), []).append(unit)
    for one, *others in first.values():
        yield Hit(*one.place, one.score, one.whole, tuple(other.place[0] for other in others))
