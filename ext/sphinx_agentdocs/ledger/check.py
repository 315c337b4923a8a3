"""Checking a ledger: the links that would break, and those that are not recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..checks.found import Checked, FileFinding
from ..core.findings import Code
from ..core.ledger.entries import Entry
from ..core.ledger.losses import Cause, Loss, losses
from ..core.ledger.update import Change, Update, update
from ..core.text.characters import on_a_line
from ..core.text.counts import counted
from ..core.text.rule_codes import without_code
from .commits import is_merged, is_shallow, last_committed, ledger_in
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


def check(ledger: Ledger, against: str = "", accepted: Container[str] = ()) -> Checked:
    """Every link that would break, or that is not recorded, if the working tree were published now.

    Compared with the ledger in the commit *against*, by default the last one, no link may lose its
    code, an address, a wording or its destination; those with the codes *accepted* may change their destination.
    """
    done, published = _pending(ledger)
    before = ledger_in(ledger, against) if against else last_committed(ledger)
    lines = _Lines.of(published, done)
    found = list(_pending_findings(ledger, done, lines))
    found += _claimed(done, lines)
    found += _lost(ledger, losses(before, done, published.units), before, against or "HEAD", accepted)
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


# -- links that an update would change


def _pending_findings(ledger: Ledger, done: Update, lines: _Lines) -> Iterator[FileFinding]:
    """One finding for each reworded link, and one for all links of a page to which the same happened."""
    groups: dict[Hashable, list[tuple[Change, Entry]]] = defaultdict(list)
    for change in done.changes:
        if change.before:
            groups[_cause(change, change.before)].append((change, change.before))
    for changes in groups.values():
        yield _changed(ledger, changes, lines)
    yield from _unrecorded(ledger, done, lines)


def _cause(change: Change, before: Entry) -> Hashable:
    """What links have in common if they changed for the same reason; a reworded or ambiguous link has its own."""
    if change.kind in ("reworded", "ambiguous"):
        return before.code
    return change.kind, before.page, change.after.page


def _changed(ledger: Ledger, changes: Sequence[tuple[Change, Entry]], lines: _Lines) -> FileFinding:
    """The finding for links that an update would change for the same reason."""
    change, before = next((pair for pair in changes if pair[1].sort == "guideline"), changes[0])
    after = change.after
    now = {
        "reworded": f", but its guideline now says {quoted(after.text)}",
        "moved": f", but its guideline is now in {after.page}",
        "merged": f", but its guideline is now part of {after.to}",
        "returned": " and is withdrawn, but its guideline is back",
        "changed": f", but its guideline is now at {after.address}",
        "withdrawn": ", but no guideline says this any more",
        "ambiguous": f", but it may now be {_any_of(len(after.candidates))}",
    }[change.kind]
    if change.kind == "reworded" and before.text.startswith(f"{after.text} "):
        now = ", but its words are now split into several guidelines, of which this is the first"
    if change.kind == "changed" and after.address == before.address:
        now = ", but its code, lists or description are not recorded as they are now"
    more = f" (and {len(changes) - 1:,} more of this page)" if len(changes) > 1 else ""
    message = f"the link {before.code} says {quoted(before.text)}{now}{more}; record it with `{ledger.update_command}`"
    code = Code.UNRECORDED_LINK if change.kind == "changed" else Code.BROKEN_LINK
    return _finding(*lines.place(after), code, message)


def _any_of(number: int) -> str:
    return f"any of {number:,} guidelines" if number > 1 else "another guideline"


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


def _claimed(done: Update, lines: _Lines) -> Iterator[FileFinding]:
    """One finding for each rule whose team gave it the code of another rule."""
    for unit, owner in done.claims:
        path, line = lines.place(owner)
        where = f"{path}:{line}" if owner.status == "live" else f"{owner.page}, until it was withdrawn"
        words = quoted(without_code(owner.text) or owner.text)
        message = f"`{unit.team_code}` belongs to {words} ({where}); give this rule a new code"
        yield _finding(*lines.place(done.entries[done.codes[unit.page, unit.anchor]]), Code.RULE_CODE, message)


# -- links that would break


def _lost(
    ledger: Ledger, lost: Iterable[Loss], before: Mapping[str, Entry], commit: str, accepted: Container[str]
) -> Iterator[FileFinding]:
    """One finding for each agent and cause of *lost*, compared with the ledger *before* in *commit*."""
    names = {
        place.partition("#")[0]: entry.anchor
        for entry in before.values()
        if entry.kind == "agent"
        for place in entry.addresses
    }
    groups: dict[tuple[str, Cause], list[Loss]] = defaultdict(list)
    for loss in lost:
        if loss.cause != "destination" or loss.entry.code not in accepted:
            groups[loss.entry.page, loss.cause].append(loss)
    restore = _restore(ledger, commit) if groups else ""
    for (page, _), group in groups.items():
        links = f"{counted(len(group), 'link')} of `{names.get(page, page)}` would break"
        message = f"{links}: {_explained(ledger, group, commit, restore)}"
        yield _finding(on_a_line(ledger.path.as_posix()), 1, Code.BROKEN_LINK, message)


def _explained(ledger: Ledger, group: Sequence[Loss], commit: str, restore: str) -> str:
    """What *group*, losses of the same cause, have lost since *commit*, and the fix: most often *restore*."""
    loss = group[0]
    said = f"{loss.entry.code} to {quoted(loss.entry.text)}"
    is_one = len(group) == 1
    accept = f"or check with --accept {loss.entry.code} if it is right"
    was_merged = loss.entry.status == "moved"
    if loss.cause == "destination" and loss.by == loss.entry.code and not was_merged:
        return f"{said} was withdrawn in {commit}, and now says something else; {restore} withdraws it, {accept}"
    if loss.cause == "destination" and was_merged:
        now = f"leads to {loss.by} now" if loss.by != loss.entry.code else "is only withdrawn now"
        return f"{said} led to {loss.entry.to} in {commit}, and {now}; {restore} takes that back, {accept}"
    if loss.cause == "destination":
        back = f"`{ledger.command('retire', loss.entry.code)}`"
        return f"{said} did not lead to {loss.by} in {commit}; take that back with {back}, {accept}"
    return f"{_lost_of(loss, said, is_one=is_one)}; restore what {commit} has: {restore}"


def _lost_of(loss: Loss, said: str, *, is_one: bool) -> str:
    """What was lost: *loss* or, unless it *is_one*, several like it."""
    if loss.cause == "code" and is_one:
        return f"{said} {'is another guideline now' if loss.by else 'is not in the ledger'}"
    if loss.cause == "code":
        return f"codes are not in the ledger or are other guidelines, such as {said}"
    if loss.cause == "address":
        taken = f", which is that of {loss.by} now" if loss.by else ""
        return f"the ledger lacks {'the address' if is_one else 'addresses, such as'} {loss.what}{taken}"
    if loss.cause == "wording":
        words = f"{quoted(loss.what)} of {loss.entry.code}"
        return f"the ledger lacks {'the wording' if is_one else 'wordings, such as'} {words}"
    now = "no longer leads there" if loss.by == loss.entry.code else f"leads to {loss.by}"
    return f"{said} {now}, although its guideline is still there"


def _restore(ledger: Ledger, commit: str) -> str:
    """The commands that restore what the ledger in *commit* has."""
    update = f"`{ledger.command('update', ledger.given, '--keep', commit)}`"
    if is_merged(ledger, commit) or is_shallow(ledger):
        return update
    return f"`git merge {commit}`, then {update}"


def _and_more(entries: list[Entry]) -> str:
    return f" and {len(entries) - 1:,} more" if len(entries) > 1 else ""


def _finding(path: str, line: int, code: Code, message: str) -> FileFinding:
    return FileFinding(path, line, 1, code.code, on_a_line(message))
