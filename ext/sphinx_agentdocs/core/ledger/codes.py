"""Codes: short names of units, derived from their texts, and never assigned twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Mapping

from ..seeds import SHORTEST
from ..text.identifiers import digest

LONGEST = 16
_LOOK_ALIKES = str.maketrans("ilo", "110")
"""Letters that no code contains, and the digits they are mistaken for."""


def typed_code(text: str) -> str:
    """The code in *text* as a person types it: any case, look-alike letters, a prefix as in ``AG-7Q2KD``."""
    return text.strip().rpartition("-")[2].lower().translate(_LOOK_ALIKES)


def contested(shortest: Mapping[str, str]) -> frozenset[str]:
    """The shortest codes that several new units with different seeds would get; *shortest* has the code of each seed.

    A text with a given code can be found by trying.  If the first unit got the code, a new definition could take over
    the short link of another one that no ledger records.  So none of them gets it: all get longer codes, and the page
    at the short one names them (see `prefixes`).
    """
    return frozenset(code for code, number in Counter(shortest.values()).items() if number > 1)


def prefixes(codes: Collection[str]) -> dict[str, list[str]]:
    """The shortest codes that are none of *codes* but begin several longer ones, with these."""
    longer: dict[str, list[str]] = {}
    for code in codes:
        if len(code) > SHORTEST and code[:SHORTEST] not in codes:
            longer.setdefault(code[:SHORTEST], []).append(code)
    return {code: sorted(some) for code, some in longer.items() if len(some) > 1}


def free_code(seed: str, *taken: Container[str]) -> str:
    """The code of *seed*: the shortest beginning of its digest, at least five characters long, in none of *taken*."""
    number = 1
    while True:
        whole = digest(seed if number == 1 else f"{seed}\n{number}", LONGEST)
        for length in range(SHORTEST, LONGEST + 1):
            if not any(whole[:length] in some for some in taken):
                return whole[:length]
        number += 1
