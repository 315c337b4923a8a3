"""Whether one text is a rewording of the other."""

from __future__ import annotations

import time

import pytest

from sphinx_agentdocs.core.text.rewording import Weights, compare, is_reworded, is_reworded_in_place, prepared


def read(text):
    """A text, with its title between asterisks."""
    title = text[2:].partition("**")[0] if text.startswith("**") else ""
    return prepared(title, text.replace("**", ""))


def verdict(found):
    if is_reworded(found):
        return "the same"
    return "the same in place" if is_reworded_in_place(found) else "another"


def test_rewording(case):
    one, other = map(read, case.input.split("\n"))
    assert verdict(compare(one, other)) == case.expected
    assert verdict(compare(other, one)) == case.expected


def test_words_that_a_page_repeats_prove_little():
    one, other = read("Every column has a test in the plan"), read("Every index has a test in the plan")
    assert verdict(compare(one, other)) == "the same in place"
    assert verdict(compare(one, other, Weights({"test": 30, "plan": 30, "every": 30, "has": 30}))) == "another"


@pytest.mark.parametrize("words", [20, 400, 4_000])
def test_long_texts_take_little_time(words):
    one = prepared("", " ".join(f"w{number % 60}" for number in range(words)))
    other = prepared("", " ".join(f"w{number * 7 % 60}" for number in range(words)))
    start = time.process_time()
    for _ in range(20):
        compare(one, other)
    assert time.process_time() - start < 2
