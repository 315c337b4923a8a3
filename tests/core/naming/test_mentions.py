"""The mentions of a definition: what counts as a name, and which relation the text states."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.model import Mention, MentionKind
from sphinx_agentdocs.core.naming.mentions import find_mentions
from sphinx_agentdocs.core.naming.name_spans import spans
from sphinx_agentdocs.core.reading.reader import read_definition

HEAD = "---\nname: lamp-lighter\ndescription: Use it when it is dark.\n---\n"


def shown(mention: Mention) -> str:
    """One mention on a line; a prompt of its own begins on line 1."""
    flags = " called" * mention.called + " both" * mention.both + f" {mention.way}" * bool(mention.way)
    return f"{mention.line}:{mention.column} {mention.kind} {mention.how} {mention.name}{flags} | {mention.evidence}"


def mentions(text: str) -> tuple[Mention, ...]:
    return find_mentions(read_definition(text.encode(), "lamp-lighter.md"))


def test_mentions(case):
    found = [one._replace(line=one.line - HEAD.count("\n")) for one in mentions(HEAD + case.input)]
    assert "\n".join(map(shown, found)) == case.expected


def test_mentions_of_files(case):
    assert "\n".join(map(shown, mentions(case.input))) == case.expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Don't escalate to oil-carrier for minor leaks.", "names"),
        ("You shouldn\u2019t delegate to oil-carrier.", "names"),
        ("Refrain from delegating to oil-carrier.", "names"),
        ("Under no circumstances hand off to oil-carrier.", "names"),
        ("There is no need to report to oil-carrier.", "names"),
        ("Never, ever delegate to oil-carrier.", "names"),
        ("If you do not know the cause, escalate to oil-carrier.", "escalates-to"),
        ("When the lamps do not burn, delegate to oil-carrier.", "delegates-to"),
        ("Do not fix it yourself, hand off to oil-carrier.", "delegates-to"),
        ("Never forget to report to oil-carrier.", "reports-to"),
        ("Do not hesitate to escalate to oil-carrier.", "escalates-to"),
    ],
)
def test_what_is_denied_is_no_relation(text, kind):
    assert [one.kind for one in mentions(f"{HEAD}{text}\n")] == [kind]


WAYS_TO_SAY = {
    "names": ["Ask oil-carrier."],
    "works-with": ["## Works with\n\n- oil-carrier", "Work with oil-carrier."],
    "delegates-to": ["## Delegates to\n\n- oil-carrier", "Delegate oil to oil-carrier."],
    "reports-to": ["## Reports to\n\n- oil-carrier", "Report to oil-carrier."],
    "escalates-to": ["## Escalates to\n\n- oil-carrier", "Escalate storms to oil-carrier."],
    "declared": [],  # only a field says it
}
"""Prompts that state each kind: in a heading and with a verb."""


def test_every_kind_of_mention_can_be_found():
    """A new kind needs words in `collaboration`, or a field in `declared_names`: without them nothing has it."""
    found = {kind: {one.kind for text in texts for one in mentions(HEAD + text)} for kind, texts in WAYS_TO_SAY.items()}
    found["declared"] = {one.kind for one in mentions(HEAD.replace("---\n", "---\nrelated: oil-carrier\n", 1))}
    assert found == {kind: {kind} for kind in get_args(MentionKind)}


def test_a_mention_knows_the_unit_that_holds_it():
    text = (
        HEAD
        + "# Ask oil-carrier\n\n- Trim: wick-trimmer\n  1. net-mender\n\nSee cask-maker.\n\n| a-b |\n| - |\n| c-d |\n"
    )
    assert [(one.name, one.anchor) for one in mentions(text)] == [
        ("oil-carrier", "lamp-lighter.ask-oil-carrier"),
        ("wick-trimmer", "lamp-lighter.trim-wick-trimmer"),
        ("net-mender", "lamp-lighter.net-mender"),
        ("cask-maker", "lamp-lighter.see-cask-maker"),
        ("a-b", "lamp-lighter.ask-oil-carrier"),
        ("c-d", "lamp-lighter.c-d"),
    ]


def test_an_example_is_the_unit_of_its_mentions():
    text = HEAD + "<example>\nuser: Dark.\nassistant: I call the oil-carrier agent.\n</example>\n"
    assert [(one.name, one.how, one.line, one.anchor) for one in mentions(text)] == [
        ("oil-carrier", "example", 7, "lamp-lighter.dark")
    ]


def test_evidence_is_short_plain_and_visible():
    long = "Very *long* words, " * 40 + "then `oil-carrier` \u202e and " + "more words " * 40
    (one,) = mentions(HEAD + long)
    assert len(one.evidence) <= 304
    assert one.evidence.startswith("\u2026 ")
    assert one.evidence.endswith(" \u2026")
    assert "then oil-carrier [U+202E] and" in one.evidence
    assert "*" not in one.evidence


def test_there_are_a_few_hundred_at_most():
    text = HEAD + "".join(f"a-{n} `b{n}`\n\n" for n in range(1_000))
    assert len(mentions(text)) == 400


PIECES = st.sampled_from(
    ["oil-carrier", " ", "\n", "\n\n", "- ", "`", "**", "@", "[", "](", "x.md)", "| ", "\n|-|-|\n", "# Works with\n",
     ": ",
     "the ", " agent", "delegate to ", "work with ", "You work closely with ", "architects", ", ", "_", "<example>",
     "</example>", "user: ", "審査", "e.g. ", "Harbour Master", "\u202e", "```\n", "    "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_reading_blocks_only_finds_the_same(text):
    data = (HEAD + text).encode()
    whole, blocks = read_definition(data, "x.md"), read_definition(data, "x.md", blocks_only=True)
    mentions = find_mentions(whole)
    without = {one._replace(anchor="") for one in mentions}
    assert without == set(find_mentions(blocks))
    lines = whole.raw.split("\n")
    for one in mentions:
        assert one.how == "role" or one.name in lines[one.line - 1]


NAME_CHARS = "abz09_-./\\@#$=<:\u00e9\u0436"
AROUND = st.characters(exclude_categories=["Lu", "Ll", "Lt", "Lm", "Nd", "Nl", "No", "Mn", "Mc", "Cs"]).filter(
    lambda char: char not in NAME_CHARS and not char.isalnum()
)
CJK = st.sampled_from("代码审查員カンジひらかな한국어ไทย")


@given(before=AROUND | CJK, after=AROUND | CJK)
def test_a_name_between_other_characters_is_found(before, after):
    text = f"{before}oil-carrier{after}"
    assert spans(text, {"oil-carrier"}) == [(1, 12, "oil-carrier")]


@given(before=st.sampled_from(NAME_CHARS.replace("@", "").replace(":", "").replace(".", "")), after=AROUND)
def test_a_name_after_a_character_of_names_is_not(before, after):
    assert spans(f"a {before}oil-carrier{after}", {"oil-carrier"}) == []


@given(
    before=AROUND, after=st.sampled_from(["a", "9", "_", "-", ".js", "/x", "\\", "@", "=", ":x", "\u00e9", "\u0436"])
)
def test_a_name_before_a_character_of_names_is_not(before, after):
    assert spans(f"{before}oil-carrier{after} b", {"oil-carrier"}) == []


def test_the_longest_name_is_found():
    names = {"oil", "oil-carrier", "oil-carrier-chief"}
    text = "The oil-carrier-chief, oil, oil-carrier."
    assert [name for _, _, name in spans(text, names)] == ["oil-carrier-chief", "oil", "oil-carrier"]
