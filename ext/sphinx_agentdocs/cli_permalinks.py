"""The commands ``agentdocs permalinks``, which keep the ledger."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .cli_options import (
    Reading,
    print_report,
    reading_options,
    report_format_option,
    source_argument,
    source_of,
    source_option,
    yes_option,
)

if TYPE_CHECKING:
    from .core.ledger.entries import Entry
    from .core.ledger.update import Update
    from .ledger.opened import Ledger
    from .ledger.settled import Said
    from .ledger.update import Confirm


@click.group("permalinks")
def permalinks_group() -> None:
    """Keep every published link working, whatever happens to its guideline."""


@permalinks_group.command("update")
@source_argument
@click.option("--from-git", is_flag=True, help="Start with everything published in the history of the repository.")
@click.option(
    "--keep",
    default="",
    metavar="COMMIT",
    help="The published commit whose links stay as they are.  [default: that of the main branch, if it is merged]",
)
@yes_option
@reading_options("conf", "permalinks", "exclude", "limit")
def update_permalinks(source: Path, from_git: bool, keep: str, yes: bool, reading: Reading) -> None:
    """Record what the definitions in SOURCE publish now.

    Only this command, rename, retire and merge write the ledger.
    """
    from .ledger.settled import Settled

    definitions = source_of(source, reading, starts=True)
    settled = Settled(definitions, str(source))
    if not (from_git or keep) and (said := settled.said()):
        _print_said(said)
        return

    from .ledger.opened import open_ledger
    from .ledger.update import bring_up_to_date, nothing_new, with_history

    opened = open_ledger(definitions, str(source), new=True)
    if from_git:
        opened = with_history(opened)
    recorded = bring_up_to_date(opened, keep=keep, confirmed=confirmation(yes))
    print_update(opened, recorded.done)
    if recorded.is_settled:
        settled.note(recorded.definitions, recorded.content, nothing_new(opened, recorded.done))


@permalinks_group.command("status")
@source_argument
@reading_options("conf", "permalinks", "exclude", "limit")
def status_of_permalinks(source: Path, reading: Reading) -> None:
    """Show the state of the ledger, the changes that an update would record, and the open decisions."""
    from .ledger.check import status
    from .ledger.decisions import unsettled

    opened = _open(source, reading, new=True)
    for line in status(opened):
        click.echo(line)
    _print_decisions(opened, opened.entries, unsettled(opened.entries))


@permalinks_group.command("check")
@source_argument
@report_format_option
@click.option(
    "--against",
    default="",
    metavar="COMMIT",
    help="The published commit whose links must not break.  [default: the last one]",
)
@click.option(
    "--accept",
    multiple=True,
    metavar="CODE",
    help="A withdrawn link that may now lead to another guideline.",
)
@reading_options("conf", "permalinks", "exclude", "limit")
def check_permalinks(source: Path, format_: str, against: str, accept: tuple[str, ...], reading: Reading) -> None:
    """Fail if the checkout would break a published link or leave a new one unrecorded.

    For continuous integration; writes nothing.
    """
    from .core.ledger.codes import typed_code
    from .ledger.check import check as checked_links

    accepted = {typed_code(code) for code in accept}
    print_report(checked_links(_open(source, reading, new=True), against, accepted), format_)


@permalinks_group.command("rename")
@click.argument("old")
@click.argument("new")
@source_option
@yes_option
@reading_options("conf", "permalinks", "exclude", "limit")
def rename_agent(old: str, new: str, source: Path | None, yes: bool, reading: Reading) -> None:
    """Record that the agent OLD is now called NEW, if an update did not detect it.

    Also records everything else that an update would.
    """
    from .ledger.update import bring_up_to_date

    opened = _open(source or Path(), reading)
    print_update(opened, bring_up_to_date(opened, (old, new), confirmed=confirmation(yes)).done)


def confirmation(yes: bool) -> Confirm:
    """What decides whether many links are withdrawn or moved: ``--yes``, else the user on a terminal, else nobody."""
    from .ledger.update import refuse

    def ask(problem: str) -> None:
        if not click.confirm(f"{problem}. Record it?", err=True):
            refuse(problem)

    if yes:
        return lambda problem: None
    return ask if sys.stdin.isatty() else refuse


@permalinks_group.command("retire")
@click.argument("code")
@click.option("--replaced-by", default="", metavar="CODE", help="The code of the guideline that replaces it.")
@reading_options("conf", "permalinks")
@source_option
def retire_link(code: str, replaced_by: str, reading: Reading, source: Path | None) -> None:
    """Record that the guideline with CODE is gone.

    Its link then shows its last wording, with a link to the replacement if there is one.
    """
    from .ledger.decisions import retire

    opened = _open_for_decision(source or Path(), reading)
    entry = retire(opened, code, replaced_by)
    click.echo(f"{opened.path}: {entry.code} is withdrawn{f', replaced by {entry.to}' * bool(entry.to)}.")


@permalinks_group.command("merge")
@click.argument("code")
@click.argument("into")
@reading_options("conf", "permalinks")
@source_option
def merge_links(code: str, into: str, reading: Reading, source: Path | None) -> None:
    """Record that the guideline with CODE is now part of INTO: the link of CODE then leads to INTO."""
    from .ledger.decisions import merge

    opened = _open_for_decision(source or Path(), reading)
    entry = merge(opened, code, into)
    click.echo(f"{opened.path}: {entry.code} is now {entry.to}.")


def _open(source: Path, reading: Reading, *, new: bool = False, starts: bool = False) -> Ledger:
    """The ledger of *source*; with *new*, it may be missing, and with *starts*, the command would then create it."""
    from .ledger.opened import open_ledger

    return open_ledger(source_of(source, reading, starts=starts), str(source), new=new)


def _open_for_decision(source: Path, reading: Reading) -> Ledger:
    """The ledger, for a command that needs no definitions."""
    from .core.paths import LEDGER
    from .ledger.opened import open_ledger
    from .ledger.source import Source, is_documentation

    if reading.permalinks is None and reading.conf:
        return _open(source, reading)
    beside = source / LEDGER if is_documentation(source) else Path(LEDGER)
    return open_ledger(Source({}, reading.permalinks or beside), str(source))


def print_update(ledger: Ledger, done: Update) -> None:
    """Print the changes that an update recorded, and the open decisions."""
    from .ledger.update import said_of

    _print_said(said_of(ledger, done))
    _print_decisions(ledger, done.entries, [change.after.code for change in done.changes if change.kind == "ambiguous"])


def _print_said(said: Said) -> None:
    for line in said.lines:
        click.echo(line)
    for line in said.warnings:
        click.echo(line, err=True)


def _print_decisions(ledger: Ledger, entries: Mapping[str, Entry], codes: Sequence[str]) -> None:
    """Print the open decisions, each with the commands that settle it."""
    from .ledger.decisions import questions

    for line in questions(ledger, entries, codes):
        click.echo(line, err=True)
