"""The names that are meant by a name with a typing error, and by no other."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.text.typos import meant_by

KNOWN = ["Read", "WebSearch", "TaskCreate", "oil-carrier", "prd", "cms-developer", "Lamp Lighter"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("read", "Read"),
        ("Raed", "Read"),
        ("Reads", "Read"),
        ("WebSerch", "WebSearch"),
        ("task_create", "TaskCreate"),
        ("oil-carier", "oil-carrier"),
        ("oilcarrier", "oil-carrier"),
        ("lamp-lighter", "Lamp Lighter"),
        ("PRD", "prd"),
        ("pr", ""),
        ("prs", ""),
        ("shell", ""),
        ("oil-bearer", ""),
        ("cpp-developer", ""),
        ("oil", ""),
        ("", ""),
        ("--", ""),
    ],
)
def test_what_is_meant(name, meant):
    assert meant_by(name, KNOWN) == meant
