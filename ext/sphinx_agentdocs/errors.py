"""The error for everything that a user can cause and fix."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can fix, on one line: what is wrong, where, and what to do.

    The command prints the line and exits with 2.  Any other exception is a bug in this program.
    """


def words_of(error: object) -> str:
    """The message of an error, on one line."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:200]
