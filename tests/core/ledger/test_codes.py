"""Codes as people type them."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.ledger.codes import LONGEST, SHORTEST, free_code, typed_code
from sphinx_agentdocs.core.text.identifiers import digest


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7q2kd", "7q2kd"),
        ("7Q2KD", "7q2kd"),
        (" 7q2kd ", "7q2kd"),
        ("AG-7Q2KD", "7q2kd"),
        ("MY-RULE-7q2kd", "7q2kd"),
        ("AG-O4161", "04161"),
        ("o4I6l", "04161"),
    ],
)
def test_a_code_as_a_person_types_it(typed, code):
    assert typed_code(typed) == code


def lengths(text):
    """Every code that a digest gives, the shortest first."""
    whole = digest(text, LONGEST)
    return [whole[:length] for length in range(SHORTEST, LONGEST + 1)]


def test_a_code_is_as_short_as_it_can_be():
    codes = lengths("a seed")
    assert free_code("a seed", ()) == codes[0]
    assert free_code("a seed", codes[:1]) == codes[1]
    assert free_code("a seed", codes[:-1]) == codes[-1]


def test_where_all_lengths_are_taken_other_digests_are_tried_in_turn():
    first, second = lengths("a seed"), lengths("a seed\n2")
    assert free_code("a seed", first) == second[0]
    assert free_code("a seed", [*first, *second]) == lengths("a seed\n3")[0]
