"""The cost of finding relations, in seconds of processor time, while definitions are read and afterwards.

    python bench/relations.py FOLDER ...

Each folder holds definitions.  With more than one, the last column compares the growth of the time,
from the smallest folder to each other one, with N log N: 1.00 is the same growth, less is slower growth.
"""

from __future__ import annotations

import argparse
import gc
import math
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from sphinx_agentdocs.core.checking.team_rules import Entry, team_findings
from sphinx_agentdocs.core.model import Definition
from sphinx_agentdocs.core.naming.mentions import find_mentions
from sphinx_agentdocs.core.naming.names import Names
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.relating.relations import Profile, profile_of, relate
from sphinx_agentdocs.core.relating.similar_agents import similar
from sphinx_agentdocs.core.units import units_of
from sphinx_agentdocs.disk.files import find_definitions

Result = TypeVar("Result")
LIMIT = 16_000_000
HEAD = ("definitions", "guidelines", "read", "mentions", "profiles", "relate", "findings", "to N log N")
"""The profiles include the mentions, which are also measured by themselves."""


def definitions(folder: Path) -> dict[str, Definition]:
    """The definitions of a folder by their paths."""
    return {
        path: read_definition((folder / path).read_bytes()[:LIMIT], path) for path in find_definitions(folder).paths
    }


def timed(make: Callable[[], Result]) -> tuple[float, Result]:
    """The processor time that *make* takes, and its result."""
    start = time.process_time()
    result = make()
    return time.process_time() - start, result


def measured(folder: Path) -> tuple[int, int, tuple[float, ...]]:
    """How many definitions and guidelines a folder has, and the seconds of each step."""
    gc.disable()  # as good as off while the command builds
    read, found = timed(lambda: definitions(folder))
    mentions, _ = timed(lambda: [find_mentions(definition) for definition in found.values()])
    profiled, profiles = timed(lambda: [profile_of(one, path, "", path) for path, one in found.items()])
    units = {path: units_of(definition, path) for path, definition in found.items()}
    names = Names(profile.named for profile in profiles)
    words = {profile.page: profile.terms for profile in profiles}
    related, _ = timed(lambda: relate(profiles, units, names, similar(words)))
    told, _ = timed(lambda: list(team_findings(entries(profiles), names)))
    guidelines = sum(len(definition.body.guidelines) for definition in found.values())
    return len(found), guidelines, (read, mentions, profiled, related, told)


def entries(profiles: Iterable[Profile]) -> list[Entry]:
    """The definitions as the rules for a team see them."""
    return [Entry(profile.page, profile.name, profile.mentions) for profile in profiles]


def main() -> None:
    """Print a line per folder, the smallest first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", help="folders of definitions")
    rows = sorted(measured(folder) for folder in parser.parse_args().folders)
    sys.stdout.write("".join(f"{title:>12}" for title in HEAD) + "\n")
    first, cost = rows[0][0], sum(rows[0][2][2:])
    for number, units, seconds in rows:
        expected = cost * (number * math.log(number)) / (first * math.log(first))
        times = "".join(f"{one:11.2f}s" for one in seconds)
        sys.stdout.write(f"{number:12,}{units:12,}{times}{sum(seconds[2:]) / expected:12.2f}\n")


if __name__ == "__main__":
    main()
