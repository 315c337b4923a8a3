"""Shared by the commands: types of values, options and steps that several have, and the handling of errors.

Each shared option is written here once.  `reading_options` passes its values to the command
as one `Reading`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from .core.choices import LEVELS, REPORT_FORMATS
from .errors import UserError

if TYPE_CHECKING:
    from .checks.found import Checked
    from .ledger.source import Source

Command = Callable[..., None]
ReadingOption = Literal["conf", "permalinks", "exclude", "limit"]


class Commands(click.Group):
    """A group of commands that ends with one line and status 2 when the user has to fix something."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            from .core.text.characters import on_a_line

            click.echo(on_a_line(f"agentdocs: {error}"), err=True)
            ctx.exit(2)


# -- types of values


class SiteUrlType(click.ParamType):  # type: ignore[type-arg]
    """The address of a site, or an empty text."""

    name = "url"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address as it was written; raises UserError if it is none."""
        from .core.site_url import site_url

        try:
            return site_url(value) and value if value else ""
        except UserError as error:
            raise UserError(f"--base-url: {error}") from error


class JobsType(click.ParamType):  # type: ignore[type-arg]  # older versions of click take none
    """A number of processes, or ``auto`` for one per processor."""

    name = "N|auto"

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; anything else is a usage error."""
        if value == "auto":
            return os.cpu_count() or 1
        try:
            number = int(value)
        except ValueError:
            number = 0
        if number < 1:
            self.fail("write a number of processes above 0, or auto", param, ctx)
        return number


class LimitType(click.ParamType):  # type: ignore[type-arg]  # older versions of click take none
    """A limit as ``NAME=NUMBER``."""

    name = "NAME=N"

    def convert(
        self, value: str | tuple[str, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        """The name and the number; anything else is a usage error."""
        if not isinstance(value, str):
            return value
        from .core.limits import limits_problem

        name, _, digits = value.partition("=")
        if not digits.isdecimal():
            self.fail("write a name and a number, such as tokens=50000", param, ctx)
        if problem := limits_problem({name: int(digits)}):
            self.fail(problem, param, ctx)
        return name, int(digits)


class CodesType(click.ParamType):  # type: ignore[type-arg]  # older versions of click take none
    """Codes of findings, separated by commas; a level stands for all of its codes."""

    name = "CODES"

    def convert(
        self, value: str | frozenset[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        """The codes; an unknown word is a usage error."""
        if not isinstance(value, str):
            return value
        from .core.findings import Code

        codes: set[str] = set()
        for word in filter(None, (word.strip() for word in value.split(","))):
            named = {code.code for code in Code if word in (code.code, code.level, "all")}
            if not named:
                self.fail(f"no finding has the code {word!r}; {_known_codes()}", param, ctx)
            codes |= named
        if not codes:
            self.fail(f"no code given; {_known_codes()}", param, ctx)
        return frozenset(codes)


def _known_codes() -> str:
    from .core.findings import Code

    return f"use one of {', '.join(sorted(code.code for code in Code))}, or {', '.join(LEVELS)} or all"


# -- options


@dataclass(frozen=True, slots=True)
class Reading:
    """How the user wants definitions to be read: by a configuration or not, the ledger, excluded files, the limits."""

    conf: bool | None = None
    permalinks: Path | None = None
    exclude: tuple[str, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)


_READING = {
    "conf": click.option(
        "--conf/--no-conf",
        default=None,
        help="Execute the conf.py in SOURCE and read the collections that it names, or do not.  [default: do not]",
    ),
    "permalinks": click.option(
        "--permalinks",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The ledger.  [default: permalinks.jsonl in the current folder; with --conf, the one named in conf.py]",
    ),
    "exclude": click.option(
        "--exclude", multiple=True, metavar="PATTERN", help="Files and folders without definitions, such as drafts."
    ),
    "limit": click.option(
        "--limit",
        "limits",
        multiple=True,
        type=LimitType(),
        help="A limit to use instead of its default, such as tokens=50000.",
    ),
}


def reading_options(*names: ReadingOption) -> Callable[[Command], Command]:
    """The options that say how definitions are read; the command gets them as ``reading``, a `Reading`."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def with_reading(
            conf: bool | None = None,
            permalinks: Path | None = None,
            exclude: tuple[str, ...] = (),
            limits: tuple[tuple[str, int], ...] = (),
            **values: Any,
        ) -> None:
            command(reading=Reading(conf, permalinks, exclude, dict(limits)), **values)

        for name in reversed(names):
            with_reading = _READING[name](with_reading)
        return with_reading

    return decorate


source_argument = click.argument("source", type=click.Path(path_type=Path))
source_option = click.option(
    "--source",
    type=click.Path(path_type=Path),
    metavar="SOURCE",
    help="The folder with the definitions or, with --conf, a conf.py.  [default: the current folder]",
)
yes_option = click.option("--yes", is_flag=True, help="Withdraw many links without asking.")
report_format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(REPORT_FORMATS),
    default="text",
    show_default=True,
    help="The format of the report.",
)
output_option = click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="The folder to write the site to."
)
title_option = click.option("--title", default="Agents", show_default=True, help="The title of the site.")
base_url_option = click.option(
    "--base-url",
    type=SiteUrlType(),
    metavar="TEXT",
    default="",
    help="The address at which the site will be published.",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Show warnings only.")


# -- what several commands do


def source_of(folder: Path, reading: Reading, *, starts: bool = False) -> Source:
    """The definitions in *folder*, with a note if it has a conf.py that is not executed although nobody forbade it."""
    from .core.text.characters import on_a_line
    from .ledger.source import open_source

    opened = open_source(folder, reading.permalinks, reading.exclude, reading.limits, conf=reading.conf)
    if reading.conf is None and (folder / "conf.py").is_file():
        if starts and opened.ledger and not opened.ledger.exists():
            raise UserError(f"{folder} has a conf.py; start its ledger with --conf, or add --no-conf")
        note = f"agentdocs: {folder / 'conf.py'} is not executed; add --conf if it names the collections"
        click.echo(on_a_line(note), err=True)
    return opened


def print_report(checked: Checked, format_: str) -> None:
    """Print the findings; with any, exit with 1."""
    from .checks.reports import FORMATS

    click.echo(FORMATS[format_](checked), nl=False)
    if checked.findings:
        sys.exit(1)
