"""The build without a configuration: from a folder of definitions to a site."""

from __future__ import annotations

import io
import logging
import re
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from ..core.paths import LEDGER
from ..core.text.characters import visible
from ..disk.files import Folder, find_definitions
from ..disk.last_changes import commit_of
from ..disk.plain_files import write_new
from ..errors import UserError, no_definitions
from ..notes import note, of_unused
from . import unchanged
from .cache import TEMPLATES, Files, close_work, locked, open_work
from .disk_errors import explain
from .inputs import Inputs, inputs_of
from .later_imports import ImportLater
from .publish import Published, Site, check_target, check_way, clear, publish, recover, was_interrupted
from .records import Records, records_of_user
from .report import Report
from .signals import ended_by_signals

if TYPE_CHECKING:
    from sphinx.application import Sphinx

COLLECTION = "agents"
_ERASE_LINE = "\x1b[2K"
STARTER = Path(__file__).resolve().parent / "starter"
_THEME, _PLAIN_THEME = "furo", "alabaster"
"""The theme of a site, and the one that comes with Sphinx."""
_RARE = ImportLater("charset_normalizer", "soupsieve", "sphinx.ext.doctest", "sphinx.util.requests")
"""What Furo and Sphinx import to guess encodings, select by CSS, trim doctests and fetch images.

It took a tenth of the time of an edit.
"""


@dataclass(frozen=True, slots=True)
class Request:
    """What to build: the arguments and options of the command."""

    source: Path
    out: Path
    builder: str = "html"
    jobs: int = 1
    title: str = "Agents"
    base_url: str = ""
    exclude: tuple[str, ...] = ()
    strict: bool = False
    quiet: bool = False
    limits: Mapping[str, int] = field(default_factory=dict)
    permalinks: Path | None = None
    extra: tuple[str, ...] = ()
    last_changed: bool = False


def build_site(request: Request) -> Report:
    """Build the site; raises UserError if that is not possible, and then leaves the previous site untouched."""
    source, out = _resolved(request.source), _resolved(request.out)
    cache = out.parent / f"{out.name}.cache"
    records = records_of_user((source, out, cache, Path.cwd()))
    if records.problem:
        note(f"{records.problem}, so nothing of this build can be used by the next one")
    try:
        check_way(request.out, out, records)
        mend(out, cache, records)
        found = _check(source, out, request)
        check_target(out, cache, records)
        with locked(cache), ended_by_signals(lambda: recover(out, cache, records)):
            for pattern in found.unused:
                note(of_unused(pattern, request.source, found.paths[0]))
            options = _options(request, source)
            inputs = inputs_of(source, found, ledger_of(request), options)
            if options.commit == "":
                why = f"{request.source} has no Git history, or only a part of it"
                note(f"--last-changed shows nothing, because {why}; in CI, fetch all commits (`fetch-depth: 0`)")
            if theme() != _THEME:
                fix = "run `pip install 'sphinx-agentdocs[site]'`"
                note(f"Furo is not installed, so the site has a plain theme; {fix}")
            if report := unchanged.repeated(cache, out, inputs.digest, records):
                sys.stderr.write(report.said)
                sys.stderr.flush()
                return report
            return _build(request, source, out, cache, records, inputs)
    except OSError as error:
        raise UserError(explain(error, source, out, cache) or str(error)) from error


def theme() -> str:
    """The theme for a site: Furo is a dependency of an extra only, because documentation has a theme of its own."""
    return _THEME if find_spec(_THEME) else _PLAIN_THEME


def mend(out: Path, cache: Path, records: Records) -> None:
    """Make *out* whole if the last run was killed while it published, before anything else can fail."""
    if cache.is_dir() and was_interrupted(cache):
        with locked(cache):
            recover(out, cache, records)


def _build(request: Request, source: Path, out: Path, cache: Path, records: Records, inputs: Inputs) -> Report:
    """Build in the cache and publish; whatever goes wrong, the previous site is at *out* in the end."""

    def run(work: Path) -> Report:
        try:
            report = _run_sphinx(request, source, work, inputs)
        except Exception as error:
            raise _failure(error, source, out, cache) from error
        if not source.is_dir():
            raise UserError(f"{request.source} was removed while it was read; restore it and build again")
        return report

    report, done = made(request.builder, out, cache, records, run, request.extra)
    if request.builder in unchanged.BUILDERS:
        now = inputs_of(
            source, find_definitions(source, request.exclude), ledger_of(request), _options(request, source)
        )
        if now == inputs:
            unchanged.note(cache, inputs.digest, done.output, report, records)
    return report


def made(
    builder: str, out: Path, cache: Path, records: Records, run: Callable[[Path], Report], extra: tuple[str, ...] = ()
) -> tuple[Report, Published]:
    """Let *run* make the site in a folder of the cache, and publish it; at the end, *out* has a whole site."""
    try:
        recover(out, cache, records)
        unchanged.forget(cache)
        clear(cache)
        work, before = open_work(cache, records, note)
        report = run(work)
        site = work / "site" / builder
        (site / ".buildinfo.bak").unlink(missing_ok=True)  # Sphinx leaves it behind when the configuration changes
        files, packs = close_work(cache, work, before, records), packs_of(work, builder)
        packed = {packs / name: digest for name, digest in _below(packs, work, files)}
        done = publish(Site(site, dict(_below(site, work, files)), packed), out, cache, records, extra)
    finally:
        recover(out, cache, records)
    report.written, report.removed = done.written, done.removed
    return report, done


def packs_of(work: Path, builder: str) -> Path:
    """The folder for packs of pages, which Sphinx does not have to write one by one."""
    return work / "packs" / builder


def _below(folder: Path, work: Path, files: Files) -> Iterator[tuple[str, str]]:
    """The files of *work* in one *folder* of it: their names there, and their hashes."""
    prefix = f"{folder.relative_to(work).as_posix()}/"
    return ((name.removeprefix(prefix), digest) for name, (_, digest) in files.items() if name.startswith(prefix))


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:
        raise UserError(f"{path} is a symbolic link to itself; choose another path") from error


class _Options(NamedTuple):
    """The options that decide what a build makes and refuses.

    *commit* is ``None`` unless pages show the last change, and empty if there is no history to find it in.
    """

    builder: str
    title: str
    base_url: str
    exclude: tuple[str, ...]
    limits: Mapping[str, int]
    extra: tuple[str, ...]
    commit: str | None


def _options(request: Request, source: Path) -> _Options:
    decisive = request.builder, request.title, request.base_url, request.exclude, request.limits, request.extra
    return _Options(*decisive, commit=commit_of(source) if request.last_changed else None)


def _check(source: Path, out: Path, request: Request) -> Folder:
    """The definitions; raises UserError if there is nothing to build, or no place for it."""
    if not source.exists():
        raise UserError(f"{request.source} does not exist; name the folder that holds the definitions")
    if not source.is_dir():
        raise UserError(f"{request.source} is a file; name its folder")
    if out == source or source.is_relative_to(out):
        raise UserError(f"{request.out} contains the definitions; choose another output folder")
    if request.permalinks and not request.permalinks.exists():
        start = f"start it with `agentdocs permalinks update {request.source} --permalinks {request.permalinks}`"
        raise UserError(f"{request.permalinks} does not exist; {start}, or fix the path")
    found = find_definitions(source, request.exclude)
    if not found.paths:
        raise nothing_found(request, found)
    return found


def nothing_found(request: Request, found: Folder) -> UserError:
    """The error for a source without definitions: why the first file in it that may be meant as one is none, if any."""
    fix = next(
        (f"{visible(path)}: {finding.message}" for path, finding in found.findings), "name a folder with .md files"
    )
    return no_definitions(request.source, bool(request.exclude), fix)


def ledger_of(request: Request) -> Path | None:
    """The path of the ledger: the one that was named, else the one in the current folder, if any."""
    path = request.permalinks or Path(LEDGER)
    return path.absolute() if request.permalinks or path.exists() else None


def _failure(error: Exception, source: Path, out: Path, cache: Path) -> UserError:
    """The error to report for one that Sphinx raised: a disk error, an error for its users, or a bug of ours."""
    from ..sphinx import compat
    from ..sphinx.ledger import BrokenLedgerError

    if isinstance(error, BrokenLedgerError):  # it may be a disk error, but not one of the site
        return UserError(str(error))
    if line := explain(error, source, out, cache):
        return UserError(line)
    if compat.is_for_users(error):
        return UserError(" ".join(str(error).split()))
    log = cache / "error.log"
    text = "".join(traceback.format_exception(error))
    write_new(log, (text + compat.remote_traceback(error)).encode("utf-8", "backslashreplace"))
    words = " ".join(f"{type(error).__name__}: {error}".split())
    return UserError(f"the build failed ({words}); report it with the file {log}")


def values_of(request: Request, source: Path, ledger: Path | None) -> dict[str, Any]:
    """The values for the configuration of a site that is made from a folder."""
    return {
        "agentdocs_collections": {COLLECTION: str(source)},
        "agentdocs_exclude": list(request.exclude),
        "agentdocs_limits": dict(request.limits),
        "agentdocs_permalinks": str(ledger) if ledger else None,
        "agentdocs_last_changed": request.last_changed,
        **look_of(request.title, request.base_url),
    }


def look_of(title: str, base_url: str) -> dict[str, Any]:
    """The values for what every site of the command looks like, and where it is."""
    return {
        "html_theme": theme(),
        "html_theme_options": {"top_of_page_buttons": []} if theme() == _THEME else {},  # an agent's page has its own
        "project": title,
        "html_title": escape(title),  # Sphinx takes it as HTML
        "html_baseurl": base_url,
    }


def _run_sphinx(request: Request, source: Path, work: Path, inputs: Inputs) -> Report:
    from ..sphinx.freshness import was_made_from

    values = values_of(request, source, ledger_of(request))
    how = Run(request.builder, values, request.jobs, request.strict, request.quiet)
    app, report = run_sphinx(how, work)
    report.settled = was_made_from(app, COLLECTION, inputs.found, inputs.stamps)
    return report


@dataclass(frozen=True, slots=True)
class Run:
    """How to run Sphinx for a site of ours: the builder, the values of its configuration, and what the command says."""

    builder: str
    values: Mapping[str, Any]
    jobs: int = 1
    strict: bool = False
    quiet: bool = False
    fresh: bool = False
    """Whether to forget what earlier builds read."""


def run_sphinx(how: Run, work: Path, prepare: Callable[[Sphinx], None] | None = None) -> tuple[Sphinx, Report]:
    """Make a site in *work*, after *prepare* has set up the application; return the latter and what it made."""
    if _RARE not in sys.meta_path:
        sys.meta_path.insert(0, _RARE)
    from sphinx.application import Sphinx

    from ..sphinx import compat
    from ..sphinx.domain import domain_of
    from ..sphinx.garbage import collect_with_pages
    from ..sphinx.short_links import take_pages

    report = Report()
    status, warning = Progress(None if how.quiet else sys.stdout), Heard(sys.stderr)
    with compat.standalone(STARTER), compat.without_other_builders(how.builder):
        app = Sphinx(
            STARTER,
            STARTER,
            work / "site" / how.builder,
            work / "doctrees" / how.builder,
            how.builder,
            dict(how.values),
            status=status,
            warning=warning,
            freshenv=how.fresh,
            warningiserror=how.strict,
            keep_going=True,  # before Sphinx 8.1, a strict build would stop at the first warning
            parallel=how.jobs,
        )
        compat.keep_templates(app.builder, work / TEMPLATES)
        take_pages(app, packs_of(work, how.builder))
        compat.filter_warnings(_Counter(report.warnings))
        if prepare:
            prepare(app)
        collect_with_pages(app)
        app.build()
    agents = domain_of(app.env).agents.values()
    report.agents = len(agents)
    report.examples = sum(len(agent.examples) for agent in agents)
    report.guidelines = sum(agent.count for agent in agents)
    report.said = warning.getvalue()
    return app, report


class Progress(io.StringIO):
    """Passes on the progress that Sphinx reports for pages, and no other lines."""

    PASSED = ("reading sources", "writing output")

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__()
        self.stream, self.line = stream, ""

    def write(self, text: str) -> int:
        """Take part of a line; a line is passed on once it is complete."""
        self.line += text
        *whole, self.line = re.split(r"(?<=[\n\r])", self.line)
        for line in whole:
            if self.stream and any(words in line for words in self.PASSED) and "%" in line:
                on_terminal = self.stream.isatty()
                self.stream.write(line if on_terminal else line.replace(_ERASE_LINE, "").rstrip() + "\n")
                self.stream.flush()
        return len(text)


class Heard(io.StringIO):
    """Passes on everything that Sphinx reports, and keeps it."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self.stream = stream

    def write(self, text: str) -> int:
        """Take a text."""
        self.stream.write(text)
        self.stream.flush()
        return super().write(text)


class _Counter(logging.Filter):
    """Counts the findings that are shown, and those that a warning stands for, by code."""

    def __init__(self, counts: Counter[str]) -> None:
        super().__init__()
        self.counts = counts

    def filter(self, record: logging.LogRecord) -> bool:
        """Count *record* and let it pass."""
        from ..sphinx.log import COUNT

        kind, code = getattr(record, "type", None), getattr(record, "subtype", None)
        self.counts[".".join(filter(None, (kind, code))) or "other"] += getattr(record, COUNT, 1)
        return True
