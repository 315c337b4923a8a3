"""Codes: short names of units, derived from their texts, and never assigned twice."""

from __future__ import annotations

from collections.abc import Container

from ..text.identifiers import digest

SHORTEST, LONGEST = 5, 16
_LOOK_ALIKES = str.maketrans("ilo", "110")
"""Letters that no code contains, and the digits they are mistaken for."""


def typed_code(text: str) -> str:
    """The code in *text* as a person types it: any case, look-alike letters, a prefix as in ``AG-7Q2KD``."""
    return text.strip().rpartition("-")[2].lower().translate(_LOOK_ALIKES)


def seed(sort: str, agent: str, text: str, *more: str) -> str:
    """The text that a code is derived from; the same unit on two branches has the same seed, and so the same code."""
    return "\n".join((sort, agent, text, *more))


def free_code(seed: str, taken: Container[str]) -> str:
    """The code of *seed*: the shortest beginning of its digest, at least five characters long, that is not *taken*."""
    number = 1
    while True:
        whole = digest(seed if number == 1 else f"{seed}\n{number}", LONGEST)
        for length in range(SHORTEST, LONGEST + 1):
            if whole[:length] not in taken:
                return whole[:length]
        number += 1
