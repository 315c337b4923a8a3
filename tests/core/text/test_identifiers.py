from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.text.identifiers import agent_anchor, anchors, digest, page_anchors, slug, title_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oil the wheel!", "oil-the-wheel"),
        ("  **Oil**, then `ring_bell()`  ", "oil-then-ring_bell"),
        ("Don't ring; it’s late", "dont-ring-its-late"),
        ("'Quoted' rock 'n' roll", "quoted-rock-n-roll"),
        ("v1.2: 3/4 done", "v1-2-3-4-done"),
        ("Straße & Café", "strasse-café"),
        ("Cafe\u0301", "café"),
        ("毎朝、鐘を鳴らす。", "毎朝-鐘を鳴らす"),
        ("افحص الحبل أولاً", "افحص-الحبل-أولاً"),
        ("घंटी बजाओ", "घंटी-बजाओ"),
        ("Έλεγξε τα ΣΧΟΙΝΙΆ", "έλεγξε-τα-σχοινιά"),
        ("\u0390", "\u0390"),
        ("Ω mega ½", "ω-mega-½"),
        ("🔔 -- 🔔", ""),
        ("_private_", "private"),
        ("", ""),
        ("\u26a0\ufe0f Limits", "limits"),
        ("Limits \u26a0\ufe0f", "limits"),
        ("1\ufe0f\u20e3 Wind the bell", "1-wind-the-bell"),
        ("\U0001f469\u200d\U0001f692 Ring", "ring"),
        ("\U0001f44d\U0001f3fd Ring", "ring"),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f Ring", "ring"),
        ("\u845b\U000e0100 be\u034fll", "\u845b-bell"),
    ],
)
def test_slug(text, expected):
    assert slug(text) == expected


def test_a_long_slug_ends_at_a_word_and_a_long_word_is_cut():
    assert slug("check every rope of the tower before the bells are rung at noon") == (
        "check-every-rope-of-the-tower-before-the-bells-are-rung-at"
    )
    assert slug("check every rope", 14) == "check-every"
    assert slug("check every rope", 16) == "check-every-rope"
    assert slug("鐘" * 70) == "鐘" * 60


@pytest.mark.parametrize(
    ("name", "stem", "expected"),
    [
        ("bell-ringer", "x", "bell-ringer"),
        ("Bell Ringer v1.2", "x", "bell-ringer-v1.2"),
        ("鐘つき", "x", "鐘つき"),
        ("🔔", "bell_ringer", "bell_ringer"),
        ("🔔", "🔔", "agent-" + digest("🔔")),
        ("../..", "x", "x"),
        ("", "🔔", "agent-" + digest("🔔")),
    ],
)
def test_agent_anchor(name, stem, expected):
    assert agent_anchor(name, stem) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bell-ringer", "Bell Ringer"),
        ("api_ui-expert", "API UI Expert"),
        ("ios-3d", "iOS 3d"),
        ("node.js-expert", "Node.js Expert"),
        ("Bell-ringer", "Bell-ringer"),
        ("bell ringer", "bell ringer"),
        ("bell--ringer", "bell--ringer"),
        ("鐘-つき", "鐘-つき"),
    ],
)
def test_title_of(name, expected):
    assert title_of(name) == expected


def test_a_digest_is_stable():
    assert digest("ring") == digest("ring", 10)[:4]
    assert digest("") == "werc", "e3b0c of SHA-256 in base 32"


def test_different_texts_with_one_slug_both_carry_a_digest():
    made = anchors("a", [("item", "Ring!", ""), ("item", "Ring?", "Noon"), ("item", "Oil", "")])
    assert made == [f"a.ring-{digest('itemRing!')}", f"a.ring-{digest('itemRing?')}", "a.oil"]


def test_a_heading_and_a_guideline_that_say_the_same_are_different():
    made = anchors("a", [("section", "Ring", ""), ("item", "Ring", "Ring")])
    assert made == [f"a.ring-{digest('sectionRing')}", f"a.ring-{digest('itemRing')}"]


def test_a_repeated_text_is_distinguished_by_its_section_and_then_by_a_number():
    texts = [("item", "Ring", section) for section in ("Dawn", "Noon", "Noon", "", "", "Noon")]
    assert anchors("a", texts) == ["a.ring", "a.noon.ring", "a.noon.ring-2", "a.ring-2", "a.ring-3", "a.noon.ring-3"]


def test_a_number_never_takes_the_anchor_of_another_text():
    assert anchors("a", [("item", "Ring", ""), ("item", "Ring", ""), ("item", "Ring 2", "")]) == [
        "a.ring",
        "a.ring-3",
        "a.ring-2",
    ]


def test_a_text_without_letters_is_called_by_what_it_is():
    assert anchors("a", [("item", "🔔", ""), ("step", "→", "")]) == [f"a.item-{digest('🔔')}", f"a.step-{digest('→')}"]


def test_the_page_gives_way_to_the_author():
    taken = ["a.role", "a.definition", "a.definition-section"]
    assert page_anchors("a", ["role", "related", "definition"], taken) == {
        "role": "a.role-section",
        "related": "a.related",
        "definition": "a.definition-section-section",
    }


SAID = st.sampled_from(["Ring", "ring", "Ring!", "Ring 2", "ring-2", "Ring 3", "Noon ring", "🔔", "→", "", "鐘"])
GROUPS = st.sampled_from(["item", "step", "section"])
SECTIONS = st.sampled_from(["", "", "Noon", "🔔"])


def entries_of(
    groups: st.SearchStrategy[str], texts: st.SearchStrategy[str]
) -> st.SearchStrategy[list[tuple[str, ...]]]:
    return st.lists(st.tuples(groups, texts, SECTIONS), max_size=10)


NUMBERED = entries_of(st.just("item"), st.sampled_from(["Ring", "Ring 2", "Ring 3"]))
ENTRIES = NUMBERED | entries_of(GROUPS, SAID) | entries_of(GROUPS, st.text(max_size=8))


@given(ENTRIES)
def test_anchors_are_unique(entries):
    made = anchors("a", entries)
    assert len(made) == len(entries) == len(set(made))
    assert all(anchor == unicodedata.normalize("NFC", anchor) and not set(anchor) & set(" #/?%") for anchor in made)


@given(st.data())
def test_the_anchor_of_a_text_said_once_depends_on_no_order(data):
    entries = data.draw(ENTRIES)
    shuffled = data.draw(st.permutations(entries))
    before = dict(zip(entries, anchors("a", entries), strict=True))
    after = dict(zip(shuffled, anchors("a", shuffled), strict=True))
    said = [(group, text) for group, text, _ in entries]
    once = [entry for entry in entries if said.count(entry[:2]) == 1]
    assert [before[entry] for entry in once] == [after[entry] for entry in once]
