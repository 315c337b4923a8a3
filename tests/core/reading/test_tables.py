"""Tables with more cells in a row than in the header."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.reading.markdown import parse


def rows(text):
    """The cells of each row below the header."""
    found = []
    for token in parse(text).tokens:
        if token.type == "tr_open":
            found.append([])
        elif token.type == "inline" and found:
            found[-1].append(token.content)
    return found[1:]


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| 1 | 2 |", ["1", "2"]),
        ("| 1 |", ["1", ""]),
        ("| 1 | 2 | 3 |", ["1", "2", "3"]),
        ("| 1 | 2 | 3 | 4 |", ["1", "2", "3 | 4"]),
        ("| 1 | 2 | 3", ["1", "2", "3"]),
        ("1 | 2 | 3 | 4", ["1", "2", "3 | 4"]),
        ("  | 1 | 2 | 3 |  ", ["1", "2", "3"]),
        ("|  | 2 | 3 |", ["", "2", "3"]),
        ("| 1 | 2 \\| 3 |", ["1", "2 | 3"]),
        ("| 1 | 2 | 3 \\| 4 |", ["1", "2", "3 | 4"]),
    ],
)
def test_excess_cells_are_one_more_cell(row, cells):
    assert rows(f"| a | b |\n|---|---|\n| 0 | 0 |\n{row}\n| 8 | 9 |\n") == [["0", "0"], cells, ["8", "9"]]


def test_the_cell_is_a_token_like_the_others():
    for indent, level in (("", 3), ("  ", 5)):
        text = "".join(f"{indent}{line}\n" for line in ("a | b", "--|--", "1 | 2 | 3", "4 | 5 | 6"))
        tokens = parse(f"- x\n\n{text}" if indent else text).tokens
        starts = [index for index, token in enumerate(tokens) if token.type == "td_open"]
        cells = [
            [(one.type, one.tag, one.nesting, one.level, one.map, one.block) for one in tokens[start : start + 3]]
            for start in starts
        ]
        lines = [4, 4, 4, 5, 5, 5] if indent else [2, 2, 2, 3, 3, 3]
        assert cells == [
            [
                ("td_open", "td", 1, level, None, True),
                ("inline", "", 0, level + 1, [line, line + 1], True),
                ("td_close", "td", -1, level, None, True),
            ]
            for line in lines
        ]
