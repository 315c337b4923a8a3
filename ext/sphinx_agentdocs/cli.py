"""The command ``agentdocs``.  Exit status: 0 success, 1 findings, 2 a usage error or input that cannot be read.

Each command imports what it needs itself, so that none waits for the modules of another.
"""

from __future__ import annotations

import os
import re
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from . import __version__
from .cli_options import (
    CodesType,
    Commands,
    JobsType,
    Reading,
    base_url_option,
    output_option,
    print_report,
    quiet_option,
    reading_options,
    report_format_option,
    source_argument,
    source_of,
    source_option,
    title_option,
)
from .cli_permalinks import confirmation, permalinks_group, print_update
from .core.choices import CITATION_FORMS
from .core.short_links.addresses import ADDRESS_KINDS
from .core.text.counts import counted
from .disk.collector import collect_never
from .errors import UserError

if TYPE_CHECKING:
    from .site.report import Report


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="agentdocs")
def main() -> None:
    """Build documentation sites from folders of agent definitions."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # characters that its encoding lacks are escaped
            stream.reconfigure(errors="backslashreplace")


def run() -> None:
    """Run the command as a process that ends at once, and only collects the garbage of pages.

    Python would first destroy every object of the site, one by one, for a process that nobody needs any more: a sixth
    of the time of a build after an edit.
    """
    collect_never()
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:  # nobody reads any more, and Python knows how to end then
            raise end from None
        os._exit(end.code)


main.add_command(permalinks_group)


# -- build


@main.command()
@source_argument
@output_option
@click.option(
    "-b", "--builder", default="html", show_default=True, help="html, dirhtml, epub, or another Sphinx builder."
)
@click.option("-j", "--jobs", type=JobsType(), default=1, show_default=True, help="The number of processes.")
@title_option
@base_url_option
@reading_options("permalinks", "exclude", "limit")
@click.option(
    "--extra", multiple=True, metavar="PATTERN", help="A file that you added to OUTPUT and that a browser may run."
)
@click.option(
    "--last-changed", is_flag=True, help="Show when each definition was last changed and by whom, from its repository."
)
@click.option("-W", "--strict", is_flag=True, help="Exit with 1 if there are warnings.")
@quiet_option
def build(
    source: Path,
    output: Path,
    builder: str,
    jobs: int,
    title: str,
    base_url: str,
    reading: Reading,
    extra: tuple[str, ...],
    last_changed: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Build a site from every definition below SOURCE, without any configuration.

    Data for the next build is kept next to the output, in OUTPUT.cache.
    """
    from .site.build import Request, build_site

    request = Request(
        source,
        output,
        builder,
        jobs,
        title,
        base_url,
        reading.exclude,
        strict,
        quiet,
        reading.limits,
        reading.permalinks,
        extra,
        last_changed,
    )
    report = build_site(request)
    if not quiet:
        _summarise(report, output)
    if strict and report.warnings:
        sys.exit(1)


@main.command("join")
@click.argument("sites", nargs=-1, required=True, metavar="SITE...")
@output_option
@title_option
@base_url_option
@quiet_option
def join(sites: tuple[str, ...], output: Path, title: str, base_url: str, *, quiet: bool) -> None:
    """Build one site that lists, finds and relates the agents of several finished SITEs, and leads to their pages.

    A SITE is its URL, its folder, or FOLDER=ADDRESS if its pages are published at an address. Without an address, links
    lead to the folder where it is. A site that has been published elsewhere needs nothing but its agents.json there.
    """
    from .site.join import JoinRequest, join_sites

    report = join_sites(JoinRequest(sites, output, title, base_url, quiet))
    if not quiet:
        _summarise(report, output)


def _summarise(report: Report, output: Path) -> None:
    counts = ((report.agents, "agent"), (report.examples, "example"), (report.guidelines, "guideline"))
    click.echo("\n" + ", ".join(counted(count, noun) for count, noun in counts) + ".")
    if report.warnings:
        listed = ", ".join(f"{count} {code}" for code, count in sorted(report.warnings.items()))
        click.echo(f"Warnings: {listed}.")
    else:
        click.echo("No warnings.")
    if report.written or report.removed:
        click.echo(f"{counted(report.written, 'file')} written, {report.removed:,} removed.")
    else:
        click.echo("Nothing has changed.")
    index = output / "index.html"
    click.echo(f"The site is in {index if index.exists() else output}.")


# -- init


@main.command("init")
@click.argument("root", default=".", metavar="[FOLDER]", type=click.Path(path_type=Path))
@click.option(
    "--source",
    default="",
    metavar="FOLDER",
    help="The folder of the definitions.  [default: .claude/agents, agents or .github/agents]",
)
@click.option("--yes", is_flag=True, help="Write the files without asking.")
def start_project(root: Path, source: str, yes: bool) -> None:
    """Start in a repository: a site or lines for the one it has, a ledger, and a gate for pull requests.

    Shows what it would write, and asks. Nothing that exists is replaced, and no conf.py is executed.
    """
    from .ledger.opened import open_ledger
    from .ledger.source import open_source
    from .ledger.update import bring_up_to_date
    from .site.start import described, planned, written

    start = planned(root, source)
    is_recorded = start.ledger.exists()
    if not start.steps and is_recorded:
        click.echo("Nothing to do: the repository has everything.")
        return
    for line in described(start):
        click.echo(line)
    if not is_recorded:
        click.echo(f"Create {start.ledger.relative_to(start.root)}, which records the link of each guideline.\n")
    if not yes:
        if not sys.stdin.isatty():
            raise UserError("nothing is written without a terminal; add --yes to write this")
        click.confirm("Write this?", abort=True)
    for path in written(start):
        click.echo(f"Written: {path}")
    if not is_recorded:
        opened = open_source(start.root / start.source, start.ledger, conf=False)
        ledger = open_ledger(opened, start.source, new=True)
        print_update(ledger, bring_up_to_date(ledger, confirmed=confirmation(yes)).done)


# -- serve


@main.command("serve")
@source_argument
@click.option(
    "-p", "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 for any free port."
)
@reading_options("conf", "permalinks", "exclude", "limit")
def serve_preview(source: Path, port: int, reading: Reading) -> None:
    """Show a site while you write: each change of a file is built, and the pages in the browser follow.

    The preview is for this machine only, and is deleted in the end. With --conf, it is the documentation in SOURCE.
    """
    from .site.build import Request
    from .site.serve import Subject, folder_of_definitions, serve

    if reading.conf:
        opened = source_of(source, reading)
        watched = (source, *opened.collections.values(), *filter(None, [opened.ledger]))
        subject = Subject(source, _values(reading), watched)
    elif reading.conf is None and (source / "conf.py").is_file():
        raise UserError(f"{source} has a conf.py; add --conf to execute it, or --no-conf to show its definitions only")
    else:
        request = Request(source, Path(), exclude=reading.exclude, limits=reading.limits, permalinks=reading.permalinks)
        subject = folder_of_definitions(request)
    serve(subject, port, click.echo)


def _values(reading: Reading) -> dict[str, Any]:
    """The values of a configuration that options of the command replace."""
    values = {
        "agentdocs_permalinks": str(reading.permalinks.absolute()) if reading.permalinks else "",
        "agentdocs_exclude": list(reading.exclude),
        "agentdocs_limits": dict(reading.limits),
    }
    return {name: value for name, value in values.items() if value}


# -- check


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=click.Path(path_type=Path))
@report_format_option
@click.option("--select", multiple=True, type=CodesType(), help="Report only these codes or levels.")
@click.option("--ignore", multiple=True, type=CodesType(), help="Do not report these codes or levels.")
@click.option("--fix", is_flag=True, help="Fix frontmatter where this does not change what a model reads.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Do not report findings listed in this file.",
)
@click.option("--update-baseline", is_flag=True, help="Write all findings to the baseline, and report none.")
@reading_options("exclude", "limit")
def check(
    sources: tuple[Path, ...],
    format_: str,
    select: tuple[frozenset[str], ...],
    ignore: tuple[frozenset[str], ...],
    fix: bool,
    baseline: Path | None,
    update_baseline: bool,
    reading: Reading,
) -> None:
    """Check definitions without building a site. SOURCE is a folder or a file.

    Reports what a build would warn about and other common mistakes, each with file, line, column
    and fix. Exits with 1 if there are findings.
    """
    from .checks.baseline import read_baseline, unknown, write_baseline
    from .checks.check import Request
    from .checks.check import check as checked_definitions
    from .checks.found import CODES
    from .notes import note

    if update_baseline and baseline is None:
        raise click.UsageError("--update-baseline needs --baseline FILE, the file to write")
    checked = checked_definitions(Request(sources, reading.exclude, reading.limits, fix))
    for line in checked.notes:
        note(line)
    selected = frozenset().union(*select) if select else frozenset(CODES)
    reported = selected.difference(*ignore)
    checked.findings = [found for found in checked.findings if found.code in reported]
    if baseline is not None and update_baseline:
        write_baseline(baseline, checked.findings)
    if baseline is not None:
        checked.findings = unknown(checked.findings, read_baseline(baseline))
    print_report(checked, format_)


# -- cite, autolinks


class PastedRule(click.Command):
    """A command whose words can be a rule as it stands in its file, after the marker of a list item."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse *args*, in which a hyphen before a space begins no option."""
        return super().parse_args(ctx, [re.sub(r"\A\s*-\s+", "", arg) for arg in args])


@main.command("cite", cls=PastedRule)
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@source_option
@click.option("--site", metavar="URL|FOLDER", help="Cite from a built site instead: its address or folder.")
@click.option(
    "--format",
    "form",
    type=click.Choice(CITATION_FORMS),
    default=CITATION_FORMS[0],
    show_default=True,
    help="A link, a quotation with its link, the address alone, or everything as JSON.",
)
@click.option(
    "-n",
    "--number",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    help="The maximum number of guidelines.",
)
@click.option("--base-url", default="", help="The address of the site.  [default: the one in the site or conf.py]")
@reading_options("conf", "permalinks", "exclude")
def cite_guidelines(
    query: tuple[str, ...],
    source: Path | None,
    site: str | None,
    form: str,
    number: int,
    base_url: str,
    reading: Reading,
) -> None:
    """Print the guidelines that match QUERY best, ready to paste into a review.

    QUERY is a few words, which may contain typing errors, or the code of a guideline, such as
    7q2kd or AG-7q2kd, or its short link. Exits with 1 if nothing matches.
    """
    from .cite import cited, from_site, from_source
    from .core.citing.forms import FORMS
    from .core.site_url import is_url
    from .core.text.characters import on_a_line

    if site is not None and (source or reading != Reading()):
        raise click.UsageError("--site replaces the definitions; omit --source, --conf, --permalinks and --exclude")
    if source is None and site is None and "/" in query[0] and os.path.isdir(query[0]):  # noqa: PTH112  # never raises
        raise click.UsageError(f"{query[0]} is a folder, not a word to look for; add --source before it")
    if site is not None:
        citable = from_site(site, base_url)
    else:
        citable = from_source(source_of(source or Path(), reading), base_url)
    found = cited(" ".join(query), citable, number)
    if not found.citations:
        nothing = f"none of {counted(len(citable.citations), 'guideline')} matches; try other words, or part of a word"
        click.echo(on_a_line(f"agentdocs: {found.note or nothing}"), err=True)
        sys.exit(1)
    if not all(is_url(one.link) for one in found.citations):
        click.echo("agentdocs: these links are relative; name the address of the site with --base-url", err=True)
    if found.note:
        click.echo(on_a_line(f"agentdocs: {found.note}"), err=True)
    click.echo(FORMS[form](found.citations), nl=False)


@main.command("autolinks")
@click.option("--base-url", required=True, help="The address of the site.")
@click.option("--prefix", default="AG-", show_default=True, help="The prefix that people write before a code.")
@click.option(
    "--short-links",
    type=click.Choice(ADDRESS_KINDS),
    default="pages",
    show_default=True,
    help="The value of agentdocs_short_links for the site.",
)
@click.option(
    "--rules", is_flag=True, help="Link the codes of your own rules: with --prefix PERF-, PERF-12 leads to that rule."
)
def autolinks(base_url: str, prefix: str, short_links: str, *, rules: bool) -> None:
    """Print the gh commands that turn codes such as AG-7q2kd into links throughout a repository.

    You must be an administrator of the repository, and it must be on GitHub.
    """
    from .core.citing.autolinks import commands

    if rules and click.get_current_context().get_parameter_source("prefix") is ParameterSource.DEFAULT:
        raise UserError("--rules needs the prefix of your rules; add it, as in --prefix PERF-")
    for line in commands(base_url, prefix, short_links, of_rules=rules):
        click.echo(line)
