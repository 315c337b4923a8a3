"""Joining what two branches wrote to one ledger.

Git merges two branches line by line, so an entry can appear twice, in an older and a newer
state; and two branches can assign one code or one address to different units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..text.identifiers import digest
from ..units import address
from .codes import free_code, seed
from .entries import Entry, Wording
from .writing import entry_line


def joined(found: Mapping[str, list[Entry]]) -> dict[str, Entry]:
    """One entry for each code; of different units that got the same code on two branches, one keeps it."""
    entries: dict[str, Entry] = {}
    others: list[Entry] = []
    for code, states in found.items():
        if len(states) == 1:
            entries[code] = states[0]
            continue
        origins: dict[str, list[Entry]] = {}
        for entry in states:
            origins.setdefault(entry.born, []).append(entry)
        entries[code], *rest = [_joined(origins[born]) for born in sorted(origins, key=lambda born: digest(born, 16))]
        others += rest
    for entry in others:
        code = free_code(seed(entry.sort, entry.born, entry.first_text), entries)
        entries[code] = replace(entry, code=code)
    return with_one_owner(entries)


def _joined(states: Sequence[Entry]) -> Entry:
    """One entry from its states, of which the one with the longest history counts."""
    first, *rest = sorted(states, key=_history, reverse=True)
    return join(first, rest)


def join(first: Entry, others: Sequence[Entry]) -> Entry:
    """The state *first* of an entry, plus the addresses and wordings that only its other states have."""
    former, was = list(first.former), list(first.was)
    for other in others:
        former += [place for place in other.addresses if place not in (first.address, *former)]
        texts = {first.text, *(wording.text for wording in was)}
        was += [wording for wording in (*other.was, Wording(other.text, other.until)) if wording.text not in texts]
    since = min((state.since for state in (first, *others) if state.since), default="")
    return replace(first, former=tuple(former), was=tuple(dict.fromkeys(was)), since=since)


def _history(entry: Entry) -> tuple[int, int, bool, str]:
    return len(entry.was), len(entry.former), entry.status != "live", entry_line(entry)


def with_one_owner(entries: dict[str, Entry], published: Mapping[str, str] | None = None) -> dict[str, Entry]:
    """*entries*, each address with one owner: if two branches assigned the same one, the older entry keeps it.

    *published* are the codes that own an address already, whatever the age of other entries.
    """
    owners = dict(published or {})
    for code in sorted(entries, key=lambda code: (entries[code].since, digest(entries[code].born, 16), code)):
        entry = entries[code]
        for place in entry.addresses:
            owners.setdefault(place, code)
        if all(owners[place] == code for place in entry.addresses):
            continue
        anchor = entry.anchor
        while owners.setdefault(address(entry.page, anchor), code) != code:
            anchor = f"{anchor}-{digest(entry.sort + entry.text)}"
        former = tuple(place for place in entry.former if owners[place] == code)
        entries[code] = replace(entry, anchor=anchor, former=former)
    return entries
