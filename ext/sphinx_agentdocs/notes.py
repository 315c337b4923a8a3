"""What a command tells its user that is neither an error nor a finding."""

from __future__ import annotations

import sys

from .core.text.characters import on_a_line


def note(line: str) -> None:
    """Write a line to the standard error, at once."""
    sys.stderr.write(on_a_line(f"agentdocs: note: {line}") + "\n")
    sys.stderr.flush()


def of_unused(pattern: str, source: object, path: str) -> str:
    """The words for a *pattern* of ``--exclude`` that matches nothing in *source*; *path* is one of its definitions.

    The path shows what a pattern is compared with: a pattern often begins with the folder itself, or names a folder
    that is not at the top.
    """
    return (
        f"--exclude {pattern} matches nothing; a pattern is for a whole path below {source}, such as {path}, "
        "or for a folder in it, and * also matches /"
    )
