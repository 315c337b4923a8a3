"""The fields of the inventory, and what a reader makes of entries with them."""

from __future__ import annotations

import io
import posixpath
import re
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx.util.inventory import InventoryFile

from sphinx_agentdocs.core.inventory import is_safe, safe_name, safe_words

ODD = "requests.Session py:class 1 //evil.example/py -"
TEXTS = (
    st.text()
    | st.sampled_from([ODD, "a b:c 1 x y", "a\nb c:d 1 e f", "\x85a b:c 1 d e", "-", "$", "#"])
    | st.lists(
        st.sampled_from(
            ["a", " ", "\n", "\u2028", "\x1c", "b:c", "1", "-1", "//x/$", "-", "#", "%0A", "&#10;", "\u00a0"]
        )
    ).map("".join)
)


@pytest.mark.parametrize("name", ["code-reviewer", "v1.2_x", "C++", "鐘つき", "घंटी", "café"])
def test_a_usual_name_stays(name):
    assert safe_name(name) == name
    assert is_safe(name)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Code Reviewer", "Code-Reviewer"),
        (ODD, "requests.Session-py-class-1-evil.example-py--"),
        (" a\nb\u2028c ", "a-b-c"),
        ("<script>one</script>", "script-one-script"),
        ("a/b:c#d$", "a-b-c-d"),
        ("\u202e🔔", ""),
        ("", ""),
    ],
)
def test_any_other_is_made_safe(name, safe):
    assert safe_name(name) == safe
    assert not is_safe(name)


def test_names_may_be_joined():
    assert is_safe("agents/x/keeper:keeper.be-brief")
    assert not is_safe("agents/x y")
    assert not is_safe("//evil.example")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Be  brief.\nNow", "Be brief. Now"),
        ("\u2028", "name"),
        ("", "name"),
        ("a\x85b\x1cc\u00a0d", "a b c d"),
        ("-", "name"),
    ],
)
def test_words_are_on_a_line(text, words):
    assert safe_words(text, "name") == words


@given(TEXTS, TEXTS, TEXTS)
def test_a_reader_finds_one_entry_as_it_was_meant(name, anchor, title):
    name, anchor = safe_name(name) or "agents/x", safe_name(anchor) or "x"
    words = safe_words(title, name)
    line = f"{name} agent:agent 1 agents/x.html#{anchor} {'-' if words == name else words}\n"
    head = b"# Sphinx inventory version 2\n# Project: x\n# Version: 1\n# compressed using zlib.\n"
    file = io.BytesIO(head + zlib.compress(line.encode("utf-8", "replace")))
    read = InventoryFile.load(file, "https://team.example", posixpath.join)
    entries = [
        (kind, found, *((item.uri, item.display_name) if hasattr(item, "uri") else item[2:]))  # before Sphinx 8.2
        for kind, items in read.items()
        for found, item in items.items()
    ]
    expected = words.encode("utf-8", "replace").decode()
    shown = "-" if words == name else expected
    assert entries == [("agent:agent", name, f"https://team.example/agents/x.html#{anchor}", shown)]
    assert re.fullmatch(r"\S+", name)
