"""Decisions that a team makes about links: withdraw one for good, or redirect it to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..core.ledger.codes import typed_code
from ..core.ledger.entries import Entry
from ..core.text.characters import on_a_line
from ..disk.ledger_file import write_file
from ..errors import UserError
from .opened import Ledger, quoted

_LISTED = 3


def unsettled(entries: Mapping[str, Entry]) -> list[str]:
    """The codes of the entries with candidates, which wait for a decision."""
    return [code for code, entry in entries.items() if entry.candidates]


def questions(ledger: Ledger, entries: Mapping[str, Entry], codes: Iterable[str]) -> Iterator[str]:
    """For each of *codes*, its candidates and the commands that settle it."""
    for code in codes:
        entry = entries[code]
        listed = entry.candidates[:_LISTED]
        count = len(entry.candidates)
        which = f"any of {count:,}" if count > 1 else "this one"
        yield on_a_line(f"{entry.page}: the link {code} to {quoted(entry.text)} may now lead to {which}:")
        for other in listed:
            yield on_a_line(f"  {other}: {quoted(entries[other].text)} ({entries[other].page})")
        yield "  Until you choose, it shows its last wording, with links to these. Run one of:"
        for other in listed:
            yield on_a_line(f"    {ledger.command('merge', code, other)}")
        yield on_a_line(f"    {ledger.command('retire', code)}")


def retire(ledger: Ledger, code: str, replaced_by: str = "") -> Entry:
    """Record that *code* is withdrawn for good, and which code to read instead."""
    entry = _not_live(ledger, code)
    if replaced_by:
        _live(ledger, replaced_by, code)
    return _recorded(ledger, entry._replace(status="withdrawn", to=replaced_by, candidates=()))


def merge(ledger: Ledger, code: str, into: str) -> Entry:
    """Record that *code* lives on as *into*: its links lead there."""
    entry = _not_live(ledger, code)
    target = _live(ledger, into, code)
    return _recorded(ledger, entry._replace(status="moved", to=target.code, candidates=()))


def _recorded(ledger: Ledger, entry: Entry) -> Entry:
    write_file(ledger.path, {**ledger.entries, entry.code: entry}.values())
    return entry


def entry_called(ledger: Ledger, code: str) -> Entry:
    """The entry of *code* as a person types it; raises UserError for an unknown code."""
    plain = typed_code(code)
    if plain not in ledger.entries:
        raise UserError(
            f"no link has the code {code}; copy it from the menu of the guideline or find it with `agentdocs cite`"
        )
    return ledger.entries[plain]


def _not_live(ledger: Ledger, code: str) -> Entry:
    """The entry of *code*; raises UserError if it is live."""
    entry = entry_called(ledger, code)
    if entry.status == "live":
        message = f"{entry.code} is still live, {quoted(entry.text)} in {entry.page}; remove it there and update first"
        raise UserError(message)
    return entry


def _live(ledger: Ledger, code: str, other: str) -> Entry:
    """The entry of *code*, to which *other* will lead; raises UserError unless it is live."""
    entry = entry_called(ledger, code)
    if entry.status != "live":
        raise UserError(f"{entry.code} is itself {entry.status}; name a live code for {other}")
    return entry
