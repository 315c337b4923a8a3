"""Relations combined: which kinds appear together, and in what order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.naming.names import Names
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.relating.relations import RELATION_KINDS, WRITTEN, profile_of, relate
from sphinx_agentdocs.core.relating.similar_agents import similar
from sphinx_agentdocs.core.text.diff import other_wording
from sphinx_agentdocs.core.units import units_of

RULE = (
    "Count the barrels in the hold before the ship leaves the harbour and write their number into the log of the mate."
)
ROWS = {
    "none": "",
    "a name": "Ask b-cook.\n",
    "a list": "## Integration with other agents\n\n- Work with b-cook\n",
    "a name and a list": "Ask b-cook.\n\n## Integration with other agents\n\n- Report to b-cook\n- Work with b-cook\n",
    "itself": "Ask a-mate.\n",
    "a rule of both": f"- {RULE}\n",
}


def related(*definitions):
    """What each page shows, for definitions given by their names and bodies (the first is that of ``a-mate``)."""
    return compared([(name, text_of(name, body)) for name, body in definitions])


def text_of(name, body, fields=""):
    return f"---\nname: {name}\ndescription: Be {name}.\n{fields}---\n\n{body}"


def compared(texts):
    read = {name: read_definition(text.encode(), f"{name}.md") for name, text in texts}
    profiles = [profile_of(one, name, "crew", f"{name}.md") for name, one in read.items()]
    units = {name: units_of(one, name) for name, one in read.items()}
    near = similar({profile.page: profile.terms for profile in profiles})
    return relate(profiles, units, Names(profile.named for profile in profiles), near)


def kinds(found, page):
    return [(one.kind, one.page) for one in found[page].relations]


@pytest.mark.parametrize(
    ("row", "one", "other"),
    [
        ("none", [], []),
        ("a name", ["names"], ["named-by"]),
        ("a list", ["works-with"], ["named-by"]),
        ("a name and a list", ["works-with", "reports-to"], ["named-by"]),
        ("itself", [], []),
        ("a rule of both", ["shares-guidance"], ["shares-guidance"]),
    ],
)
def test_the_kinds_between_two_agents(row, one, other):
    found = related(("a-mate", ROWS[row]), ("b-cook", f"1. {RULE}\n"))
    assert [kind for kind, _ in kinds(found, "a-mate")] == one
    assert [kind for kind, _ in kinds(found, "b-cook")] == other


def test_the_other_end_has_the_evidence_and_says_how():
    found = related(("a-mate", ROWS["a name and a list"]), ("b-cook", ""))
    other = found["b-cook"].relations[0]
    assert (other.page, other.via, other.evidence, other.home) == ("a-mate", "works-with", "Work with b-cook", "a-mate")
    assert other.anchor == "a-mate.work-with-b-cook"


def test_shared_guidelines_are_counted_and_the_one_that_says_most_is_quoted():
    second = RULE.replace("barrels", "ropes").replace("mate", "boatswain and of every sailor who asks for it")
    body = f"- **Count twice**: count.\n- {RULE}\n- {second}\n"
    found = related(("a-mate", body), ("b-cook", body))
    assert [(one.evidence, one.common) for one in found["a-mate"].relations] == [(second, 2)]


def test_what_stands_in_many_agents_relates_none():
    found = related(*((f"agent-{at}", f"- {RULE}\n") for at in range(12)))
    assert all(one.relations == () for one in found.values())
    (_, shared), *_ = found["agent-0"].shared
    assert (shared.total, shared.common) == (11, True)


def test_lists_of_agents_are_no_guidance_to_share():
    line = (
        "## Integration with other agents\n\n- Report to c-captain every evening how many barrels are left in the hold"
        " and who has taken one\n"
    )
    found = related(("a-mate", line), ("b-cook", line), ("c-captain", ""))
    assert kinds(found, "a-mate") == [("reports-to", "c-captain")]
    assert found["a-mate"].shared == ()


@pytest.mark.parametrize(
    ("mate", "cook", "kind"),
    [
        ("Defer meals to b-cook.", "", "delegates-to"),
        ("Defer meals to b-cook.\n\nReports to: b-cook", "", "reports-to"),
        ("Cook (defer to b-cook).\n\n- **Escalates to**: b-cook", "", "escalates-to"),
        ("Defer meals to b-cook.", "Delegates to: a-mate", "names"),
        ("Defer meals to b-cook.", "Direct reports: a-mate", "reports-to"),
        ("Defer meals to b-cook.\n\nReports to: c-captain", "", "delegates-to"),
        ("Defer meals to c-captain.\n\nReports to: b-cook", "Reports to: c-captain", None),
        ("Defer meals to b-cook. Delegate meals to b-cook.\n\nReports to: b-cook", "", "delegates-to"),
        ("Defer meals to b-cook.", "Defer sails to a-mate.", "delegates-to"),
    ],
)
def test_to_defer_to_a_superior_is_not_to_delegate(mate, cook, kind):
    found = related(("a-mate", mate), ("b-cook", cook), ("c-captain", ""))
    stated = [one for one in found["a-mate"].relations if one.kind in WRITTEN]
    assert next((one.kind for one in stated if one.page == "b-cook"), None) == (kind or "reports-to")
    if kind is None:
        assert ("names", "c-captain") in kinds(found, "a-mate")


def test_what_others_do_is_their_relation_with_the_evidence_where_it_is_written():
    found = related(("a-mate", "Escalation target for: b-cook"), ("b-cook", ""))
    evidence = ("Escalation target for: b-cook", "a-mate", "a-mate.escalation-target-for-b-cook")
    assert [one[:5] for one in found["b-cook"].relations] == [("a-mate", "escalates-to", *evidence)]
    assert [(one[:5], one.via) for one in found["a-mate"].relations] == [
        (("b-cook", "named-by", *evidence), "escalates-to")
    ]


def test_what_an_agent_says_of_itself_is_quoted_first():
    found = related(("a-mate", "Direct reports: b-cook"), ("b-cook", "Reports to: a-mate"))
    assert [(one.kind, one.home) for one in found["b-cook"].relations] == [("reports-to", "b-cook")]
    assert [(one.kind, one.via, one.home) for one in found["a-mate"].relations] == [
        ("named-by", "reports-to", "b-cook")
    ]


NAMES = ("a-mate", "b-cook", "c-captain", "d-boy")
CREW = st.lists(st.sampled_from([*ROWS, "a name", "a list"]), min_size=2, max_size=4)


@given(CREW, st.randoms(use_true_random=False))
def test_the_order_of_definitions_does_not_matter(rows, random):
    texts = [(name, text_of(name, ROWS[row])) for name, row in zip(NAMES, rows, strict=False)]
    shuffled = list(texts)
    random.shuffle(shuffled)
    assert compared(texts) == compared(shuffled)


@given(CREW)
def test_every_relation_has_another_end(rows):
    found = compared([(name, text_of(name, ROWS[row])) for name, row in zip(NAMES, rows, strict=False)])
    for page, one in found.items():
        order = [RELATION_KINDS.index(relation.kind) for relation in one.relations]
        assert order == sorted(order)
        for relation in one.relations:
            ends = [(back.kind, back.page) for back in found[relation.page].relations]
            if relation.kind in WRITTEN:
                assert ("named-by", page) in ends
            elif relation.kind == "shares-guidance":
                assert ("shares-guidance", page) in ends
            assert relation.page != page
            assert relation.kind == "similar" or relation.evidence


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("Trim the wick.", "Trim the wick.", [("Trim the wick.", "same")]),
        ("Trim the wick.", "trim the long wick", [("trim the", "same"), ("long", "added"), ("wick", "same")]),
        ("Always trim it.", "Trim it.", [("Always", "left-out"), ("Trim it.", "same")]),
        ("Clean it.", "Wipe it.", [("Clean", "left-out"), ("Wipe", "added"), ("it.", "same")]),
        ("Trim it.", "", [("Trim it.", "left-out")]),
        ("", "Trim it.", [("Trim it.", "added")]),
    ],
)
def test_another_wording(text, other, expected):
    assert [tuple(piece) for piece in other_wording(text, other)] == expected


@given(st.text(), st.text())
def test_another_wording_holds_both(text, other):
    pieces = other_wording(text, other)
    assert " ".join(piece.text for piece in pieces if piece.change != "left-out") == " ".join(other.split())
    left = [word for piece in pieces if piece.change != "added" for word in piece.text.split()]
    assert len(left) == len(text.split())


def links(found, page):
    return [tuple(one) for one in found[page].names]


def test_a_name_of_one_word_is_a_link_only_where_a_list_or_a_mark_makes_it_a_name():
    body = (
        "## Integration with other agents\n\n- Work with cook on meals\n- Work with b-cook\n\n"
        "See [the boy](boy.md) and **cook**.\n"
    )
    found = related(("a-mate", body), ("cook", ""), ("b-cook", ""), ("boy", ""))
    assert links(found, "a-mate") == [
        ("cook", "cook", "a-mate.work-with-cook-on-meals"),
        ("b-cook", "b-cook", ""),
        ("cook", "cook", "a-mate.see-the-boy-and-cook"),
    ]
    assert kinds(found, "a-mate") == [("works-with", "cook"), ("works-with", "b-cook"), ("names", "boy")]


def test_what_is_written_is_shown_in_its_order_and_who_wrote_it_by_title():
    found = related(
        ("a-mate", "Ask d-hub, then c-captain.\n"),
        ("Zeta-one", "Ask c-captain.\n"),
        ("c-captain", ""),
        ("d-hub", ""),
    )
    assert kinds(found, "a-mate") == [("names", "d-hub"), ("names", "c-captain")]
    assert kinds(found, "c-captain") == [("named-by", "a-mate"), ("named-by", "Zeta-one")]


SECOND = "Coil every rope on deck from left to right before the sun goes down and hang it on its own wooden peg."


def test_who_shares_more_comes_first_and_after_those_that_are_named():
    found = related(
        ("a-mate", f"- {RULE}\n- {SECOND}\n- Ask d-boy.\n"),
        ("b-cook", f"- {RULE}\n"),
        ("c-captain", f"- {SECOND}\n- {RULE}\n"),
        ("d-boy", ""),
    )
    assert [(one.kind, one.page, one.common, one.evidence, one.anchor) for one in found["a-mate"].relations] == [
        ("names", "d-boy", 1, "Ask d-boy.", "a-mate.ask-d-boy"),
        ("shares-guidance", "c-captain", 2, SECOND, found["a-mate"].shared[0][0]),
        ("shares-guidance", "b-cook", 1, RULE, found["a-mate"].shared[1][0]),
    ]


def similar_crew(body):
    texts = {
        "net-mender": "Mends torn fishing nets and ropes with a needle and tarred twine.",
        "sail-mender": "Mends torn sails and ropes with a needle, a palm and waxed twine.",
        "ship-cook": "Plans meals of salted fish, beans and bread for a long voyage.",
    }
    return compared([(name, f"---\nname: {name}\ndescription: {text}\n---\n{body}") for name, text in texts.items()])


def test_agents_of_similar_purpose_are_related_by_the_words_they_share():
    assert [tuple(one) for one in similar_crew("")["net-mender"].relations] == [
        ("sail-mender", "similar", "mender, needle, ropes, torn, twine", "", "", 1, "")
    ]


def test_agents_that_are_related_by_what_is_written_are_not_similar_too():
    found = similar_crew("Ask sail-mender, or ship-cook.\n")
    assert kinds(found, "net-mender") == [("names", "sail-mender"), ("names", "ship-cook")]
    assert kinds(found, "ship-cook")[:1] == [("names", "sail-mender")]


def test_in_a_script_without_spaces_whole_words_are_the_evidence():
    texts = {
        "a": "修补破损的渔网和绳索，用针和麻线。",
        "b": "检查破损的渔网和绳索，用蜡和麻线。",
        "c": "为长途航行计划咸鱼、豆子和面包的餐食。",
    }
    found = compared([(name, f"---\nname: {name}\ndescription: {text}\n---\n") for name, text in texts.items()])
    assert [tuple(one)[:3] for one in found["a"].relations] == [("b", "similar", "破损的渔网和绳索, 和麻线")]


def test_one_shared_line_says_less_than_a_similar_purpose():
    found = similar_crew(f"- {RULE}\n")
    assert kinds(found, "net-mender") == [
        ("similar", "sail-mender"),
        ("shares-guidance", "sail-mender"),
        ("shares-guidance", "ship-cook"),
    ]
    found = similar_crew(f"- {RULE}\n- {SECOND}\n")
    assert kinds(found, "net-mender") == [("shares-guidance", "sail-mender"), ("shares-guidance", "ship-cook")]


def test_an_agent_is_known_by_its_folder_and_the_name_of_its_file():
    profile = profile_of(read_definition(text_of("a-mate", "").encode(), "x.md"), "page", "crew", "deck/aft/mate.md")
    assert (profile.group, profile.stem) == ("deck/aft", "mate")
