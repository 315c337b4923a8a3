"""What it costs to find relations: seconds of processor time, while definitions are read and when all are.

    python bench/relations.py FOLDER ...

Each folder is one of definitions.  With more than one, the last column says how the time for a
definition grows from the smallest to each other: 1.00 is as fast as N log N, less is slower growth.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sphinx_agentdocs.core.model import Definition
from sphinx_agentdocs.core.reader import read_definition
from sphinx_agentdocs.core.sharing import Guidance, fingerprint, shared_guidance
from sphinx_agentdocs.core.similarity import similar, terms_of
from sphinx_agentdocs.files import find_definitions

Result = TypeVar("Result")
LIMIT = 16_000_000
HEAD = ("definitions", "guidelines", "read", "prints", "terms", "shared", "similar", "to N log N")


def definitions(folder: Path) -> dict[str, Definition]:
    """The definitions of a folder by their paths."""
    return {
        path: read_definition((folder / path).read_bytes()[:LIMIT], path) for path in find_definitions(folder).paths
    }


def timed(make: Callable[[], Result]) -> tuple[float, Result]:
    """The processor time that *make* takes, and what it gives."""
    start = time.process_time()
    result = make()
    return time.process_time() - start, result


def guidance(found: dict[str, Definition]) -> list[Guidance]:
    """The guidelines of all definitions with their fingerprints."""
    return [
        Guidance(page, unit.anchor, unit.title, unit.text, fingerprint(unit.title, unit.text))
        for page, definition in found.items()
        for unit in definition.body.guidelines
    ]


def measured(folder: Path) -> tuple[int, int, tuple[float, ...]]:
    """How many definitions and guidelines a folder has, and the seconds of each step."""
    read, found = timed(lambda: definitions(folder))
    prints, units = timed(lambda: guidance(found))
    counted, terms = timed(lambda: {page: terms_of(definition) for page, definition in found.items()})
    shared, _ = timed(lambda: shared_guidance(units))
    likely, _ = timed(lambda: similar(terms))
    return len(found), len(units), (read, prints, counted, shared, likely)


def main() -> None:
    """Print a line a folder, the smallest first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", help="folders of definitions")
    rows = sorted(measured(folder) for folder in parser.parse_args().folders)
    sys.stdout.write("".join(f"{title:>12}" for title in HEAD) + "\n")
    first, cost = rows[0][0], sum(rows[0][2][1:])
    for number, units, seconds in rows:
        expected = cost * (number * math.log(number)) / (first * math.log(first))
        times = "".join(f"{one:11.2f}s" for one in seconds)
        sys.stdout.write(f"{number:12,}{units:12,}{times}{sum(seconds[1:]) / expected:12.2f}\n")


if __name__ == "__main__":
    main()
