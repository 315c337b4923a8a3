"""How large a definition may be before a page shows it as plain text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep the time and memory of one definition proportional to a sane file.

    The largest of 3,274 public definitions is about 120 kB with 3,000 tokens, so that a
    definition made for use stays far below each of them.
    """

    file_bytes: int = 16_000_000
    """Bytes read of one file; the rest is left out, and the page says so."""
    file_chars: int = 1_000_000
    """Characters of one file that are shown, counted when its long lines are shortened."""
    line_chars: int = 100_000
    """Characters of one line; a longer one is shown with its beginning and its end."""
    frontmatter_chars: int = 200_000
    """Characters of frontmatter that are parsed as YAML; a longer one is read line by line."""
    paragraph_chars: int = 20_000
    """Characters of one paragraph, heading or table cell that are parsed as Markdown."""
    tokens: int = 20_000
    """Markdown tokens of one body; past it the body is shown as it stands."""
    depth: int = 64
    """Levels of nesting (a list and its item are two); past it the block is shown as it stands."""
    inline_depth: int = 24
    """Levels of emphasis and links in one paragraph."""
    name_chars: int = 200
    """Characters of a name shown as a title."""


DEFAULT_LIMITS = Limits()
