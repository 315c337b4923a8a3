"""What can be found of the units of a site, or of what can be cited: the same, so that both are found alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..citing.citation import Citation, text_of_file
from ..model import Definition
from ..text.characters import VisibleText
from ..units import DESCRIPTION, GUIDELINES, Unit, words_of_file
from .documents import ROLE, FoundUnit
from .words import terms_in


def description_of(units: Iterable[Unit]) -> VisibleText:
    """When to use an agent, as far as it is not in examples."""
    return next((unit.body for unit in units if unit.kind == "part" and unit.text == DESCRIPTION), VisibleText(""))


def findable(units: Iterable[Unit]) -> Iterator[Unit]:
    """The units of an agent that can be found: its guidelines, and itself if it is one rule.

    A label with a colon only introduces what follows, which is found.
    """
    for unit in units:
        if (unit.kind == "agent" and unit.team_code) or (unit.kind in GUIDELINES and not unit.introduces):
            yield unit


def found_guideline(
    unit: Unit, units: Sequence[Unit], anchor: str, code: str, aliases: tuple[str, ...] = ()
) -> FoundUnit:
    """A unit that can be found; *units* are all of its page, *anchor* and *code* what the ledger says."""
    if unit.kind == "agent":
        text = text_of_file(unit.title, words_of_file(units))
        return FoundUnit("guideline", "rule", anchor, code, "", text, aliases=aliases)
    weight = _weight(unit.kind, unit.section, unit.weight)
    title = "" if unit.is_label else unit.title
    return FoundUnit("guideline", weight, anchor, code, title, unit.text, unit.path, unit.lead, aliases)


def found_citation(one: Citation, anchor: str) -> FoundUnit:
    """A guideline that can be cited, as it is found; *anchor* may be anything that tells it from others."""
    weight = _weight(one.kind, one.section, one.weight)
    return FoundUnit("guideline", weight, anchor, one.code, one.title, one.text, one.stem, one.lead, one.aliases)


def _weight(kind: str, section: Sequence[str], weight: str) -> str:
    return ROLE if kind == "paragraph" and not section else weight


def other_words(definition: Definition, units: Sequence[Unit]) -> str:
    """The terms of a prompt that none of its units has, such as those of code and of headings, with spaces between."""
    texts: list[str] = [definition.title, description_of(units)]
    found = {(unit.lead, unit.text): unit for unit in reversed(list(findable(units)))}  # of a repeated text, the first
    for unit in found.values():
        texts += [unit.title, unit.text, unit.lead, unit.path]
    return " ".join(sorted(terms_in(definition.body.source) - terms_in(texts)))


def found_example(anchor: str, code: str, title: str, said: Iterable[str]) -> FoundUnit:
    """An example with the words that it *said*, without those of its labels."""
    return FoundUnit("example", "", anchor, code, title, " ".join(text for text in said if text))
