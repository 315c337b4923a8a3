"""Signs that compare, negate or forbid, as words; tags, arrows and other marks stay as they are."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.text.signs import with_signs_as_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under < 200 ms", "under under 200 ms"),
        ("x<5", "x under 5"),
        (">95 %", "over 95 %"),
        ("a <= b", "a atmost b"),
        ("a \u2264 b", "a atmost b"),
        ("a >= b", "a atleast b"),
        ("a \u2265 b", "a atleast b"),
        ("a == b", "a equals b"),
        ("a === b", "a identical b"),
        ("a != b", "a not equals b"),
        ("a \u2260 b", "a not equals b"),
        ("a !== b", "a not identical b"),
        ("a &lt; b &gt; c \uff1c d \uff1e e", "a under b over c under d over e"),
        ("a \u2a7d b \u2a7e c", "a atmost b atleast c"),
        ("\u00aca \u2209 b", "not a not in b"),
        ("a && b || c", "a conjunction b disjunction c"),
        ("C++ or C#", "C plusplus or C sharp"),
        ("!isReady(x)", "not isReady(x)"),
        ("-5 degrees, 2-5, a-5", "minus 5 degrees, 2-5, a-5"),
        ("\u274c Ring", "not Ring"),
        ("\U0001f6ab Ring \u2705 Rest", "not Ring \u2705 Rest"),
        ("<role> Array<string> </b> <a href='x'>", "<role> Array<string> </b> <a href='x'>"),
        ("a -> b => c <- d --> e", "a -> b => c <- d --> e"),
        ("<!-- a --> 1 << 2 >> 3 <>", "<!-- a --> 1 << 2 >> 3 <>"),
        ("Wow! Yes!No #5 # x a | b & c = d", "Wow! Yes!No #5 # x a | b & c = d"),
    ],
)
def test_signs(text, expected):
    assert " ".join(with_signs_as_words(text).split()) == expected
