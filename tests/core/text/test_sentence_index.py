"""Finding the words of a former guideline on a page that lays them out in another form."""

from __future__ import annotations

import time

import pytest

from sphinx_agentdocs.core.text.sentence_index import SentenceIndex

JAPANESE = (
    "\u706f\u3092\u6d88\u3059\u3002\u6cb9\u3092\u78ba\u8a8d\u3059\u308b\u3002\u30ac\u30e9\u30b9\u3092\u62ed\u304f\u3002"
)
BLOCKS = (
    "Lamps",
    "Wick first",
    "Trim the wick of each lamp before dusk.",
    "safety",
    "Never leave a lamp alone. Check the oil of every lamp in the morning; write down each repair.",
    JAPANESE,
    "Oil",
    "Count the ships at noon, and wind the clock of the tower at dusk, and sleep.",
    "Never sleep at noon, and open the gate of the harbour at dusk.",
    "Clean the glass.<br>Fill the lamp.<br/>\u201cRest at noon!\u201d And sleep.",
)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("Trim the wick of each lamp before dusk.", 2),
        ("trim the  wick of each lamp\nbefore dusk", 2),
        ("Wick first: Trim the wick of each lamp before dusk.", 1),
        ("Wick first \u2013 Trim the wick of each lamp before dusk!", 1),
        ("Check the oil of every lamp in the morning.", 4),
        ("Check the oil of every lamp in the morning. Write down each repair.", 4),
        ("Check the oil of every lamp", None),
        ("Check the oil of every lamp in the morning. Safety", None),
        (JAPANESE, 5),
        ("\u6cb9\u3092\u78ba\u8a8d\u3059\u308b\u3002", None),
        ("Oil", 6),
        ("oil.", 6),
        ("Count the ships at noon.", 7),
        ("Wind the clock of the tower at dusk.", 7),
        ("Count the ships at noon, and wind the clock of the tower at dusk", 7),
        ("Open the gate of the harbour at dusk.", None),
        ("Fill the lamp. Rest at noon.", 9),
        ("\"Clean the glass.\" Fill the lamp", 9),
        ("Lamp", None),
        ("", None),
        ("...", None),
    ],
)  # fmt: skip
def test_where_a_text_begins(text, block):
    assert SentenceIndex(BLOCKS).find(text) == block


def test_a_short_text_has_to_be_a_whole_block():
    index = SentenceIndex(["Check oil. Trim the wick.", "Rest. Check oil.", "Check oil."])
    assert index.find("Check oil") == 2


def test_a_page_that_repeats_itself_takes_no_more_time():
    index = SentenceIndex(["Again. " * 20_000])
    start = time.process_time()
    assert [index.find("Again. " * 200 + f"Once {number}.") for number in range(500)] == [None] * 500
    assert time.process_time() - start < 2
