"""Numbers of things in English, for the terminal; pages use the plurals of their language."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """A number and its noun, such as "1 file" or "1,200 files"."""
    return f"{count:,} {noun}{'s' * (count != 1)}"
