"""Whether one text is a rewording of the other."""

from __future__ import annotations

from sphinx_agentdocs.core.text.rewording import ENOUGH, likeness, prepared


def test_rewording(case):
    one, other = case.input.split("\n")
    titles = [text[2:].partition("**")[0] if text.startswith("**") else "" for text in (one, other)]
    texts = [text.replace("**", "") for text in (one, other)]
    value = likeness(prepared(titles[0], texts[0]), prepared(titles[1], texts[1]))
    assert ("the same" if value >= ENOUGH else "another") == case.expected
    assert value == likeness(prepared(titles[1], texts[1]), prepared(titles[0], texts[0]))
