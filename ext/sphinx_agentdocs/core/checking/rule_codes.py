"""Codes that a team gave to two of its rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..findings import Code, Finding
from ..text.rule_codes import without_code
from ..text.sentences import first_sentences
from ..units import Unit, stated_rules

_QUOTED = 60
_TITLED = ("agent", "rule", "row")
"""The kinds of unit that are told apart by their titles: the rest of their text may differ from copy to copy."""


def same_codes(units: Iterable[Unit], files: Mapping[str, str]) -> Iterator[tuple[str, Finding]]:
    """A finding, with its page, for each rule whose code an earlier rule with other words has.

    *units* are those of all definitions, and *files* the paths of these by page.
    """
    first: dict[str, Unit] = {}
    for unit in stated_rules(units):
        other = first.setdefault(unit.alias, unit)
        if _words(other).casefold() != _words(unit).casefold():
            where = f"on line {other.line}" if other.page == unit.page else f"in {files[other.page]}, line {other.line}"
            said = first_sentences(_words(other), _QUOTED)
            message = f"`{unit.team_code}` is also the code of `{said}` {where}; give one of them another code"
            yield unit.page, Finding(Code.RULE_CODE, message, unit.line)


def _words(unit: Unit) -> str:
    """The words of a rule without its code."""
    return without_code(unit.title if unit.kind in _TITLED else unit.text).strip(" .:*_`")
