"""Texts that a page shows in the reader's language."""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802  # the name by which gettext tools know it
    """*text* itself, marked for translation, which happens where it is shown."""
    return text
