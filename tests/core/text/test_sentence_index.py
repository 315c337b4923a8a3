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


@pytest.mark.parametrize(
    ("text", "block", "is_found"),
    [
        ("Push to the main branch.", "Rule: push to the main branch", True),
        ("Push to the main branch.", "What we never do: push to the main branch", False),
        ("Push to the main branch.", "Do not do any of these: push to the main branch; sleep at noon", False),
        ("Sleep at noon in the yard.", "Do not do any of these: push to main; sleep at noon in the yard", False),
        ("Push to the main branch.", "This is forbidden \u2014 push to the main branch", False),
        ("Push to the main branch.", "Bad: push to the main branch", False),
        ("Push to the main branch.", "Common mistakes: push to the main branch", False),
        ("Push to the main branch.", "\u274c Here: push to the main branch", False),
        ("Push to the main branch.", "Push to the main branch: never", False),
        ("Push to the main branch.", "Push to the main branch; sleep at noon", True),
        ("Push to the main branch.", "Do: push to the main branch; Do not: sleep at noon", True),
        ("Push to the main branch.", "Do: sleep at noon; Do not: push to the main branch", False),
        ("Never push to the main branch.", "Rule: never push to the main branch", True),
        ("Never push to main; never sleep.", "Never push to main; never sleep", True),
        ("Check every input.", "Check every input; never log the password of a user", True),
        ("Check every input.", "Never log the password of a user; check every input", True),
        ("Check every input.", "Check every input - without it, nothing is safe", True),
        ("Check every input.", "This is not optional: check every input", True),
        ("Check every input.", "Don't forget: check every input", True),
        ("Check every input.", "No exceptions: check every input", True),
        ("Push to the main branch.", "Push to the main branch - not allowed", False),
        ("Push to the main branch.", "The following is forbidden. Push to the main branch.", False),
        ("Push to the main branch.", "Do not do the following. Push to the main branch. That was wrong.", False),
        ("Push to the main branch.", "Push to the main branch. Never do this.", False),
        ("Push to the main branch.", "Never sleep at noon. Push to the main branch.", True),
        ("Do not sleep at noon.", "Never do the following. Do not sleep at noon.", True),
        ("Do not sleep at noon.", "Never push to the main branch; do not sleep at noon", True),
        ("Say why, not only what.", "Rule: say why, not only what", True),
        ("What we never do: push to main.", "What we never do: push to main. Sleep at noon.", True),
        ("Sleep at noon in the yard.", "What we never do: push to main. Sleep at noon in the yard.", True),
    ],
)
def test_what_is_forbidden_is_not_found_alone(text, block, is_found):
    assert (SentenceIndex([block]).find(text) == 0) == is_found
