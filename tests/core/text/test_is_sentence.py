"""Which texts are sentences."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.text.is_sentence import below_title, is_sentence


@pytest.mark.parametrize(
    "text",
    [
        "Keep releases small and ship them often",
        "Keeps releases small",
        "Coil every rope on deck",
        "Check for leaks below the waterline",
        "Leaks are found before the ship leaves",
        "You are a carpenter of boats",
        "Never sail at night",
        "**Small releases**: ship them when the tests pass",
        "Don\u2019t sail at night",
        "Boats of oak, larch and pine, with sails of flax, ropes of hemp, anchors of iron and lamps.",
        "每次出海之前检查渔网和绳索",
    ],
)
def test_a_sentence(text):
    assert is_sentence(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Blue-green deployment",
        "Releases without downtime and with a quick way back",
        "Load testing of every bridge",
        "Test data and check digits",
        "Support for boats of oak, larch and pine",
        "Of all the boats in the harbour",
        "Automated inspection of all ropes",
        "Boats of oak, larch and pine, with sails of flax.",
        "渔网和绳索",
    ],
)
def test_no_sentence(text):
    assert not is_sentence(text)


@pytest.mark.parametrize(
    ("text", "title", "below"),
    [
        ("Keep it small", "", "Keep it small"),
        ("Small releases: keep them small", "", "keep them small"),
        ("Small releases \u2013 keep them small", "", "keep them small"),
        ("Small releases: keep them small", "Small releases", "keep them small"),
        ("Small releases. Keep them small", "Small releases", "Keep them small"),
        ("All that a ship needs on board: ropes", "", "All that a ship needs on board: ropes"),
        ("小版本：保持小", "", "保持小"),
    ],
)
def test_the_text_below_a_title(text, title, below):
    assert below_title(text, title) == below
