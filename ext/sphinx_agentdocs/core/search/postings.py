"""How much each word counts in each agent and unit: the levels that the index keeps and the ranking adds up.

The formula is that of BM25F with constants in place of averages over the site: the weights of the fields in which a
word occurs, divided by the length of the text.  So the levels of an agent follow from its own definition alone, and
an edit of one file changes nothing of the others.

The postings of an agent for one term are a text: its key, its own level, and for each unit that has the term its uid
and one character for its sort and level.  ``7q2kd13ab2cd35`` is the agent ``7q2kd1`` of level 3, with the guideline
``ab2cd3`` of level 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from .documents import KEY, UID, FoundAgent, FoundUnit, Sort
from .words import terms_of

LEVELS = 15
"""The highest level."""
_LEVEL_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTU"
"""The levels: of an agent and of a guideline the first sixteen, of an example the others."""
NO_LEVEL, LAST_OF_GUIDELINES = _LEVEL_SIGNS[0], _LEVEL_SIGNS[LEVELS]
LEVEL_OF: Mapping[str, tuple[Sort, int]] = {
    sign: ("guideline", number) if number <= LEVELS else ("example", number - LEVELS)
    for number, sign in enumerate(_LEVEL_SIGNS)
}
"""The sort and the level of a unit, by the sign at its end."""
ELSEWHERE = 1
"""The level of a term that an agent has only in code or another place that is no unit; names have a higher one."""
_TITLE, _TEXT, _LEAD, _PATH = 3.0, 1.0, 0.5, 0.4
_NAME, _DESCRIPTION = 4.0, 1.5
_SATURATION, _LENGTH_SHARE, _USUAL_LENGTH, _USUAL_DESCRIPTION = 1.2, 0.5, 20.0, 60.0
_FACTORS: Mapping[str, float] = {"rule": 1.0, "fact": 0.9, "label": 0.75, "role": 0.6, "": 0.9}
"""What a level is multiplied by: paragraphs of a role and mere labels rank below rules."""


class Posting(NamedTuple):
    """An agent that has a term: its own level, 0 if only its units have it, and the level of each unit."""

    agent: str
    level: int
    units: tuple[tuple[str, Sort, int], ...]


def postings_of(key: str, agent: FoundAgent) -> dict[str, str]:
    """The postings of an agent, each as text, by term."""
    fields = [(agent.title, _NAME), (agent.description, _DESCRIPTION)]
    own = dict.fromkeys(agent.others.split(), ELSEWHERE)
    for term, level in _levels(fields, _USUAL_DESCRIPTION, 1.0).items():
        own[term] = max(level, ELSEWHERE + 1)
    units: dict[str, list[str]] = {}
    for uid, unit in agent.units.items():
        shift = 0 if unit.sort == "guideline" else LEVELS
        for term, level in _levels_of_unit(unit).items():
            units.setdefault(term, []).append(f"{uid}{_LEVEL_SIGNS[level + shift]}")
    return {
        term: f"{key}{_LEVEL_SIGNS[own.get(term, 0)]}{''.join(sorted(units.get(term, ())))}"
        for term in own.keys() | units.keys()
    }


def codes_of(agent: FoundAgent) -> dict[str, str]:
    """The uid of the unit that has each code: its own, and those that its team gave it."""
    return {code: uid for uid, unit in agent.units.items() for code in (unit.code, *unit.aliases) if code}


def parsed(text: str) -> Posting:
    """The postings of an agent, from their text."""
    units = ((text[at : at + UID], *LEVEL_OF[text[at + UID]]) for at in range(KEY + 1, len(text), UID + 1))
    return Posting(text[:KEY], _LEVEL_SIGNS.index(text[KEY]), tuple(units))


def _levels_of_unit(unit: FoundUnit) -> dict[str, int]:
    title = unit.title if unit.sort == "guideline" and unit.text.startswith(unit.title) else ""
    fields = [(title, _TITLE), (unit.text, _TEXT), (unit.lead, _LEAD), (unit.path, _PATH)]
    return _levels(fields, _USUAL_LENGTH, _FACTORS[unit.weight])


def _levels(fields: Iterable[tuple[str, float]], usual: float, factor: float) -> dict[str, int]:
    """The level of each term in *fields*, which are texts with their weights."""
    weights: dict[str, float] = {}
    length = 0
    for text, weight in fields:
        if text:
            terms = terms_of(text) if weight >= _TEXT else _terms_around(text)
            length += len(terms) if weight >= _TEXT else 0
            for term in dict.fromkeys(terms):  # a text is short: how often it has a word says nothing
                weights[term] = weights.get(term, 0.0) + weight
    room = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length / usual)
    return {term: max(1, round(LEVELS * factor * weight / (weight + room))) for term, weight in weights.items()}


@lru_cache(maxsize=10_000)
def _terms_around(text: str) -> list[str]:
    """The terms of the titles above a unit, which many units share."""
    return terms_of(text)
