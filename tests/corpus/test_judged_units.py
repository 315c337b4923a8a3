"""Where units begin, compared with the judgement of two readers.

`judged/units.csv` lists, for 60 definitions drawn at random, the lines at which a unit (U) or a section (S) begins.
The readers saw the definitions only, not what this program makes of them.
"""

from __future__ import annotations

import csv
import os
import random
from pathlib import Path

from sphinx_agentdocs.core.reading.reader import read_definition

CORPUS = Path(os.environ["CORPUS"])
SEED, DRAWN = 20261126, 60
LEAST = 0.97


def judged() -> dict[str, dict[int, str]]:
    """The kind of what begins on each line, by the path of the definition."""
    with (Path(__file__).parent / "judged" / "units.csv").open(encoding="utf-8", newline="") as file:
        found = {}
        for row in csv.DictReader(file):
            places = (place.split(":") for place in row["beginnings"].split())
            found[row["path"]] = {int(line): kind for line, kind in places}
        return found


def read(path: str) -> dict[int, str]:
    """What begins on each line, as this program reads the definition; a section that is a rule counts as a section."""
    body = read_definition((CORPUS / path).read_bytes(), Path(path).name).body
    return {unit.line: "U" for unit in body.guidelines} | {section.line: "S" for section in body.sections}


def test_the_definitions_are_those_that_were_drawn():
    paths = sorted(str(path.relative_to(CORPUS)) for path in CORPUS.rglob("*.md"))
    assert sorted(random.Random(SEED).sample(paths, DRAWN)) == sorted(judged())


def test_units_begin_where_readers_say():
    wanted = {(path, line) for path, lines in judged().items() for line in lines}
    found = {(path, line) for path in judged() for line in read(path)}
    right = len(wanted & found)
    assert right / len(found) >= LEAST, sorted(found - wanted)
    assert right / len(wanted) >= LEAST, sorted(wanted - found)


def test_sections_and_units_are_told_apart_as_readers_do():
    found = {path: read(path) for path in judged()}
    pairs = [(kind, found[path].get(line)) for path, lines in judged().items() for line, kind in lines.items()]
    assert sum(kind == one for kind, one in pairs) / len(pairs) >= LEAST
