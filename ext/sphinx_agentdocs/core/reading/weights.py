"""The weight of a unit: a rule, a fact, or a label, which no review would cite."""

from __future__ import annotations

import re

from ..model import UnitKind, Weight
from ..text.commands import begins_with_a_verb, is_command, may_begin_with_a_verb
from ..text.polarity import is_plain
from ..text.terms import UNSPACED

_LABEL_WORDS = 2
_LABEL_SIGNS = 4
"""Characters of a label in a script without spaces."""
_ENDS = re.compile(r"[.!?\u3002\uff01\uff1f][\"'\u201d\u2019)*_`]*\Z")


def weight_of(kind: UnitKind, title: str, text: str) -> Weight:
    """The weight of a unit, from its words.

    A text that introduces others, with a colon at its end, is a label, as are one or two words without a verb; "Test
    it" has one if it is a step.  A step, and a text with a title of its own or a word of command, is a rule; all else
    is a fact.
    """
    if kind == "rule":
        return "rule"
    if text.rstrip("*_ ").endswith((":", "\uff1a")):
        return "label"
    is_step = kind == "step" and " " in text and may_begin_with_a_verb(text)
    if kind != "row" and not title and not is_step and _is_mere_name(text):
        return "label"
    if kind == "step":
        return "rule"
    return "rule" if title or is_command(text) or UNSPACED.search(text) else "fact"


def _is_mere_name(text: str) -> bool:
    if _ENDS.search(text) or begins_with_a_verb(text) or is_plain(text):
        return False
    if UNSPACED.search(text):
        return len(text) <= _LABEL_SIGNS
    return len(text.split()) <= _LABEL_WORDS
