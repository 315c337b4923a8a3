"""The texts that codes are derived from, and the codes of most units, which depend on nothing else."""

from __future__ import annotations

from .text.identifiers import digest

SHORTEST = 5


def seed(sort: str, agent: str, text: str, *more: str) -> str:
    """The text that a code is derived from; the same unit on two branches has the same seed, and so the same code."""
    return "\n".join((sort, agent, text, *more))


def shortest_code(seed: str) -> str:
    """The code of *seed* if nothing else has it."""
    return digest(seed, SHORTEST)
