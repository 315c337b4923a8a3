"""Patterns that ignore case find the same in every text as `re` does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.checking import description_rules
from sphinx_agentdocs.core.naming import collaboration, labels
from sphinx_agentdocs.core.text.any_case import AnyCase

PATTERNS = {
    "verb": collaboration._VERB,
    "label": labels._RELATION,
    "english": description_rules._ENGLISH,
    "occasion": description_rules._OCCASION,
    "task": description_rules._TASK,
}
SAID = "Escalate HANDS off to Reports the User with. using WHEN you Analyze\n team: ſync İt K-Works -> * Agents, \u2014"
WORDS = SAID.split()
TEXTS = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join) | st.text(max_size=20)


@pytest.mark.parametrize("name", PATTERNS)
@given(TEXTS)
def test_the_same_places_are_found(name, text):
    pattern = PATTERNS[name]
    expected = [(match.span(), match.lastgroup) for match in re.finditer(pattern._pattern, text, re.IGNORECASE)]
    assert [(match.span(), match.lastgroup) for match in pattern.finditer(text)] == expected
    first = pattern.search(text)
    assert [first.span()] == [expected[0][0]] if first else expected == []


@pytest.mark.parametrize(
    ("text", "found"), [("ABC", True), ("abc", True), ("\u017ftrasse", False), ("\u0130abc", True)]
)
def test_case_does_not_count(text, found):
    assert bool(AnyCase("abc").search(text)) is found


def test_letters_beyond_ascii_are_compared_by_their_own_rules():
    assert AnyCase("stra\u00dfe|s\u00fc\u00df").search("S\u00dcSS") is None
    assert AnyCase("s\u00fc\u00df").search("S\u00dc\u00df").span() == (0, 3)
    assert AnyCase("strom").search("\u017ftrom").span() == (0, 5)


def test_no_pattern_has_a_capital_letter_that_no_small_text_has():
    assert [
        name
        for name, one in PATTERNS.items()
        if re.search(r"(?<!\\)(?:\\\\)*[A-Z]", re.sub(r"\(\?P<\w+>|\\[ABWSDZ]", "", one._pattern))
    ] == []
