"""Which agent became which: by page, by name, or by the guidelines that it kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ..units import TEXT_SORTS, Unit, sort_of
from .entries import Entry

_COMMON = 20
"""A text found in more agents than this does not help to identify any of them."""
_SHARE = 0.3
_CLEARLY = 1.5
_MOST = 0.5
_WHOLE = 232_792_560
"""A whole vote: divisible by every number up to 20."""
_Texts = Mapping[str, frozenset[tuple[str, str]]]


def lineage(
    before: Mapping[str, Sequence[Entry]], after: Mapping[str, Sequence[Unit]], renamed: Mapping[str, str]
) -> dict[str, str]:
    """For each page of *before*, the page of *after* that its agent is on now, where that is certain.

    *before* and *after* hold the entries and the units of each page.  The criteria, in order:
    the renames that the team recorded (*renamed*); the same page and name; the same name elsewhere; the most
    guidelines in common; the same page under another name, if they share any text.  Finally,
    an agent that is gone may have been absorbed by another one that was there before.
    """
    found = {old: new for old, new in renamed.items() if old in before and new in after}
    names = {page: _name(entries) for page, entries in before.items()}
    new_names = {page: _name(units) for page, units in after.items()}
    for page, name in names.items():
        if page not in found and name and new_names.get(page) == name:
            found[page] = page
    old = [page for page in before if page not in found]
    new = [page for page in after if page not in set(found.values())]
    found.update(_same_name(old, new, names, new_names))
    old = [page for page in old if page not in found]
    if not old:
        return found
    new = [page for page in new if page not in set(found.values())]
    said = {page: _texts(entries) for page, entries in before.items()}
    says = {page: _texts(units) for page, units in after.items()}
    shared = _in_common(old, said, says)
    found.update(_most_in_common(old, new, shared, said, says))
    taken = set(found.values())
    for page in old:
        if page not in found and page in after and page not in taken and shared[page][page] > 0:
            found[page] = page
    gone = [page for page in old if page not in found and page not in after]
    found.update(_heirs(gone, said, says))
    return found


def _name(units: Iterable[Entry | Unit]) -> str:
    """The anchor of the agent among *units*."""
    return next((unit.anchor for unit in units if unit.kind == "agent"), "")


def _same_name(
    old: Sequence[str], new: Sequence[str], names: Mapping[str, str], new_names: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """Pairs of pages with the same agent name, where that name is unique on both sides."""
    was, now = Counter(names[page] for page in old), Counter(new_names[page] for page in new)
    at = {new_names[page]: page for page in new}
    for page in old:
        name = names[page]
        if name and was[name] == now.get(name, 0) == 1:
            yield page, at[name]


def _texts(units: Iterable[Entry | Unit]) -> frozenset[tuple[str, str]]:
    """The texts of *units*, without names and headings, which many agents share."""
    sorts = ((sort_of(unit.kind), unit.text) for unit in units)
    return frozenset((sort, text) for sort, text in sorts if sort in TEXT_SORTS)


def _in_common(old: Sequence[str], said: _Texts, says: _Texts) -> dict[str, Counter[str]]:
    """The votes of each old page for each page now: one for a shared text, split among all pages that have it."""
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for page, texts in says.items():
        for text in texts:
            holders[text].append(page)
    shared: dict[str, Counter[str]] = {}
    for page in old:
        votes: Counter[str] = Counter()
        for text in said[page]:
            pages = holders.get(text, ())
            if len(pages) <= _COMMON:
                for other in pages:
                    votes[other] += _WHOLE // len(pages)
        shared[page] = votes
    return shared


def _most_in_common(
    old: Sequence[str], new: Sequence[str], shared: Mapping[str, Counter[str]], said: _Texts, says: _Texts
) -> Iterable[tuple[str, str]]:
    """Pairs of pages that clearly have more in common with each other than with any other page."""
    among = set(new)
    rows: dict[str, _Highest] = defaultdict(_Highest)
    columns: dict[str, _Highest] = defaultdict(_Highest)
    votes = [(page, other, count) for page in old for other, count in shared[page].items() if count and other in among]
    for page, other, count in votes:
        rows[page].add(other, count)
        columns[other].add(page, count)
    for page, other, common in votes:
        rival = max(rows[page].without(other), columns[other].without(page))
        enough = common >= _WHOLE * max(1, _SHARE * min(len(said[page]), len(says[other])))
        if enough and common >= _CLEARLY * rival:
            yield page, other


class _Highest:
    """The two highest of the numbers that were added, so that the rivals of one are known without a search."""

    def __init__(self) -> None:
        self.name, self.first, self.second = "", 0, 0

    def add(self, name: str, number: int) -> None:
        """Add the *number* of *name*, which has only one."""
        if number > self.first:
            self.name, self.first, self.second = name, number, self.first
        else:
            self.second = max(self.second, number)

    def without(self, name: str) -> int:
        """The highest number of any other name."""
        return self.second if name == self.name else self.first


def _heirs(gone: Sequence[str], said: _Texts, says: _Texts) -> Iterable[tuple[str, str]]:
    """For agents that are gone, the agent that clearly took over at least half of their texts, if there is one.

    Texts that very many agents took over distinguish none of them, but may be rivals of each.
    """
    if not gone:
        return
    takers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for page, texts in says.items():
        for text in texts - said.get(page, frozenset()):
            takers[text].append(page)
    for page in gone:
        counts: Counter[str] = Counter()
        common = 0
        for text in said[page]:
            pages = takers.get(text, ())
            common += len(pages) > _COMMON
            counts.update(pages if len(pages) <= _COMMON else ())
        highest = _Highest()
        for other, count in counts.items():
            highest.add(other, count)
        for other, count in counts.items():
            if count >= max(1, _MOST * len(said[page])) and count >= _CLEARLY * max(highest.without(other), common):
                yield page, other
