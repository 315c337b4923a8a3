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
    by_old = {page: {other: shared[page][other] for other in new if shared[page][other]} for page in old}
    by_new = {other: {page: shared[page][other] for page in old if shared[page][other]} for other in new}
    for page, votes in by_old.items():
        for other, common in votes.items():
            rivals = (*_without(votes, other), *_without(by_new[other], page))
            enough = common >= _WHOLE * max(1, _SHARE * min(len(said[page]), len(says[other])))
            if enough and common >= _CLEARLY * max(rivals, default=0):
                yield page, other


def _without(votes: Mapping[str, int], name: str) -> Iterable[int]:
    return (count for other, count in votes.items() if other != name)


def _heirs(gone: Sequence[str], said: _Texts, says: _Texts) -> Iterable[tuple[str, str]]:
    """For agents that are gone, the agent that clearly took over at least half of their texts, if there is one."""
    if not gone:
        return
    taken_up = {page: texts - said.get(page, frozenset()) for page, texts in says.items()}
    for page in gone:
        counts = {other: len(said[page] & texts) for other, texts in taken_up.items() if said[page] & texts}
        for other, count in counts.items():
            rivals = max(_without(counts, other), default=0)
            if count >= max(1, _MOST * len(said[page])) and count >= _CLEARLY * rivals:
                yield page, other
