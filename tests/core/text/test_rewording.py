"""Whether one text is a rewording of the other."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.text.rewording import ENOUGH, is_one_word_off, likeness, prepared


def test_rewording(case):
    one, other = case.input.split("\n")
    titles = [text[2:].partition("**")[0] if text.startswith("**") else "" for text in (one, other)]
    texts = [text.replace("**", "") for text in (one, other)]
    value = likeness(prepared(titles[0], texts[0]), prepared(titles[1], texts[1]))
    assert ("the same" if value >= ENOUGH else "another") == case.expected
    assert value == likeness(prepared(titles[1], texts[1]), prepared(titles[0], texts[0]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Enable caching of results for every page of it.", "Disable caching of results for every page of it."),
        ("Run the linter before you push the branch.", "Run the linter after you push the branch."),
        ("Never merge a change without a review of its tests.", "Merge a change without a review of its tests."),
        ("Always write tests for the parser.", "Never write tests for the parser."),
    ],
)
def test_an_opposite_is_another_rule(one, other):
    assert likeness(prepared("", one), prepared("", other)) == 0.0
    assert not is_one_word_off(prepared("", one), prepared("", other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pull the inputs:", "Pull inputs:"),
        ("Explain what you are testing to the reader", "Explain what you're testing to the reader"),
        ("Use ES6+ through ES2023 features", "Use ES6+ through ES2025 features"),
        ("Coordinating transactions of the station", "Coordinating transactions of the station without locks"),
        ("All config via environment variables", "All config via env vars"),
        ("Check source credibility", "Verify source credibility"),
    ],
)
def test_a_rewording_is_the_same_rule(one, other):
    assert likeness(prepared("", one), prepared("", other)) >= ENOUGH


def test_one_other_word_proves_something_only_in_its_place():
    one, other = prepared("", "Technical feasibility in 6 weeks"), prepared("", "Technical feasibility in 6 days")
    assert likeness(one, other) < ENOUGH
    assert is_one_word_off(one, other)


def test_a_title_that_says_nothing_proves_nothing():
    one = prepared("Note", "Note: Trim the wick before dusk falls on the coast.")
    other = prepared("Note", "Note: Trim the hedge when summer comes to the garden.")
    assert likeness(one, other) == 0.0
