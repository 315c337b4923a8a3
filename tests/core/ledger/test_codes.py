"""Codes as people type them."""

from __future__ import annotations

from itertools import count

import pytest

from sphinx_agentdocs.core.ledger.codes import LONGEST, free_code, prefixes, typed_code
from sphinx_agentdocs.core.ledger.update import update
from sphinx_agentdocs.core.seeds import SHORTEST, seed, shortest_code
from sphinx_agentdocs.core.text.identifiers import digest
from sphinx_agentdocs.core.units import Unit


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


def alike():
    """Two texts whose seeds give the same shortest code, found by trying."""
    seen, texts = {}, (f"Mind rule {number}." for number in count())
    for text in texts:
        code = shortest_code(seed("guideline", "ada", text))
        if code in seen:
            break
        seen[code] = text
    return seen[code], text, code


def test_new_units_that_would_get_the_same_code_all_get_longer_ones():
    """Nobody can take over the short link of a unit that no ledger records."""
    one, other, code = alike()
    agent = Unit("agents/ada", "ada", "agent", "ada", "ada", (), 1)
    units = [
        Unit("agents/ada", f"ada.{line}", "guideline", "", text, (), line) for line, text in enumerate((one, other), 2)
    ]
    for order in (units, units[::-1]):
        codes = update({}, [agent, *order], "2026-01-31").codes
        assert sorted(codes[unit.page, unit.anchor] for unit in units) == sorted(
            digest(seed("guideline", "ada", unit.text), 6) for unit in units
        )
    assert prefixes([digest(seed("guideline", "ada", text), 6) for text in (one, other)]).keys() == {code}
