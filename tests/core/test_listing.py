"""The entries of a list of all guidelines."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.listing import listed
from sphinx_agentdocs.core.units import Unit


def page(name, *units):
    """The units of a page from ``kind weight text`` or ``kind weight text < stem``."""
    made = []
    for number, unit in enumerate(units):
        said, _, stem = unit.partition(" < ")
        kind, weight, text = said.split(" ", 2)
        made.append(Unit(name, f"{name}.{number}", kind, "", text, (), 1, stem=(stem,) if stem else (), weight=weight))
    return made


@pytest.mark.parametrize(
    ("title", "units", "expected"),
    [
        ("rules and facts", ["item rule Trim.", "paragraph fact It burns."], ["Trim.", "It burns."]),
        ("other units", ["section rule Night", "part rule role", "item rule Trim."], ["Trim."]),
        ("labels in a row", ["item label Python", "item label Rust", "item rule Trim."], ["Python, Rust", "Trim."]),
        ("labels apart", ["item label Python", "item rule Trim.", "item label Rust"], ["Python", "Trim.", "Rust"]),
        ("labels below two parents", ["item label Python < Tools", "item label Oil < Stores"], ["Python", "Oil"]),
        ("a label that introduces", ["item label Tools:", "item label Rust"], ["Rust"]),
        ("nothing but that", ["item label Tools:"], []),
    ],
)
def test_the_entries_of_a_page(title, units, expected):
    (entries,) = listed([page("a", *units)])
    assert [entry.text for entry in entries] == expected, title


def test_what_several_pages_say_is_an_entry_of_the_first():
    pages = [
        page("b", "item rule Trim.", "item rule Trim."),
        page("c", "item rule Trim."),
        page("a", "item rule Trim."),
    ]
    first, *others = listed(pages)
    assert [(entry.text, [unit.page for unit in entry.also]) for entry in first] == [("Trim.", ["a", "c"])]
    assert others == [[], []]
