"""The command ``agentdocs``.  Exit status: 0 fine, 1 findings, 2 usage or unreadable input."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from . import __version__
from .build import BuildError, Report, Request, build_site


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="agentdocs")
def main() -> None:
    """Documentation sites from folders of agent definitions."""


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


@main.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The folder of the site.")
@click.option(
    "-b", "--builder", default="html", show_default=True, help="html, dirhtml, epub, or another builder of Sphinx."
)
@click.option("-j", "--jobs", type=Jobs(), default=1, show_default=True, help="How many processes build.")
@click.option("--title", default="Agents", show_default=True, help="The title of the site.")
@click.option("--base-url", default="", help="The address at which the site will stand.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Paths that are no definitions, such as README.md.")
@click.option("-W", "--strict", is_flag=True, help="Exit with 1 if there are warnings.")
@click.option("-q", "--quiet", is_flag=True, help="Show warnings only.")
def build(
    source: Path,
    output: Path,
    builder: str,
    jobs: int,
    title: str,
    base_url: str,
    exclude: tuple[str, ...],
    strict: bool,
    quiet: bool,
) -> None:
    """Build a site from every definition below SOURCE, without any configuration.

    What the next build needs is kept in a folder beside the output, OUTPUT.cache.
    """
    request = Request(source, output, builder, jobs, title, base_url, exclude, strict, quiet)
    try:
        report = build_site(request)
    except BuildError as error:
        click.echo(f"agentdocs: {error}", err=True)
        sys.exit(2)
    if not quiet:
        _summarise(report, output, builder)
    if strict and report.warnings:
        sys.exit(1)


def _summarise(report: Report, output: Path, builder: str) -> None:
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
