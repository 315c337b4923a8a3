"""The commands around the ledger: what has changed since it was written, and what the team decides."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ..checks.check import Checked, FileFinding
from ..core.findings import Code
from ..core.ledger.codes import typed_code
from ..core.ledger.entries import Entry
from ..core.ledger.update import Change, ChangeKind, Update, update
from ..core.reading.reader import read_definition
from ..core.text.characters import on_a_line
from ..core.text.sentences import first_sentences
from ..core.units import Unit
from ..disk import git
from ..disk.collector import rare_collections
from ..disk.files import read_bytes
from ..disk.ledger_file import NAME, parse_bytes, read_file, write_file
from ..errors import UserError
from .source import Published, Source, read_history, read_published

_QUOTED = 120
_LISTED = 3
NOUNS: tuple[ChangeKind, ...] = ("new", "reworded", "moved", "merged", "returned", "changed", "withdrawn", "ambiguous")
"""The kinds of change in the order in which they are counted."""


def today() -> str:
    """The day, in Greenwich, so that two machines write the same."""
    return datetime.now(UTC).date().isoformat()


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger on the disk and the definitions it is about; ``given`` is the folder as the user named it."""

    path: Path
    source: Source
    given: str
    entries: Mapping[str, Entry]

    def command(self, *words: str) -> str:
        """A command of this program about this ledger, to be pasted into a shell."""
        told = (
            [] if self.path == Path(NAME) or self.path == Path(self.given, NAME) else ["--permalinks", str(self.path)]
        )
        return shlex.join(["agentdocs", "permalinks", *words, *told])

    @property
    def update_command(self) -> str:
        """The command that records what is published now."""
        return self.command("update", self.given)


def open_ledger(source: Source, given: str, *, new: bool = False) -> Ledger:
    """The ledger of *source*; one that does not exist is empty if it may be *new*.

    Raises UserError.
    """
    path = source.ledger
    if path is None:
        raise UserError("`agentdocs_permalinks` is None; name the file there, or with --permalinks")
    missing = new and not path.exists() and not path.is_symlink()
    return Ledger(path, source, given, {} if missing else read_file(path))


# -- update, rename


def bring_up_to_date(ledger: Ledger, renamed: tuple[str, str] | None = None) -> Update:
    """Record what the definitions publish now; *renamed* are an agent's old and new name."""
    published = read_published(ledger.source)
    pages = _renamed_pages(ledger, published, *renamed) if renamed else {}
    done = update(ledger.entries, published.units, today(), pages)
    write_file(ledger.path, done.entries.values())
    return done


def summary(done: Update) -> str:
    """How many entries there are and what changed, as one line."""
    counts = Counter(change.kind for change in done.changes)
    total = f"{len(done.entries):,} link{'s' * (len(done.entries) != 1)}"
    told = ", ".join(f"{counts[noun]:,} {noun}" for noun in NOUNS if counts[noun])
    return f"{total}: {told}." if told else f"{total}, nothing has changed."


def questions(ledger: Ledger, entries: Mapping[str, Entry], codes: Iterable[str]) -> Iterator[str]:
    """For each of *codes* what it may have become, and the commands that settle it."""
    for code in codes:
        entry = entries[code]
        yield f'{entry.page}: the link {code} to "{_short(entry.text)}" may lead to one of {len(entry.candidates)} now:'
        for other in entry.candidates[:_LISTED]:
            yield f'  {other}: "{_short(entries[other].text)}" ({entries[other].page})'
        yield "  Until that is settled it leads to what it said, with links to these. Settle it with one of"
        for other in entry.candidates[:_LISTED]:
            yield f"    {ledger.command('merge', code, other)}"
        yield f"    {ledger.command('retire', code)}"


def unsettled(entries: Mapping[str, Entry]) -> list[str]:
    """The codes of what may be one of several."""
    return [code for code, entry in entries.items() if entry.candidates]


def _renamed_pages(ledger: Ledger, published: Published, old: str, new: str) -> dict[str, str]:
    before = _page_called(old, (entry for entry in ledger.entries.values() if entry.kind == "agent"), "in the ledger")
    after = _page_called(new, (unit for unit in published.units if unit.kind == "agent"), f"in {ledger.given}")
    if before == after:
        raise UserError(f"{old} and {new} are the same page, {before}; there is nothing to rename")
    return {before: after}


def _page_called(name: str, agents: Iterable[Entry | Unit], where: str) -> str:
    """The page of the one agent of that name."""
    known = list(agents)
    by_page = [agent.page for agent in known if agent.page == name]
    by_name = [agent.page for agent in known if name in (agent.anchor, agent.page.rpartition("/")[2])]
    by_title = [agent.page for agent in known if agent.title.casefold() == name.casefold()]
    for found in (by_page, by_name, by_title):
        pages = sorted(set(found))
        if len(pages) > 1:
            raise UserError(f"{name} is the name of {len(pages)} agents {where}; use a page: {', '.join(pages)}")
        if pages:
            return pages[0]
    close = _closest(name, sorted({agent.anchor for agent in known}))
    raise UserError(f"no agent is called {name} {where}" + (f"; did you mean {close}?" if close else ""))


def _closest(name: str, names: Sequence[str]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, names, 1)), "")


def with_history(ledger: Ledger) -> Ledger:
    """The ledger with what the commits of its repository published.

    Raises UserError, also where there is a ledger already.
    """
    if ledger.entries:
        message = f"{ledger.path} exists already, and begins with what it recorded; remove it to begin with the history"
        raise UserError(message)
    entries: Mapping[str, Entry] = {}
    with rare_collections():
        for date, units in read_history(ledger.source):
            entries = update(entries, units, date).entries
    return replace(ledger, entries=entries)


# -- retire, merge


def retire(ledger: Ledger, code: str, replaced_by: str = "") -> Entry:
    """Say that what had *code* is gone for good, and what to read instead."""
    entry = _settled(ledger, code)
    if replaced_by:
        _living(ledger, replaced_by, code)
    after = replace(entry, status="withdrawn", to=replaced_by, candidates=())
    write_file(ledger.path, {**ledger.entries, entry.code: after}.values())
    return after


def merge(ledger: Ledger, code: str, into: str) -> Entry:
    """Say that what had *code* lives on as *into*: its links lead there."""
    entry = _settled(ledger, code)
    target = _living(ledger, into, code)
    after = replace(entry, status="moved", to=target.code, candidates=())
    write_file(ledger.path, {**ledger.entries, entry.code: after}.values())
    return after


def entry_called(ledger: Ledger, code: str) -> Entry:
    """The entry of *code* as a person types it; raises UserError for an unknown code."""
    plain = typed_code(code)
    if plain not in ledger.entries:
        raise UserError(f"no link has the code {code}; see the menu of the guideline, or `agentdocs cite`")
    return ledger.entries[plain]


def _settled(ledger: Ledger, code: str) -> Entry:
    """The entry of *code*, which is no longer live."""
    entry = entry_called(ledger, code)
    if entry.status == "live":
        message = f'{entry.code} is live, "{_short(entry.text)}" in {entry.page}; remove it there and update first'
        raise UserError(message)
    return entry


def _living(ledger: Ledger, code: str, other: str) -> Entry:
    """The entry of *code*, which is live, for what had *other*."""
    entry = entry_called(ledger, code)
    if entry.status != "live":
        raise UserError(f"{entry.code} is {entry.status} itself; name a code that is live for {other}")
    return entry


# -- check, status


def pending(ledger: Ledger) -> tuple[Update, Published]:
    """What an update would change; the day stands for one that has not come."""
    published = read_published(ledger.source)
    return update(ledger.entries, published.units, today()), published


def status(ledger: Ledger) -> Iterator[str]:
    """What the ledger holds, and what an update would change."""
    counts = Counter(entry.status for entry in ledger.entries.values())
    told = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.items())) or "no link yet"
    yield f"{ledger.path}: {told}."
    done, _ = pending(ledger)
    if done.changes:
        yield f"Not recorded yet: {summary(done).partition(': ')[2]} Run `{ledger.update_command}`."
    else:
        yield "Everything that is published is recorded."


def check(ledger: Ledger, against: str = "") -> Checked:
    """Every link that would break or that is not recorded, if what is checked out were published as it is."""
    done, published = pending(ledger)
    lines = _Lines(ledger.source, published, done)
    found = [_finding(ledger, change, lines) for change in done.changes if change.before is not None]
    found += _unrecorded(ledger, done, lines)
    found += _lost(ledger, against)
    return Checked(len(published.files), sorted(found))


def _finding(ledger: Ledger, change: Change, lines: _Lines) -> FileFinding:
    before, after = change.before or change.after, change.after
    path, line = lines.of(after)
    what = f'the link {before.code} says "{_short(before.text)}"'
    then = {
        "reworded": f'and its guideline "{_short(after.text)}"',
        "moved": f"and its guideline is in {after.page}",
        "merged": f"and its guideline is the one of {after.to}",
        "returned": "and is withdrawn, but its guideline is there again",
        "changed": f"and its guideline is at {after.address}",
        "withdrawn": "and no guideline does",
        "ambiguous": f"and may be one of {len(after.candidates)} now",
    }[change.kind]
    message = f"{what} {then}; record it with `{ledger.update_command}`"
    code = Code.UNRECORDED_LINK if change.kind == "changed" else Code.BROKEN_LINK
    return FileFinding(path, line, 1, code.code, on_a_line(message))


def _unrecorded(ledger: Ledger, done: Update, lines: _Lines) -> Iterator[FileFinding]:
    """One finding for each page with something new."""
    new: dict[str, list[Entry]] = {}
    for change in done.changes:
        if change.kind == "new":
            new.setdefault(change.after.page, []).append(change.after)
    for entries in new.values():
        first = next((entry for entry in entries if entry.sort == "guideline"), entries[0])
        path, line = lines.of(first)
        others = f" and {len(entries) - 1:,} more" if len(entries) > 1 else ""
        message = f'no code is recorded for "{_short(first.text)}"{others}; record it with `{ledger.update_command}`'
        yield FileFinding(path, line, 1, Code.UNRECORDED_LINK.code, on_a_line(message))


def _lost(ledger: Ledger, against: str) -> Iterator[FileFinding]:
    """A finding if the ledger lacks what it held in the commit *against* (or the last one, if there is any)."""
    folder, name = ledger.path.resolve().parent, ledger.path.name
    if against.startswith("-"):
        raise UserError(f"{against} is no commit; name one, such as origin/main")
    try:
        answer = git.run(folder, "show", f"{against or 'HEAD'}:./{name}", "--")
    except OSError as error:
        if against:
            raise UserError(f"git cannot be run ({error.strerror}); install it, or leave out --against") from error
        return
    if answer.returncode:
        if against:
            message = (
                f"{ledger.path} cannot be read as of {against} ({git.reason(answer)}); name a commit that holds it"
            )
            raise UserError(message)
        return
    before = parse_bytes(answer.stdout, Path(f"{ledger.path} ({against or 'HEAD'})"))
    lost = [entry for code, entry in before.items() if code not in ledger.entries]
    if lost:
        others = f" and {len(lost) - 1:,} more" if len(lost) > 1 else ""
        message = (
            f'the link {lost[0].code} to "{_short(lost[0].text)}"{others} stood in the ledger of {against or "HEAD"};'
            f" put the lines back: git checkout {against or 'HEAD'} -- {ledger.path.name}, then {ledger.update_command}"
        )
        yield FileFinding(on_a_line(ledger.path.as_posix()), 1, 1, Code.BROKEN_LINK.code, on_a_line(message))


class _Lines:
    """Where something stands in the definitions; each file is read again once, if something is said of it."""

    def __init__(self, source: Source, published: Published, done: Update) -> None:
        self.source, self.files = source, published.files
        self.anchors = {code: anchor for (_, anchor), code in done.codes.items()}
        self.known: dict[str, dict[str, int]] = {}

    def of(self, entry: Entry) -> tuple[str, int]:
        """The file of *entry* and the line at which it stands, or 1; for a page that is gone the name of its file."""
        file = self.files.get(entry.page)
        if file is None:
            return on_a_line(f"{entry.page}.md"), 1
        if entry.page not in self.known:
            self.known[entry.page] = self._read(file)
        return on_a_line(file.as_posix()), self.known[entry.page].get(self.anchors.get(entry.code, ""), 1)

    def _read(self, file: Path) -> dict[str, int]:
        data = read_bytes(file.parent, file.name, self.source.limits.file_bytes)
        definition = read_definition(data, file.name, limits=self.source.limits, vocabulary=self.source.vocabulary)
        body = definition.body
        lines = {unit.anchor: unit.line for unit in body.guidelines}
        lines |= {section.anchor: section.line for section in body.sections}
        return lines | {example.anchor: example.line for example in definition.examples}


def _short(text: str) -> str:
    return on_a_line(first_sentences(text, _QUOTED))
