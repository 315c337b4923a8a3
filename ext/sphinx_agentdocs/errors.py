"""The error for everything that a user can cause and fix."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can fix, on one line: what is wrong, where, and what to do.

    The command prints the line and exits with 2.  Any other exception is a bug in this program.
    """


def no_definitions(source: object, is_excluding: bool, fix: str) -> UserError:
    """The error for a source in which nothing is found; *fix* is what to do unless patterns exclude all of it."""
    fix = "omit --exclude, or name another pattern" if is_excluding else fix
    return UserError(f"{source} contains no definitions{' that are not excluded' * is_excluding}; {fix}")


def words_of(error: object) -> str:
    """The message of an error, on one line."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:200]
