"""The command ``agentdocs``.  Exit status: 0 fine, 1 findings, 2 usage or unreadable input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import NoReturn

import click

from . import __version__
from . import cite as citing
from .checks import check as checking
from .checks.baseline import read_baseline, unknown, write_baseline
from .checks.reports import FORMATS, LEVELS
from .core.citing.autolinks import commands
from .core.citing.forms import FORMS
from .core.findings import Code
from .core.ledger.entries import Entry
from .core.limits import limits_problem
from .core.short_links.addresses import KINDS
from .core.text.characters import on_a_line
from .disk.ledger_file import NAME
from .errors import UserError
from .ledger import check as links
from .ledger import decisions
from .ledger.ledger import Ledger, open_ledger
from .ledger.source import Source, open_source
from .ledger.update import bring_up_to_date, summary, with_history
from .site import build as site


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="agentdocs")
def main() -> None:
    """Documentation sites from folders of agent definitions."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # print what it can, whatever its encoding
            stream.reconfigure(errors="backslashreplace")


class Jobs(click.ParamType[int]):
    """A number of processes, or ``auto`` for as many as there are processors."""

    name = "N|auto"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; fails for anything else."""
        if value == "auto":
            return os.cpu_count() or 1
        try:
            number = int(value)
        except ValueError:
            number = 0
        if number < 1:
            self.fail("write a number of processes above 0, or auto", param, ctx)
        return number


class LimitType(click.ParamType[tuple[str, int]]):
    """A limit as ``NAME=NUMBER``."""

    name = "NAME=N"

    def convert(
        self, value: str | tuple[str, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """The name and the number; fails for anything else."""
        if not isinstance(value, str):
            return value
        name, _, digits = value.partition("=")
        if not digits.isdecimal():
            self.fail("write a name and a number, such as tokens=50000", param, ctx)
        if problem := limits_problem({name: int(digits)}):
            self.fail(problem, param, ctx)
        return name, int(digits)


class CodesType(click.ParamType[frozenset[str]]):
    """Codes of findings, separated by commas; a level stands for all of its codes."""

    name = "CODES"

    def convert(
        self, value: str | frozenset[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        """The codes; fails for a word that is none."""
        if not isinstance(value, str):
            return value
        codes: set[str] = set()
        for word in filter(None, (word.strip() for word in value.split(","))):
            named = {code.code for code in Code if word in (code.code, code.level, "all")}
            if not named:
                self.fail(f"no finding is called {word!r}; {_known_codes()}", param, ctx)
            codes |= named
        if not codes:
            self.fail(f"it names no code; {_known_codes()}", param, ctx)
        return frozenset(codes)


def _known_codes() -> str:
    return f"use one of {', '.join(sorted(code.code for code in Code))}, or {', '.join(LEVELS)} or all"


_EXCLUDE = click.option(
    "--exclude", multiple=True, metavar="PATTERN", help="Paths that are no definitions, such as README.md."
)
_LIMIT = click.option(
    "--limit", "limits", multiple=True, type=LimitType(), help="A limit in place of its default, such as tokens=50000."
)


_PERMALINKS = click.option(
    "--permalinks",
    "ledger",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The ledger; else what conf.py says, or permalinks.jsonl in the current folder.",
)


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The folder of the site.")
@click.option(
    "-b", "--builder", default="html", show_default=True, help="html, dirhtml, epub, or another builder of Sphinx."
)
@click.option("-j", "--jobs", type=Jobs(), default=1, show_default=True, help="How many processes build.")
@click.option("--title", default="Agents", show_default=True, help="The title of the site.")
@click.option("--base-url", default="", help="The address at which the site will stand.")
@_PERMALINKS
@_EXCLUDE
@_LIMIT
@click.option("-W", "--strict", is_flag=True, help="Exit with 1 if there are warnings.")
@click.option("-q", "--quiet", is_flag=True, help="Show warnings only.")
def build(
    source: Path,
    output: Path,
    builder: str,
    jobs: int,
    title: str,
    base_url: str,
    ledger: Path | None,
    exclude: tuple[str, ...],
    limits: tuple[tuple[str, int], ...],
    strict: bool,
    quiet: bool,
) -> None:
    """Build a site from every definition below SOURCE, without any configuration.

    What the next build needs is kept in a folder beside the output, OUTPUT.cache.
    """
    request = site.Request(source, output, builder, jobs, title, base_url, exclude, strict, quiet, dict(limits), ledger)
    try:
        report = site.build_site(request)
    except UserError as error:
        _refuse(error)
    if not quiet:
        _summarise(report, output, builder)
    if strict and report.warnings:
        sys.exit(1)


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=click.Path(path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How to report."
)
@click.option("--select", multiple=True, type=CodesType(), help="Report these codes or levels only.")
@click.option("--ignore", multiple=True, type=CodesType(), help="Do not report these codes or levels.")
@click.option("--fix", is_flag=True, help="Mend frontmatter where what a model reads stays the same.")
@click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE", help="Do not report what this file knows.")
@click.option("--update-baseline", is_flag=True, help="Write what is found to the baseline, and report nothing.")
@_EXCLUDE
@_LIMIT
def check(
    sources: tuple[Path, ...],
    format_: str,
    select: tuple[frozenset[str], ...],
    ignore: tuple[frozenset[str], ...],
    fix: bool,
    baseline: Path | None,
    update_baseline: bool,
    exclude: tuple[str, ...],
    limits: tuple[tuple[str, int], ...],
) -> None:
    """Check definitions without building: folders, or single files.

    Reports what a build would warn of and what else goes wrong in practice, with the file,
    the line, the column and the way to mend it. Exits with 1 if anything is found.
    """
    if update_baseline and baseline is None:
        raise click.UsageError("--update-baseline needs --baseline FILE, the file to write")
    try:
        checked = checking.check(checking.Request(sources, exclude, dict(limits), fix))
        checked.findings = [found for found in checked.findings if _is_selected(found.code, select, ignore)]
        if baseline is not None and update_baseline:
            write_baseline(baseline, checked.findings)
        if baseline is not None:
            checked.findings = unknown(checked.findings, read_baseline(baseline))
    except UserError as error:
        _refuse(error)
    click.echo(FORMATS[format_](checked), nl=False)
    if checked.findings:
        sys.exit(1)


@main.group("permalinks")
def permalinks_group() -> None:
    """Keep every link that was ever published, whatever becomes of its guideline."""


_SOURCE = click.argument("source", type=click.Path(path_type=Path))
_SOURCE_OPTION = click.option(
    "--source",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="SOURCE",
    help="The folder of the definitions, or of a conf.py.  [default: the current folder]",
)


@permalinks_group.command("update")
@_SOURCE
@_PERMALINKS
@click.option("--from-git", is_flag=True, help="Begin with what the history of the repository published.")
@_EXCLUDE
@_LIMIT
def update_permalinks(
    source: Path,
    ledger: Path | None,
    from_git: bool,
    exclude: tuple[str, ...],
    limits: tuple[tuple[str, int], ...],
) -> None:
    """Record what the definitions of SOURCE publish now. Only this and the commands below write the ledger."""
    with _refused():
        opened = _open(source, ledger, exclude, limits, new=True)
        if from_git:
            opened = with_history(opened)
        done = bring_up_to_date(opened)
        click.echo(f"{opened.path}: {summary(done)}")
        _ask(opened, done.entries, [change.after.code for change in done.changes if change.kind == "ambiguous"])


@permalinks_group.command("status")
@_SOURCE
@_PERMALINKS
@_EXCLUDE
@_LIMIT
def status_of_permalinks(
    source: Path, ledger: Path | None, exclude: tuple[str, ...], limits: tuple[tuple[str, int], ...]
) -> None:
    """Show what the ledger holds, what an update would record, and what is unsettled."""
    with _refused():
        opened = _open(source, ledger, exclude, limits, new=True)
        for line in links.status(opened):
            click.echo(line)
        _ask(opened, opened.entries, decisions.unsettled(opened.entries))


@permalinks_group.command("check")
@_SOURCE
@_PERMALINKS
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True, help="How to report."
)
@click.option("--against", default="", metavar="COMMIT", help="Miss nothing that the ledger of this commit holds.")
@_EXCLUDE
@_LIMIT
def check_permalinks(
    source: Path,
    ledger: Path | None,
    format_: str,
    against: str,
    exclude: tuple[str, ...],
    limits: tuple[tuple[str, int], ...],
) -> None:
    """Fail if what is checked out would break a published link, or leave one unrecorded. For CI; writes nothing."""
    with _refused():
        opened = _open(source, ledger, exclude, limits, new=True)
        checked = links.check(opened, against)
        click.echo(FORMATS[format_](checked), nl=False)
    if checked.findings:
        sys.exit(1)


@permalinks_group.command("rename")
@click.argument("old")
@click.argument("new")
@_SOURCE_OPTION
@_PERMALINKS
@_EXCLUDE
@_LIMIT
def rename_agent(
    old: str,
    new: str,
    source: Path,
    ledger: Path | None,
    exclude: tuple[str, ...],
    limits: tuple[tuple[str, int], ...],
) -> None:
    """Say that the agent OLD is NEW now, where an update could not tell; records everything else as well."""
    with _refused():
        opened = _open(source, ledger, exclude, limits)
        done = bring_up_to_date(opened, (old, new))
        click.echo(f"{opened.path}: {summary(done)}")
        _ask(opened, done.entries, [change.after.code for change in done.changes if change.kind == "ambiguous"])


@permalinks_group.command("retire")
@click.argument("code")
@click.option("--replaced-by", default="", metavar="CODE", help="What to read instead.")
@_PERMALINKS
@_SOURCE_OPTION
def retire_link(code: str, replaced_by: str, ledger: Path | None, source: Path) -> None:
    """Say that what had CODE is gone: its link leads to what it said, and to what replaced it."""
    with _refused():
        opened = _open_for_decision(source, ledger)
        entry = decisions.retire(opened, code, replaced_by)
        click.echo(f"{opened.path}: {entry.code} is withdrawn{f', replaced by {entry.to}' * bool(entry.to)}.")


@permalinks_group.command("merge")
@click.argument("code")
@click.argument("into")
@_PERMALINKS
@_SOURCE_OPTION
def merge_links(code: str, into: str, ledger: Path | None, source: Path) -> None:
    """Say that what had CODE lives on as INTO: links to the one lead to the other."""
    with _refused():
        opened = _open_for_decision(source, ledger)
        entry = decisions.merge(opened, code, into)
        click.echo(f"{opened.path}: {entry.code} is now {entry.to}.")


@contextmanager
def _refused() -> Iterator[None]:
    """End with one line where a ledger or its definitions cannot be read or written, or a decision makes no sense."""
    try:
        yield
    except UserError as error:
        _refuse(error)


def _open(
    source: Path,
    ledger: Path | None,
    exclude: tuple[str, ...],
    limits: tuple[tuple[str, int], ...],
    *,
    new: bool = False,
) -> Ledger:
    return open_ledger(open_source(source, ledger, exclude, dict(limits)), str(source), new=new)


def _open_for_decision(source: Path, ledger: Path | None) -> Ledger:
    """The ledger for a command that needs no definitions."""
    if ledger is None and (source / "conf.py").is_file():
        return _open(source, None, (), ())
    return open_ledger(Source({}, ledger or Path(NAME)), str(source))


def _ask(ledger: Ledger, entries: Mapping[str, Entry], codes: Sequence[str]) -> None:
    """Print what is to be decided."""
    for line in decisions.questions(ledger, entries, codes):
        click.echo(line, err=True)


@main.command("cite")
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option(
    "--source",
    type=click.Path(path_type=Path),
    metavar="SOURCE",
    help="The folder of the definitions, or of a conf.py.  [default: the current folder]",
)
@click.option(
    "--site", metavar="URL|FOLDER", help="A built site in place of the definitions: its address or its folder."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMS)),
    default=next(iter(FORMS)),
    show_default=True,
    help="A link, a quotation with its link, the address alone, or all that is known.",
)
@click.option(
    "-n", "--number", type=click.IntRange(1, 1000), default=5, show_default=True, help="How many guidelines at most."
)
@click.option("--base-url", default="", help="The address of the site; else the one that the site or conf.py says.")
@_PERMALINKS
@_EXCLUDE
def cite_guidelines(
    query: tuple[str, ...],
    source: Path | None,
    site: str | None,
    form: str,
    number: int,
    base_url: str,
    ledger: Path | None,
    exclude: tuple[str, ...],
) -> None:
    """Print the guidelines that answer QUERY best, ready to be pasted into a review.

    QUERY is a few words, typing errors forgiven, or the code of a guideline such as 7q2kd
    or AG-7q2kd. Exits with 1 if nothing fits.
    """
    if site is not None and (source or ledger or exclude):
        raise click.UsageError("--site is instead of the definitions; leave out --source, --permalinks and --exclude")
    with _refused():
        if site is not None:
            citable = citing.from_site(site, base_url)
        else:
            citable = citing.from_source(open_source(source or Path(), ledger, exclude), base_url)
        found = citing.cited(" ".join(query), citable, number)
    if not found:
        count = f"{len(citable.citations):,} guideline{'s' * (len(citable.citations) != 1)}"
        click.echo(on_a_line(f"agentdocs: none of {count} fits; try fewer or other words"), err=True)
        sys.exit(1)
    if not citable.root:
        click.echo("agentdocs: the links are relative to the site; give its address with --base-url", err=True)
    click.echo(FORMS[form](found), nl=False)


@main.command("autolinks")
@click.option("--base-url", required=True, help="The address of the site.")
@click.option("--prefix", default="AG-", show_default=True, help="What stands before a code in a review.")
@click.option(
    "--short-links",
    type=click.Choice(KINDS),
    default="pages",
    show_default=True,
    help="What agentdocs_short_links of the site says.",
)
def autolinks(base_url: str, prefix: str, short_links: str) -> None:
    """Print the commands of gh that make a link of AG-7q2kd in every review of a repository.

    They need a repository on GitHub in which you are an administrator.
    """
    with _refused():
        for line in commands(base_url, prefix, short_links):
            click.echo(line)


def _is_selected(code: str, select: Iterable[frozenset[str]], ignore: Iterable[frozenset[str]]) -> bool:
    selected = list(select)
    return (not selected or any(code in codes for codes in selected)) and not any(code in codes for codes in ignore)


def _refuse(error: Exception) -> NoReturn:
    """End with the one line that says what is wrong."""
    click.echo(on_a_line(f"agentdocs: {error}"), err=True)
    sys.exit(2)


def _summarise(report: site.Report, output: Path, builder: str) -> None:
    counts = ((report.agents, "agent"), (report.examples, "example"), (report.guidelines, "guideline"))
    click.echo("\n" + ", ".join(f"{count} {noun}{'s' * (count != 1)}" for count, noun in counts) + ".")
    if report.warnings:
        counted = ", ".join(f"{count} {code}" for code, count in sorted(report.warnings.items()))
        click.echo(f"Warnings: {counted}.")
    else:
        click.echo("No warnings.")
    if report.written or report.removed:
        click.echo(f"{report.written} files written, {report.removed} removed.")
    else:
        click.echo("Nothing has changed.")
    index = output / "index.html"
    click.echo(f"The site is in {index if index.exists() else output}.")
