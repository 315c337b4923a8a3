"""Codes as people type them."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.ledger.codes import typed_code


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
