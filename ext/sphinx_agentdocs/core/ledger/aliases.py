"""Aliases: the codes that teams give their own rules, and whose they are.

An alias belongs to the guideline that had it first, as long as there is a ledger: a link to ``g/perf-1/`` in an old
review must not lead to another rule because somebody renumbered the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..text.rule_codes import without_code
from ..units import Unit, stated_rules
from .entries import Entry


class Claim(NamedTuple):
    """A guideline whose team gives it a code that belongs to another one, with the entry of the owner."""

    unit: Unit
    owner: Entry


def owners(entries: Mapping[str, Entry]) -> dict[str, str]:
    """The code of the entry to which each alias belongs."""
    return {name: entry.code for entry in entries.values() for name in entry.aliases}


def contested_aliases(units: Iterable[Unit]) -> frozenset[str]:
    """The aliases of rules that say different things on different pages.

    If the first page had them, a new definition could take over the short link of a rule that no ledger records.
    """
    first: dict[str, tuple[str, str]] = {}
    found = set()
    for unit in stated_rules(units):
        said = without_code(unit.text)
        page, words = first.setdefault(unit.alias, (unit.page, said))
        if page != unit.page and words != said:
            found.add(unit.alias)
    return frozenset(found)


def claims(
    units: Iterable[Unit], codes: Mapping[tuple[str, str], str], entries: Mapping[str, Entry]
) -> Iterator[Claim]:
    """Each rule whose alias belongs to another entry; *codes* are those of the units, by page and derived anchor."""
    belongs = owners(entries)
    for unit in stated_rules(units):
        if belongs.get(unit.alias, "") not in ("", codes[unit.page, unit.anchor]):
            yield Claim(unit, entries[belongs[unit.alias]])


def with_one_owner_of_aliases(
    entries: dict[str, Entry], order: Sequence[str], published: Mapping[str, Entry] | None = None
) -> dict[str, Entry]:
    """*entries*, each alias with one owner: that in *published*, else the first in *order*, which has all codes."""
    taken = owners(published or {})
    for code in order:
        entry = entries[code]
        kept = tuple(name for name in entry.aliases if taken.setdefault(name, code) == code)
        if kept != entry.aliases:
            entries[code] = entry._replace(aliases=kept)
    return entries
