"""Which agents have a similar purpose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.relating.similar_agents import MOST, compared, similar, terms_of


def terms(name, description, body=""):
    data = f"---\nname: {name}\ndescription: {description}\n---\n{body}".encode()
    return terms_of(read_definition(data, f"{name}.md"))


TEAM = {
    "nets": terms("net-mender", "Mends torn fishing nets and ropes with a needle and tarred twine."),
    "sails": terms("sail-mender", "Mends torn sails and ropes with a needle, a palm and waxed twine."),
    "cook": terms("ship-cook", "Plans meals of salted fish, beans and bread for a long voyage."),
    "pilot": terms("harbour-pilot", "Steers ships between rocks and sandbanks by tide tables and soundings."),
}


def test_two_of_a_small_team_are_alike_and_words_say_why():
    found = similar(TEAM)
    assert {page: [near.page for near in others] for page, others in found.items()} == {
        "nets": ["sails"],
        "sails": ["nets"],
    }
    assert set(found["nets"][0].terms) == {"mender", "needle", "ropes", "torn", "twine"}
    assert found["nets"][0].terms == found["sails"][0].terms


def test_a_comparison_is_taken_over_as_long_as_no_word_is_another_one():
    first = compared(TEAM)
    assert first.near == similar(TEAM)
    assert compared(dict(reversed(TEAM.items())), first) is first
    changes = {
        "another count": TEAM | {"cook": (*TEAM["cook"][:-1], (TEAM["cook"][-1][0], 9))},
        "an agent more": TEAM | {"bell": ()},
        "an agent fewer": {name: TEAM[name] for name in ("nets", "sails", "cook")},
        "words of two agents exchanged": TEAM | {"cook": TEAM["nets"], "nets": TEAM["cook"]},
    }
    for change, team in changes.items():
        again = compared(team, first)
        assert again.words != first.words, change
        assert again.near == similar(team), change


def test_words_that_all_of_a_team_have_make_nobody_alike():
    subject = "for the lighthouse museum tour booking application"
    team = {
        "a": terms("painter", f"Draws icons and colours {subject}."),
        "b": terms("mover", f"Packs parcels and ships crates {subject}."),
        "c": terms("clerk", f"Answers letters and phone calls {subject}."),
    }
    assert similar(team) == {}


def test_two_words_in_common_are_too_few():
    team = {"a": terms("a1", "Tarred twine."), "b": terms("b1", "Tarred twine."), "c": terms("c1", "Salted fish.")}
    assert similar(team) == {}


def test_nothing_is_similar_to_nothing():
    assert similar({}) == {}
    assert similar({"a": (), "b": ()}) == {}
    assert similar({"a": TEAM["nets"]}) == {}


def test_at_most_a_few_are_similar():
    crowd = {f"nets-{number}": TEAM["nets"] for number in range(9)} | {name: TEAM[name] for name in ("cook", "pilot")}
    found = similar(crowd)
    assert [near.page for near in found["nets-5"]] == ["nets-0", "nets-1", "nets-2"]
    assert all(len(others) <= MOST for others in found.values())


def test_the_name_of_an_agent_counts_as_its_title_and_not_in_its_examples():
    example = "<example>Context: Rain. user: 'Ask the net-mender or the Net Mender' assistant: 'Twine!'</example>"
    counts = dict(terms("net-mender", f'"Mends. {example}"'))
    assert counts["net"] == dict(terms("net-mender", "Mends."))["net"]
    assert counts["rain"] == 1
    assert "twine" not in counts


def test_a_short_name_is_not_cut_out_of_other_words():
    said = "<example>Context: Build. user: 'The UI, ui and build'</example>"
    assert dict(terms("ui", f'"Draws. {said}"')).keys() == {"ui", "draws"}
    assert dict(terms("il", f'"Draws. {said}"'))["ui"] == 2
    assert dict(terms("---", f'"Draws. {said}"')).keys() == {"draws", "ui"}


def test_headings_count_and_common_words_do_not():
    counts = dict(
        terms("cook", "Use this agent when you need a stew.", "# Kitchen\n\n## Knives\n\nCut.\n\n## Best Practices\n")
    )
    assert {"cook", "stew", "kitchen", "knives"} == set(counts)


def test_scripts_without_spaces_are_compared_by_pairs_of_signs():
    team = {
        "a": terms("a1", "修补破损的渔网和绳索，检查每一个绳结。"),
        "b": terms("b1", "编织和修补渔网，检查绳索和绳结。"),
        "c": terms("c1", "为长途航行准备咸鱼和面包。"),
    }
    assert [near.page for near in similar(team)["a"]] == ["b"]
    assert "渔网" in similar(team)["a"][0].terms


def test_terms_are_bounded():
    found = terms("long", " ".join(f"word{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(600)))
    assert len(found) == 150
    assert list(found) == sorted(found)


WORDS = st.sampled_from("oil hinge tower door frost net rope sail boat lamp storm tide harbour anchor".split())
COUNTS = st.dictionaries(WORDS, st.integers(1, 9), max_size=10).map(lambda counts: tuple(sorted(counts.items())))
TEAMS = st.dictionaries(st.sampled_from("abcdefghijkl"), COUNTS, max_size=12)


@given(TEAMS, st.randoms())
def test_the_order_does_not_matter(team, chance):
    items = list(team.items())
    chance.shuffle(items)
    assert similar(dict(items)) == similar(team)


@given(TEAMS)
def test_likeness_is_mutual_unless_cut(team):
    found = similar(team)
    for page, others in found.items():
        for near in others:
            back = {other.page: other for other in found[near.page]}
            assert page in back or len(back) == MOST
            assert page not in back or (back[page].score, back[page].terms) == (near.score, near.terms)
            assert near.score <= 1.000001
            assert list(others) == sorted(others, key=lambda other: (-other.score, other.page))


# -- exact likeness


def test_how_alike_two_agents_are():
    (near,) = similar(TEAM)["nets"]
    assert (near.page, near.score, near.terms) == ("sails", 0.382384, ("mender", "needle", "ropes", "torn", "twine"))


def own(prefix, number):
    return tuple((f"{prefix}{chr(97 + at % 26)}{chr(97 + at // 26)}", 1) for at in range(number))


def team_of(size, words, alike=2):
    """A team in which *alike* agents have three words in common, and *words* more of their own."""
    shared = (("mast", 1), ("rope", 1), ("tar", 1))
    pages = {f"a{at:02}": tuple(sorted((*shared, *own(f"x{chr(97 + at)}", words)))) for at in range(alike)}
    return pages | {f"b{at:02}": own(f"z{chr(97 + at % 26)}{chr(97 + at // 26)}", 6) for at in range(size - alike)}


@pytest.mark.parametrize(
    ("size", "score"),
    [(2, None), (3, 0.160137), (8, 0.247248), (20, 0.279112), (40, 0.289684), (45, 0.293388), (80, 0.30788)],
)
def test_the_same_words_tell_more_in_a_larger_team(size, score):
    found = similar(team_of(size, 5))
    assert {page: near.score for page, (near,) in found.items()} == ({"a00": score, "a01": score} if score else {})


@pytest.mark.parametrize(("words", "sizes"), [(7, (5, 8, 20, 32)), (8, (5, 8, 20, 24)), (9, (8, 9, 16)), (10, (8, 9))])
def test_less_is_enough_in_a_smaller_team(words, sizes):
    every = (2, 3, 5, 8, 9, 12, 16, 20, 24, 28, 32, 36, 40, 45)
    assert set(sizes) <= {size for size in every if similar(team_of(size, words))}
    assert not similar(team_of(max(sizes) + 4, words))


def test_three_words_in_common_are_enough_and_how_often_they_are_said_counts():
    three = {"a": (("mast", 1), ("rope", 1), ("tar", 1)), "b": (("mast", 1), ("rope", 4), ("tar", 1)), "c": own("z", 6)}
    assert {page: near.score for page, (near,) in similar(three).items()} == {"a": 0.912956, "b": 0.912956}


@pytest.mark.parametrize(
    ("one", "other", "shown"), [((2, 3), 2, "rope"), ((2, 5), 2, "ropes"), ((3, 3), 1, "rope"), ((2, 3), 1, "rope")]
)
def test_forms_of_a_word_count_as_one_and_the_one_most_often_written_is_shown(one, other, shown):
    team = {
        "a": (("mast", 1), ("rope", one[0]), ("ropes", one[1]), ("tar", 1)),
        "b": (("mast", 1), ("rope", other), ("tar", 1)),
        "c": own("z", 6),
    }
    (near,) = similar(team)["a"]
    assert near.terms == (shown, "mast", "tar")
    joined = {**team, "a": (("mast", 1), ("rope", sum(one)), ("tar", 1))}
    assert near.score == similar(joined)["a"][0].score


def test_the_words_that_tell_most_are_shown_first():
    counts = {"anchor": 1, "boat": 5, "cable": 2, "deck": 4, "eel": 1, "fish": 3}
    team = {"a": tuple(counts.items()), "b": tuple(counts.items()), "c": own("z", 6)}
    assert similar(team)["a"][0].terms == ("boat", "deck", "fish", "cable", "anchor")


def test_a_word_of_many_agents_finds_none_of_them():
    assert len(similar(team_of(60, 0, alike=48))) == 48
    assert similar(team_of(60, 0, alike=49)) == {}


def test_of_many_that_share_a_word_those_that_share_most_are_compared():
    crowd = {f"b{at:02}": (("mast", 1), *own(f"z{chr(97 + at)}", 4)) for at in range(26)}
    team = {"a": (("mast", 1), ("rope", 1), ("tar", 1)), **crowd, "z": (("mast", 1), ("rope", 1), ("tar", 1))}
    assert {page: [near.page for near in others] for page, others in similar(team).items()} == {"a": ["z"], "z": ["a"]}


def test_of_many_words_the_strongest_find_others():
    strong = (("mast", 9), ("rope", 9), ("tar", 9))
    team = {page: tuple(sorted((*strong, *own(page, 50)))) for page in ("xa", "xb")} | {
        "c": own("z", 6),
        "d": own("w", 6),
    }
    assert {page: [near.page for near in others] for page, others in similar(team).items()} == {
        "xa": ["xb"],
        "xb": ["xa"],
    }


def test_numbers_and_single_letters_are_no_terms_and_single_signs_are():
    assert dict(terms("cook", "Stew x 12 7th 锅 and 3d.")) == {"cook": 6, "stew": 4, "7th": 4, "锅": 4, "3d": 4}


def test_the_terms_said_most_often_are_kept():
    words = [f"word{chr(97 + at % 26)}{chr(97 + at // 26)}" for at in range(200)]
    found = dict(terms("long", " ".join([*words, *words[-20:]])))
    assert {word for word, count in found.items() if count == 8} == set(words[-20:])
