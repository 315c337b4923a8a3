"""Every example of CommonMark and of GitHub's Markdown as a prompt: nothing of it is lost, and nothing becomes active.

Nothing is lost: each word of the source is on the page as often as in the source. The
page is what a reader sees of it: its text, the addresses and titles of its links, and the line above
its code, without the copy of the file.  These do not count as words of the source:

- marks inside words: ``*``, ``_``, ``~``, a backquote, and a backslash before a mark;
- the number of an item of an ordered list, which a browser counts from the first one;
- the label of a reference, which is on the page where it is defined;
- an entity or a percent sign in the address or the title of a link: the page shows it decoded.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from invariants import check, page_of, shown, words

EXAMPLE = re.compile(r"^`{32} example[^\n]*\n(?P<markdown>.*?)^\.\n.*?^`{32}$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"^(?P<before>(?:[ \t>]|[-*+][ \t]+)*)\d{1,9}[.)](?=\s|\Z)", re.MULTILINE)
DEFINED = re.compile(r"^[ >]{0,3}\[(?P<label>(?:[^\[\]\\]|\\.)+)\]:", re.MULTILINE)
REFERENCE = re.compile(r"(?<=\])\[(?P<label>(?:[^\[\]\\]|\\.)+)\]")
MEANT = re.compile(r"\]\([^)]*\)|^[ >]{0,3}\[[^\]]+\]:.*$", re.MULTILINE)
FRONT = "---\nname: specified\ndescription: Use it.\n---\n"
FILES = sorted(Path(os.environ["SPEC"]).glob("*.txt"))


def examples() -> dict[str, str]:
    """Each example by the name of its specification and its number."""
    found = {}
    for path in FILES:
        for number, match in enumerate(EXAMPLE.finditer(path.read_text("utf-8")), start=1):
            found[f"{path.stem} {number}"] = match["markdown"].replace("\u2192", "\t")
    return found


EXAMPLES = examples()


def words_to_be_seen(markdown: str) -> Counter[str]:
    """The words of a source that its page must show."""
    for _ in range(markdown.count("\n") + 2):  # an item may begin with another one
        markdown = NUMBER.sub(lambda match: match["before"], markdown)
    labels = {_folded(match["label"]) for match in DEFINED.finditer(markdown)}
    text = REFERENCE.sub(lambda match: "" if _folded(match["label"]) in labels else match[0], markdown)
    return words(MEANT.sub(lambda match: unescape(unquote(match[0])), text))


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


def test_both_specifications_are_there():
    assert [path.stem for path in FILES] == ["commonmark", "gfm"]
    assert len(EXAMPLES) > 1300


@pytest.mark.parametrize("markdown", EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_is_whole_and_harmless(markdown):
    definition, page = page_of((FRONT + markdown).encode())
    check(definition, page)
    assert words_to_be_seen(markdown) - words(shown(page)) == Counter()
