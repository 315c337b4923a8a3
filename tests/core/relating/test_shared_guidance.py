"""Guidelines that other agents have too."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.relating import shared_guidance as sharing
from sphinx_agentdocs.core.relating.shared_guidance import HANDFUL, MOST, Guidance, Share, fingerprint, shared_guidance

RULE = "Oil every hinge of the tower door before the first frost of winter"


def guidance(page, text, anchor="a"):
    return Guidance(page, f"{page}.{anchor}", "", text, fingerprint("", text))


def test_shared_guidance(case):
    one, other = (guidance(page, text) for page, text in zip("xy", case.input.split("\n"), strict=True))
    if not one.prints or not other.prints:
        assert case.expected == "no guidance"
        return
    found = shared_guidance([one, other])
    if case.expected == "different":
        assert found == {}
        return
    same = {"the same": True, "nearly the same": False}[case.expected]
    assert {place: shared.others for place, shared in found.items()} == {
        ("x", "x.a"): (Share("y", "y.a", same),),
        ("y", "y.a"): (Share("x", "x.a", same),),
    }


def test_a_page_does_not_share_with_itself():
    assert shared_guidance([guidance("x", RULE, "one"), guidance("x", RULE, "two")]) == {}


def test_each_agent_is_counted_once_and_the_nearest_is_first():
    near = RULE.replace("frost", "hard frost").replace("every", "every single")
    units = [guidance("x", RULE), guidance("a", near), guidance("b", RULE, "one"), guidance("b", RULE, "two")]
    shared = shared_guidance(units)["x", "x.a"]
    assert shared.others == (Share("b", "b.one", True), Share("a", "a.a", False))
    assert (shared.total, shared.common) == (2, False)


def test_common_text_relates_no_agents_and_says_how_many_have_it():
    pages = [f"p{number}" for number in range(HANDFUL + 2)]
    found = shared_guidance([guidance(page, RULE) for page in pages])
    assert all(shared.common and shared.total == HANDFUL + 1 for shared in found.values())
    assert [other.page for other in found["p0", "p0.a"].others] == pages[1 : MOST + 1]
    fewer = shared_guidance([guidance(page, RULE) for page in pages[:-1]])
    assert not any(shared.common for shared in fewer.values())
    assert {shared.total for shared in fewer.values()} == {HANDFUL}


def test_variants_of_common_text_are_common():
    near = RULE.replace("frost", "hard frost")
    pages = [f"p{number}" for number in range(HANDFUL + 1)]
    found = shared_guidance([*(guidance(page, RULE) for page in pages), guidance("q", near)])
    assert len(found) == len(pages) + 1
    assert all(shared.common and shared.total == HANDFUL + 1 for shared in found.values())


def test_two_texts_of_one_digest_are_two():
    units = [guidance("x", RULE), guidance("y", "Count nets, ropes, sails, oars, anchors and lanterns at noon")]
    assert shared_guidance([unit._replace(prints=(1, 2, 3, 4)) for unit in units]) == {}


WORDS = "oil hinge tower door winter frost net rope sail boat lamp storm tide harbour anchor never".split()
TEXTS = st.lists(st.sampled_from(WORDS), min_size=6, max_size=14).map(" ".join)
UNITS = st.lists(st.tuples(st.sampled_from("abcdefgh"), TEXTS | st.just(RULE)), max_size=24).map(
    lambda units: [guidance(page, text, f"u{number}") for number, (page, text) in enumerate(units)]
)


@given(UNITS, st.randoms())
def test_the_order_does_not_matter(units, chance):
    shuffled = list(units)
    chance.shuffle(shuffled)
    assert shared_guidance(shuffled) == shared_guidance(units)


def test_the_order_does_not_matter_where_many_texts_are_alike():
    units = [
        guidance(f"p{at % 4}", f"{RULE} {one} {other}", f"u{at}")
        for at, (one, other) in enumerate(product(WORDS, WORDS))
    ]
    expected = shared_guidance(units)
    assert expected
    for seed in range(3):
        random.Random(seed).shuffle(units)
        assert shared_guidance(units) == expected


@given(UNITS)
def test_sharing_is_mutual(units):
    found = shared_guidance(units)
    pages = {(place[0], other.page) for place, shared in found.items() if not shared.common for other in shared.others}
    assert pages == {(other, page) for page, other in pages}


@given(TEXTS, st.data())
def test_a_copy_is_the_same_whatever_its_case_and_marks(text, data):
    marks = data.draw(
        st.lists(st.sampled_from([" ", ", ", "  ", " *", "** ", "; ", " (", "\n"]), min_size=14, max_size=14)
    )
    copy = "".join(word + mark for word, mark in zip(text.upper().split(), marks, strict=False))
    assert fingerprint("", copy.strip(";* ")) == fingerprint("", text)
    if fingerprint("", text):
        assert shared_guidance([guidance("x", text), guidance("y", copy.strip(";* "))])["x", "x.a"].others[0].same


def test_many_copies_are_compared_with_none(monkeypatch):
    number = 10_000
    monkeypatch.setattr(sharing, "_likeness", lambda *_: pytest.fail("compared"))
    found = shared_guidance([guidance(f"p{at:05}", RULE) for at in range(number)])
    assert {(shared.total, len(shared.others), shared.common) for shared in found.values()} == {
        (number - 1, MOST, True)
    }


def test_the_number_of_comparisons_is_in_proportion(monkeypatch):
    calls = []
    monkeypatch.setattr(sharing, "_likeness", lambda *_: calls.append(1) or 0.0)
    chance = random.Random(1)
    alike = [guidance(f"p{at:05}", f"{RULE} in house {chance.choice(WORDS)} number x{at}") for at in range(20_000)]
    mixed = [guidance(f"q{at:05}", " ".join(chance.choices(WORDS, k=12))) for at in range(20_000)]
    shared_guidance(alike)
    assert len(calls) < 4 * len(alike)
    calls.clear()
    shared_guidance(mixed)
    assert len(calls) < 40 * len(mixed)


def titled(page, title, text):
    return Guidance(page, f"{page}.a", title, f"{title}{text}", fingerprint(title, f"{title}{text}"))


def test_a_title_that_only_one_of_two_has_does_not_count():
    plain, long = guidance("x", RULE), titled("y", "Grease, tallow, polish, paint and seal in autumn: ", RULE)
    other = titled("y", "Grease, tallow, polish, paint and seal in autumn: ", RULE.replace("winter", "the year"))
    for pair in ([plain, long], [plain._replace(page="z"), long]):
        shares = [shared.others[0].same for shared in shared_guidance(pair).values()]
        assert shares == [False, False]
    assert shared_guidance([plain, other]) == {}


def test_two_titles_count():
    one, other = (titled(page, f"{title} in autumn: ", RULE) for page, title in (("x", "Grease"), ("y", "Paint")))
    assert shared_guidance([one, other]) == {}


def test_common_text_lists_the_first_others_by_their_pages():
    pages = [f"p{number}" for number in range(HANDFUL + 3)]
    found = shared_guidance([guidance(page, RULE) for page in pages])
    assert found["p1", "p1.a"].others == tuple(
        Share(page, f"{page}.a", False) for page in ("p0", "p2", "p3", "p4", "p5")
    )
    assert found["p7", "p7.a"].others == tuple(Share(page, f"{page}.a", False) for page in pages[:MOST])


@pytest.mark.parametrize(
    ("text", "is_guidance"),
    [
        ("Oil the hinges, doors, locks, bolts", False),
        ("Oil the hinges, doors, locks, bolts, gates", True),
        ("Oil the hinges, doors, locks, bolts, 12", False),
        ("Ask bell-ringer, door-keeper or lamp-lighter when hinges squeak", False),
        ("Oil the hinges, doors, locks, bolts, gates:", False),
        (f"Oil the hinges, doors, locks, bolts, gates, {'x' * 200}:", False),
        ("Oil the hinges, doors, locks, bolts, gates:**", False),
        ("Oil the hinges, doors, locks, bolts, gates\uff1a", False),
        ("Oiled hinges: rust prevention through grease, tallow, polish and tar", False),
        ("Oiled hinges: Prevent rust with grease, tallow, polish and tar", True),
        ("Oil the hinges, the doors, the locks and the bolts of 12", False),
        ("Oil the hinges, doors, locks, bolts " + " ".join(map(str, range(14))), False),
        ("Oil the hinges, doors, locks, bolts " + " ".join(map(str, range(15))), True),
        ("Oil the hinges, doors, locks, bolts " + "and then it is to be so as it will be " * 3, False),
        ('"Oil the hinges, doors, locks, bolts, gates"', False),
        ('Say "Oil the hinges, doors, locks, bolts, gates"', True),
        ("修补破损的渔网和绳索", False),
        ("修补破损的渔网和绳索，检查每一个绳结。", True),
    ],
)
def test_what_is_worth_sharing(text, is_guidance):
    assert bool(fingerprint("", text)) == is_guidance


def test_a_fingerprint_is_the_whole_and_eight_parts():
    whole, *parts = fingerprint("", RULE)
    assert len(set(parts)) == 8
    assert parts == sorted(parts)
    assert all(0 <= part < 2**32 for part in (whole, *parts))
    assert fingerprint("", f"{RULE}!")[0] == whole != fingerprint("", f"{RULE} too")[0]


def test_each_of_a_few_variants_has_all_the_others():
    words = {"hinge": "rusty hinge", "tower": "old tower", "frost": "hard frost"}
    texts = [RULE, *(RULE.replace(word, longer) for word, longer in words.items())]
    found = shared_guidance([guidance(f"p{at}", text) for at, text in enumerate(texts)])
    pages = {page: sorted(other.page for other in shared.others) for (page, _), shared in found.items()}
    assert pages == {f"p{at}": [f"p{other}" for other in range(4) if other != at] for at in range(4)}
