"""Cases from files: a test with the argument ``case`` runs once for each case in ``fixtures/<test name>.txt``.

A case consists of its title, ``.``, the input, ``.``, the expected result and ``.``, so that a reviewer can
read and add cases without reading Python.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

ENTRY = re.compile(r"^(?P<title>\S.*)\n\.\n(?P<input>(?:.*\n)*?)\.\n(?P<expected>(?:.*\n)*?)\.\n\n*", re.MULTILINE)

settings.register_profile("core", deadline=None, max_examples=200, derandomize=True)
settings.load_profile("core")


@dataclass(frozen=True, slots=True)
class Case:
    """One entry of a file of cases."""

    title: str
    input: str
    expected: str


def read_cases(path: Path) -> list[Case]:
    """The cases of a file; raises ValueError if part of it is not a case."""
    text = path.read_text(encoding="utf-8")
    cases, at = [], 0
    while at < len(text):
        match = ENTRY.match(text, at)
        if match is None:
            raise ValueError(f"{path.name}:{text.count(chr(10), 0, at) + 1}: not a case")
        cases.append(Case(match["title"], match["input"].removesuffix("\n"), match["expected"].removesuffix("\n")))
        at = match.end()
    return cases


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        fixtures = Path(metafunc.module.__file__).parent / "fixtures"
        cases = read_cases(fixtures / f"{metafunc.function.__name__.removeprefix('test_')}.txt")
        metafunc.parametrize("case", cases, ids=[case.title for case in cases])
