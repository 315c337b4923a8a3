"""Hidden characters made visible."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.text.characters import hidden_characters, normalized, visible


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("right\u202eto left\u202c", "right[U+202E]to left[U+202C]"),
        ("\u2066isolated\u2069 \u200fmark\u061c", "[U+2066]isolated[U+2069] [U+200F]mark[U+061C]"),
        ("zero\u200bwidth\u2060space\ufeff", "zero[U+200B]width[U+2060]space[U+FEFF]"),
        ("soft\u00adhyphen \u3164 \u115f", "soft[U+00AD]hyphen [U+3164] [U+115F]"),
        ("tags\U000e0041\U000e007f", "tags[U+E0041][U+E007F]"),
        ("bell\x07 escape\x1b[31m delete\x7f next\x85", "bell[U+0007] escape[U+001B][31m delete[U+007F] next[U+0085]"),
        ("line\u2028paragraph\u2029", "line[U+2028]paragraph[U+2029]"),
        ("in\u200dscript\u200c", "in[U+200D]script[U+200C]"),
        ("ب\u200c\u200d\u200cب", "ب[U+200C][U+200D][U+200C]ب"),
        ("🔔\ufe0f\ufe0e\ufe0f", "🔔\ufe0f[U+FE0E][U+FE0F]"),
        ("a\ufe01b \ufe0f", "a[U+FE01]b [U+FE0F]"),
        ("🔔\U000e0101", "🔔[U+E0101]"),
        ("\u00ad\u200dب", "[U+00AD][U+200D]ب"),
        ("a\ufe0f\u200dب", "a[U+FE0F][U+200D]ب"),
        ("ب\u200d\ufe0f", "ب[U+200D][U+FE0F]"),
        ("ب\u200d\u202eب", "ب[U+200D][U+202E]ب"),
        ("\u115f\ufe0f", "[U+115F][U+FE0F]"),
    ],
)
def test_hidden_characters_are_named(text, expected):
    assert visible(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "plain text\twith a tab\nand a line\u00a0",
        "👩\u200d🌾 👁\ufe0f\u200d🗨\ufe0f 🏳\ufe0f\u200d🌈 👍🏽 ❤\ufe0f ©\ufe0f",
        "1\ufe0f\u20e3 #\ufe0f\u20e3",
        "می\u200cخواهم کتاب\u200cها",
        "क्\u200dष क्\u200cष",
        "鐘、e\u0301, Ελληνικά",
    ],
    ids=["spaces", "emoji", "keycaps", "Persian", "Devanagari", "scripts"],
)
def test_signs_of_a_script_stay(text):
    assert visible(text) == text
    assert hidden_characters(text) == []


def test_hidden_characters_have_places():
    text = "a\u200b\nb\n\u202e\u202c\n\n\tc\x07"
    assert hidden_characters(text) == [(1, 2, "\u200b"), (3, 1, "\u202e"), (3, 2, "\u202c"), (5, 3, "\x07")]


@given(
    st.text()
    | st.text(alphabet="a1 #\u20e3\ufe0f\u200d\u200c\u00ad\u0628\u115f\u180b\u202e\U000e0041\U0001f441", max_size=12)
)
def test_nothing_that_is_shown_is_hidden(text):
    shown = visible(text)
    assert hidden_characters(shown) == []
    assert visible(shown) == shown
    assert not [char for char in shown if unicodedata.category(char) == "Cc" and char not in "\t\n"]
    assert text.isascii() is False or text.isprintable() is False or shown == text


@pytest.mark.parametrize("form", ["NFC", "NFKD"])
def test_thousands_of_marks_on_a_letter_are_put_in_order_some_at_a_time(form):
    text = "e" + "\u0301\u0323" * 1000
    pieces = [text[:1000], text[1000:2000], text[2000:]]
    assert normalized(form, text) == "".join(unicodedata.normalize(form, piece) for piece in pieces)
    as_usual = text[:1001] + "\u00c5" + text[:1001]
    assert normalized(form, as_usual) == unicodedata.normalize(form, as_usual)
