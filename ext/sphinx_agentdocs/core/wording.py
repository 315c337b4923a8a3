"""Where another wording of a text differs, for a reader who compares the two."""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

_WORDS = 400
"""How many words are compared; what follows is left out."""


class Piece(NamedTuple):
    """A part of a text, and whether it differs from the other wording."""

    text: str
    differs: bool


def other_wording(text: str, other: str) -> tuple[Piece, ...]:
    """*other* in pieces, each of which either stands in *text* as well or differs from it.

    Words are compared without regard to case and to the marks around them.
    """
    ours, theirs = text.split()[:_WORDS], other.split()[:_WORDS]
    steps = Levenshtein.opcodes([_bare(word) for word in ours], [_bare(word) for word in theirs])
    pieces = (Piece(" ".join(theirs[op.dest_start : op.dest_end]), op.tag != "equal") for op in steps)
    rest = [Piece("\u2026", False)] if len(other.split()) > _WORDS else []
    return (*(piece for piece in pieces if piece.text), *rest)


def _bare(word: str) -> str:
    return word.casefold().strip(".,;:!?\"'()[]*_`\u201c\u201d\u2018\u2019") or word
