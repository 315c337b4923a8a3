"""Cases from files: a test that takes ``case`` gets those of ``fixtures/<the test's name>.txt``.

A file holds ``title``, ``.``, the input, ``.``, what is expected and ``.`` of each case, so that
a reviewer reads and adds cases without reading Python.
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
    """The cases of a file; raises ValueError where something in it is not a case."""
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
