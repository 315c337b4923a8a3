"""How another wording of a text differs, for a reader who compares the two."""

from __future__ import annotations

from typing import Literal, NamedTuple

from rapidfuzz.distance import Levenshtein

_WORDS = 400
"""How many words are compared; the rest is ignored."""


class Piece(NamedTuple):
    """Words that are the ``same`` in another wording, ``added`` there, or ``left-out`` there."""

    text: str
    change: Literal["same", "added", "left-out"]


def other_wording(text: str, other: str) -> tuple[Piece, ...]:
    """*other* in pieces, with the words that only *text* has between them.

    Words are compared without regard to case and surrounding punctuation.
    """
    ours, theirs = text.split()[:_WORDS], other.split()[:_WORDS]
    pieces: list[Piece] = []
    for op in Levenshtein.opcodes([_bare(word) for word in ours], [_bare(word) for word in theirs]):
        gone, come = ours[op.src_start : op.src_end], theirs[op.dest_start : op.dest_end]
        if op.tag == "equal":
            pieces.append(Piece(" ".join(come), "same"))
        else:
            pieces += [Piece(" ".join(gone), "left-out")] if gone else []
            pieces += [Piece(" ".join(come), "added")] if come else []
    if len(other.split()) > _WORDS:
        pieces.append(Piece("\u2026", "same"))
    return tuple(pieces)


def _bare(word: str) -> str:
    return word.casefold().strip(".,;:!?\"'()[]*_`\u201c\u201d\u2018\u2019") or word
