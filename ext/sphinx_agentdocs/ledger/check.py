"""Checking a ledger: the links that would break, and those that are not recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..checks.check import Checked, FileFinding
from ..core.findings import Code
from ..core.ledger.entries import Entry
from ..core.ledger.update import Change, Update, update
from ..core.text.characters import on_a_line
from ..disk import git
from ..disk.ledger_file import parse_bytes
from ..errors import UserError
from .opened import Ledger, quoted, today
from .source import Published, read_published
from .update import changes_by_kind


def status(ledger: Ledger) -> Iterator[str]:
    """The number of links by status, and what an update would change."""
    counts = Counter(entry.status for entry in ledger.entries.values())
    links = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items())) or "no links yet"
    yield f"{ledger.path}: {links}."
    done, _ = _pending(ledger)
    if done.changes:
        yield f"Not recorded yet: {changes_by_kind(done)}. Run `{ledger.update_command}`."
    else:
        yield "Everything published is recorded."


def check(ledger: Ledger, against: str = "") -> Checked:
    """Every link that would break, or that is not recorded, if the working tree were published now.

    With *against*, a commit, also the entries that its ledger has and this one lacks.
    """
    done, published = _pending(ledger)
    lines = _Lines.of(published, done)
    found = [_changed(ledger, change, change.before, lines) for change in done.changes if change.before]
    found += _unrecorded(ledger, done, lines)
    found += _lost(ledger, against)
    return Checked(len(published.files), sorted(found))


def _pending(ledger: Ledger) -> tuple[Update, Published]:
    """The update that would be made now, and the published units."""
    published = read_published(ledger.source)
    return update(ledger.entries, published.units, today()), published


@dataclass(frozen=True, slots=True)
class _Lines:
    """The place of each entry in the definitions."""

    files: Mapping[str, Path]
    lines: Mapping[str, int]

    @classmethod
    def of(cls, published: Published, done: Update) -> _Lines:
        """The places of everything that is published now."""
        lines = {done.codes[unit.page, unit.anchor]: unit.line for unit in published.units}
        return cls(published.files, lines)

    def place(self, entry: Entry) -> tuple[str, int]:
        """The file and the line of *entry*, or line 1 if it is gone; of a page that is gone, the name its file had."""
        file = self.files.get(entry.page)
        path = f"{entry.page}.md" if file is None else file.as_posix()
        return on_a_line(path), self.lines.get(entry.code, 1)


def _changed(ledger: Ledger, change: Change, before: Entry, lines: _Lines) -> FileFinding:
    """The finding for a link that an update would change."""
    after = change.after
    now = {
        "reworded": f", but its guideline now says {quoted(after.text)}",
        "moved": f", but its guideline is now in {after.page}",
        "merged": f", but its guideline is now part of {after.to}",
        "returned": " and is withdrawn, but its guideline is back",
        "changed": f", but its guideline is now at {after.address}",
        "withdrawn": ", but no guideline says this any more",
        "ambiguous": f", but it may now be any of {len(after.candidates)} guidelines",
    }[change.kind]
    message = f"the link {before.code} says {quoted(before.text)}{now}; record it with `{ledger.update_command}`"
    code = Code.UNRECORDED_LINK if change.kind == "changed" else Code.BROKEN_LINK
    return _finding(*lines.place(after), code, message)


def _unrecorded(ledger: Ledger, done: Update, lines: _Lines) -> Iterator[FileFinding]:
    """One finding for each page with new units."""
    new: dict[str, list[Entry]] = {}
    for change in done.changes:
        if change.kind == "new":
            new.setdefault(change.after.page, []).append(change.after)
    for entries in new.values():
        first = next((entry for entry in entries if entry.sort == "guideline"), entries[0])
        what = f"{quoted(first.text)}{_and_more(entries)}"
        message = f"no code is recorded for {what}; record it with `{ledger.update_command}`"
        yield _finding(*lines.place(first), Code.UNRECORDED_LINK, message)


def _lost(ledger: Ledger, against: str) -> Iterator[FileFinding]:
    """A finding if the ledger lacks entries that it had in the commit *against*, by default the last one."""
    commit = against or "HEAD"
    before = _in_commit(ledger, against)
    lost = [entry for code, entry in before.items() if code not in ledger.entries]
    if lost:
        message = (
            f"the ledger of {commit} has the link {lost[0].code} to {quoted(lost[0].text)}{_and_more(lost)}, but this"
            f" one does not; restore the lines: git checkout {commit} -- {ledger.path.name},"
            f" then {ledger.update_command}"
        )
        yield _finding(on_a_line(ledger.path.as_posix()), 1, Code.BROKEN_LINK, message)


def _in_commit(ledger: Ledger, against: str) -> Mapping[str, Entry]:
    """The entries that the ledger had in the commit *against*; without one, those of the last commit, if any."""
    commit, folder, name = against or "HEAD", ledger.path.resolve().parent, ledger.path.name
    if against.startswith("-"):
        raise UserError(f"{against} is not a commit; name one, such as origin/main")
    try:
        answer = git.read_file(folder, commit, name)
    except OSError as error:
        if against:
            raise UserError(f"git cannot be run ({error.strerror}); install it, or omit --against") from error
        return {}
    if answer.returncode == 0:
        return parse_bytes(answer.stdout, Path(f"{ledger.path} ({commit})"))
    if against:
        reason = git.reason(answer)
        raise UserError(f"{ledger.path} cannot be read in {against} ({reason}); name a commit that contains it")
    return {}


def _and_more(entries: list[Entry]) -> str:
    return f" and {len(entries) - 1:,} more" if len(entries) > 1 else ""


def _finding(path: str, line: int, code: Code, message: str) -> FileFinding:
    return FileFinding(path, line, 1, code.code, on_a_line(message))
