"""What a search tells the reader about its own answer: which words it read otherwise, left out or could not match."""

from __future__ import annotations

from collections.abc import Iterable

from .ranking import Answer


def note_of(found: Answer) -> str:
    """The note on an answer with guidelines; empty if there is nothing to tell.

    The pages have the same in their language.
    """
    parts = [f"{_quoted([word])} was read as {_quoted(f'{term}-' for term in terms)}" for word, terms in found.read_as]
    if found.unknown:
        parts.append(f"nothing has {_quoted(found.unknown)}")
    if not found.guidelines[0].whole:
        parts.append("no guideline has all of these words; the best matches are shown")
    return "; ".join(parts)


def _quoted(words: Iterable[str]) -> str:
    return " or ".join(f'"{word}"' for word in words)
