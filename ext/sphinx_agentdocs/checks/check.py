"""Check definitions without building a site: the warnings of a build, and the findings of the rules."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from ..core.checking.description_rules import shows_example
from ..core.checking.fixes import fixed_text
from ..core.checking.rule_codes import same_codes
from ..core.checking.rules import check_definition
from ..core.checking.team_rules import (
    Entry,
    duplicate_name,
    entry_of,
    missing_example,
    same_names,
    team_findings,
)
from ..core.findings import Code, Finding
from ..core.formats import team_of
from ..core.limits import Limits, limits_with
from ..core.model import Definition, Mention
from ..core.naming.mentions import find_mentions
from ..core.naming.names import Named, Names, stem_of
from ..core.paths import SUFFIX, address_findings, addresses
from ..core.reading.reader import read_definition
from ..core.text.characters import on_a_line, visible
from ..core.text.rule_codes import may_have_codes
from ..core.units import Unit, units_of
from ..disk.files import Folder, find_definitions, read_bytes
from ..disk.memo import Memo
from ..disk.replace import replace_file
from ..errors import UserError, no_definitions
from ..notes import of_unused
from .found import Checked, FileFinding

FIXABLE = frozenset({Code.FRONTMATTER, Code.ESCAPED_NEWLINE})
"""The codes of findings that `fixed_bytes` may remove."""
_CONTEXT_CHARS = 200
_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Request:
    """What to check, from the options of the command.

    *sources* are folders and single files; *exclude* contains glob patterns for paths below the
    folders.  With *fix*, files are fixed first, and the remaining findings are reported.
    """

    sources: tuple[Path, ...]
    exclude: tuple[str, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    fix: bool = False


def check(request: Request) -> Checked:
    """Check the definitions; raises UserError where a source cannot be read or a file cannot be written."""
    checked = Checked()
    sources = []
    for path in request.sources:
        before = checked.definitions, len(checked.findings)
        sources.append(_Source(path, request, checked))
        sources[-1].check()
        if before == (checked.definitions, len(checked.findings)):
            is_excluding = bool(request.exclude) and path.is_dir()
            raise no_definitions(path, is_excluding, "name a .md file or a folder with .md files")
    checked.notes += _unused(request, sources)
    names = Names(named for source in sources for named in source.named())
    for source in sources:
        source.check_team(names)
    checked.findings = sorted(set(checked.findings))  # two sources may contain the same file
    return checked


def _unused(request: Request, sources: Sequence[_Source]) -> Iterator[str]:
    """A note for each pattern that excludes nothing in any of the sources."""
    folders = [source for source in sources if source.found.paths]
    for pattern in request.exclude if folders else ():
        if all(pattern in source.found.unused for source in folders):
            yield of_unused(pattern, folders[0].root, folders[0].found.paths[0])


class _Source:
    """One folder or file to check."""

    def __init__(self, source: Path, request: Request, checked: Checked) -> None:
        try:
            source.stat()
        except (FileNotFoundError, ValueError) as error:
            raise UserError(f"{source} does not exist; name a folder of definitions or a single definition") from error
        except OSError as error:
            raise UserError(f"{source} cannot be read ({error.strerror}); fix the path or its permissions") from error
        self.root = source if source.is_dir() else source.parent
        self.only = None if source.is_dir() else source.name
        self.request, self.exclude, self.checked = request, request.exclude, checked
        self.limits: Limits = limits_with(request.limits)
        self.folder = Path(os.path.abspath(self.root)).as_posix()  # noqa: PTH100  # without following links
        self.found = Folder((), ())
        self.seen: list[_Seen] = []
        self.lines: dict[tuple[str, int], str] = {}

    def check(self) -> None:
        """Report the problems of each definition, and names that two of them share."""
        memo = Memo("check", self.root, (self.limits, self.folder)) if self._is_worth_a_memo else None
        for path in self._paths():
            data = self._data(path)
            if data is not None:
                make = partial(self._check_file, path, data)
                context = (path, self._page(path))
                self.seen.append(memo.result(data, context, make, _packed, _unpacked) if memo else make())
        if memo:
            memo.save()
        self.checked.definitions += len(self.seen)
        self.checked.findings += [found for seen in self.seen for found in seen.findings]
        self.lines = {(path, number): text for seen in self.seen for path, number, text in seen.lines}
        rules = [rule for seen in self.seen for rule in seen.rules]
        for path, finding in same_codes(rules, {unit.page: unit.page for unit in rules}):
            self._add(path, finding, context=self.lines.get((path, finding.line), ""))
        for entry, first in same_names(self.entries, lambda entry: entry.team):
            self._add(self._path(entry.page), duplicate_name(entry.name, entry.line, self._path(first.page)))

    @property
    def _is_worth_a_memo(self) -> bool:
        """Whether the results of the files are kept: not those of one file, nor those before a fix."""
        return self.only is None and not self.request.fix

    @property
    def entries(self) -> list[Entry]:
        """What is compared of each definition."""
        return [seen.entry for seen in self.seen]

    def _check_file(self, path: str, data: bytes) -> _Seen:
        """What there is to say about one definition, after fixing it if requested."""
        definition, lines, found = _checked(data, path, self.limits, self.folder)
        fixed = self._fixed(data, found)
        if fixed is not None and self.request.fix:
            self._write(path, data, fixed)
            definition, lines, found = _checked(fixed, path, self.limits, self.folder)
            fixed = None
        fixable = FIXABLE - self._codes(path, fixed) if fixed is not None else frozenset()
        findings = [self._found(path, finding, lines, fixable=finding.code in fixable) for finding in found]
        return self._seen(definition, lines, findings)

    def _fixed(self, data: bytes, found: Iterable[Finding]) -> bytes | None:
        """The fixed file, or ``None``; a file past the limit was not read whole, and fixing it would lose the rest."""
        whole = len(data) <= self.limits.file_bytes
        return fixed_bytes(data) if whole and any(finding.code in FIXABLE for finding in found) else None

    def _codes(self, path: str, data: bytes) -> set[Code]:
        return {finding.code for finding in _checked(data, path, self.limits, self.folder)[2]}

    def _seen(self, definition: Definition, lines: Sequence[str], findings: list[FileFinding]) -> _Seen:
        """The findings, what is compared with other definitions, and the lines that findings may refer to."""
        path = definition.source
        mentions = find_mentions(definition, quoting=False)
        team = team_of(path, definition.format)
        entry = entry_of(self._page(path), definition.name, mentions, definition.name_line, team)
        shown = shows_example(definition)
        rules = [unit for unit in units_of(definition, path) if unit.team_code] if definition.anchors else []
        quoted = {mention.line for mention in mentions if mention.called or mention.both}
        quoted |= {rule.line for rule in rules}
        if shown is not None:
            quoted.add(definition.description.line)
        texts = [(path, number, lines[number - 1].strip()[:_CONTEXT_CHARS]) for number in sorted(quoted)]
        example = None if shown is None else (path, definition.description.line, shown)
        return _Seen(findings, entry, example, texts, rules)

    def _page(self, path: str) -> str:
        return (self.root / path).as_posix()

    def _path(self, page: str) -> str:
        return Path(page).relative_to(self.root).as_posix()

    def named(self) -> Iterable[Named]:
        """Each checked definition with all names by which others may call it."""
        for entry in self.entries:
            group, _, file = self._path(entry.page).rpartition("/")
            yield Named(entry.page, self.root.as_posix(), group, entry.name, stem_of(file))

    def check_team(self, names: Names) -> None:
        """Report problems between definitions; *names* contains those of all sources."""
        for page, finding in team_findings(self.entries, names):
            self._add_later(self._path(page), finding)
        if lacking := missing_example([seen.example for seen in self.seen if seen.example is not None]):
            self._add_later(*lacking)

    def _add_later(self, path: str, finding: Finding) -> None:
        """Report a finding about a file that was read before."""
        self._add(path, finding, context=self.lines.get((path, finding.line), ""))

    def _paths(self) -> Iterable[str]:
        """The paths of the definitions; unusable entries, and paths that do not work as addresses, are reported."""
        if self.only is not None:
            return [self.only] if self.only.endswith(SUFFIX) else []
        self.found = find_definitions(self.root, self.exclude, self.limits.definitions)
        for path, finding in self.found.findings:
            self._add(path, finding)
        for path, finding in address_findings(addresses(self.found.paths)):
            self._add(path, finding)
        return self.found.paths

    def _data(self, path: str) -> bytes | None:
        try:
            return read_bytes(self.root, path, self.limits.file_bytes)
        except OSError as error:
            message = f"cannot be read ({error.strerror or error}); restore the file"
            self._add(path, Finding(Code.UNREADABLE, message))
            return None

    def _write(self, path: str, before: bytes, data: bytes) -> None:
        """Replace the file in one step, unless it changed since it was read."""
        file = (self.root / path).resolve()
        try:
            if read_bytes(self.root, path, len(before)) != before:
                raise UserError(f"{file} changed while it was being fixed; check again")
            replace_file(file, data)
        except OSError as error:
            reason = error.strerror or error
            raise UserError(f"{file} cannot be written ({reason}); free disk space or fix its permissions") from error
        self.checked.fixed.append(self._named(path))

    def _add(self, path: str, finding: Finding, *, context: str = "") -> None:
        self.checked.findings.append(self._found(path, finding, context=context))

    def _found(
        self, path: str, finding: Finding, lines: Sequence[str] = (), *, context: str = "", fixable: bool = False
    ) -> FileFinding:
        if finding.line <= len(lines):
            context = lines[finding.line - 1].strip()[:_CONTEXT_CHARS]
        message, code = on_a_line(finding.message), finding.code.code
        return FileFinding(self._named(path), finding.line, finding.column, code, message, visible(context), fixable)

    def _named(self, path: str) -> str:
        """The path as it is reported: one line of text, whatever characters the file name contains."""
        return on_a_line((self.root / path).as_posix())


class _Seen(NamedTuple):
    """What a check needs of a definition that it has read; *example* and *lines* are places with what is there."""

    findings: list[FileFinding]
    entry: Entry
    example: tuple[str, int, bool] | None
    lines: list[tuple[str, int, str]]
    rules: list[Unit]


def _packed(seen: _Seen) -> object:
    """As values of JSON."""
    return [[astuple(found) for found in seen.findings], *seen[1:]]


def _unpacked(values: list[Any]) -> _Seen:
    """From values of JSON."""
    findings, (page, name, mentions, *more), example, lines, rules = values
    return _Seen(
        [FileFinding(*found) for found in findings],
        Entry(page, name, tuple(Mention(*mention) for mention in mentions), *more),
        example and tuple(example),
        lines,
        [Unit(*rule) for rule in rules],
    )


def _checked(data: bytes, path: str, limits: Limits, folder: str) -> tuple[Definition, Sequence[str], list[Finding]]:
    """A definition, its lines, and its findings; with its guidelines, which take long, if one may have a code."""
    blocks_only = not may_have_codes(data.decode("utf-8", "replace"))
    definition = read_definition(data, path, limits=limits, blocks_only=blocks_only, folder=folder)
    return definition, definition.raw.split("\n"), [*definition.findings, *check_definition(definition)]


def fixed_bytes(data: bytes) -> bytes | None:
    """The file with its frontmatter fixed, or ``None`` if there is nothing to fix safely.

    Newlines and a byte-order mark stay.  A file that is not UTF-8 or mixes kinds of newlines is
    left alone.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    newlines = set(_NEWLINE.findall(text))
    if len(newlines) != 1 or "\0" in text:
        return None
    newline = newlines.pop()
    better = fixed_text(text.removeprefix(mark).replace(newline, "\n"))
    return None if better is None else (mark + better.replace("\n", newline)).encode()
