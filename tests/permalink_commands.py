"""The permalinks commands as a team uses them: in the current folder, with definitions in ``team`` and with Git."""

from __future__ import annotations

import subprocess
from pathlib import Path

from click.testing import CliRunner

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.core.ledger.entries import Entry
from sphinx_agentdocs.core.ledger.reading import read_ledger

LEDGER = Path("permalinks.jsonl")
KEEPER = """\
---
name: keeper
description: Use it at dusk.
---

- Trim the wick of the lamp before dusk every day.
- Count the ships at noon.
"""
"""The definition of an agent with two guidelines."""
_SETTINGS = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")


def run(*words: str) -> tuple[int, str, str]:
    """The exit code of ``agentdocs permalinks``, what it printed and what it reported."""
    result = CliRunner().invoke(main, ["permalinks", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def git(*words: str) -> str:
    """What Git prints."""
    return subprocess.run(["git", *_SETTINGS, *words], check=True, capture_output=True, text=True).stdout


def commit(message: str = "Change") -> None:
    """Commit everything."""
    git("add", "-A")
    git("commit", "-qm", message)


def write(path: str, text: str) -> None:
    """Write a file, in a folder that may not exist yet."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


def edit(old: str, new: str, path: str = "team/keeper.md") -> None:
    """Replace a text that a file contains once."""
    text = Path(path).read_text("utf-8")
    assert text.count(old) == 1
    write(path, text.replace(old, new))


def entries() -> dict[str, Entry]:
    """The entries of the ledger."""
    return read_ledger(LEDGER.read_text("utf-8"))


def entry_of(text: str) -> Entry:
    """The first entry with that text."""
    return next(entry for entry in entries().values() if entry.text == text)
