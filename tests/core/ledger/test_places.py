"""The places of entries relative to their agents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.ledger.entries import Entry
from sphinx_agentdocs.core.ledger.places import Place, agents_by_page, along, recorded_place, with_places_of_branches

KEEPER = Entry("aaaaa", "agent", "agents/lighter", "lighter", "Lighter", former=("agents/keeper#keeper", "crew/k#k"))


def rule(anchor="lighter.wick", page="agents/lighter", former=(), **values):
    return Entry("bbbbb", "item", page, anchor, "Trim the wick.", former=former, **values)


WITH_THE_AGENT = ("agents/keeper#keeper.wick", "crew/k#k.wick")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (rule(former=WITH_THE_AGENT), Place("aaaaa", "agents/keeper", "keeper.wick")),
        (rule(former=WITH_THE_AGENT[1:]), Place("aaaaa", "crew/k", "k.wick")),
        (rule(), Place("aaaaa", "agents/lighter", "lighter.wick")),
        (rule(former=WITH_THE_AGENT[:1]), None),
        (rule(former=(*WITH_THE_AGENT, "agents/x#x.wick")), None),
        (rule(former=("agents/keeper#keeper.other", "crew/k#k.wick")), None),
        (rule("keeper.wick"), None),
        (rule("lighterwick"), None),
        (rule(page="agents/other"), None),
        (rule(former=WITH_THE_AGENT, status="withdrawn"), None),
        (KEEPER, None),
    ],
    ids=[
        "always with its agent",
        "since the second place",
        "since the present place",
        "missed a place",
        "was elsewhere as well",
        "had another anchor",
        "has the name of another agent",
        "has no name of an agent",
        "on a page without an agent",
        "withdrawn",
        "the agent itself",
    ],
)
def test_the_place_where_an_entry_was_recorded(entry, expected):
    assert recorded_place(entry, agents_by_page([KEEPER])) == expected
    if expected:
        assert along(KEEPER, expected.page, expected.anchor) == (entry.page, entry.anchor, entry.former)


def test_an_entry_that_was_never_with_the_agent():
    assert along(KEEPER, "agents/keeper", "mate.wick") is None


def test_a_page_with_two_live_agents_has_none():
    other = Entry("ccccc", "agent", "agents/lighter", "other", "Other")
    assert agents_by_page([KEEPER, other]) == {}


def test_an_agent_that_is_withdrawn_is_no_place():
    assert agents_by_page([Entry("ccccc", "agent", "agents/x", "x", "X", status="withdrawn")]) == {}


NAMES = st.sampled_from(["a", "b", "a.b", "b-c"])
PLACES = st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=4, unique=True)


@given(PLACES, st.integers(0, 3), st.sampled_from([".x", ".x.y", ".role"]))
def test_every_place_along_with_an_agent_comes_back(places, first, rest):
    *former, (page, name) = places
    agent = Entry("aaaaa", "agent", page, name, "A", former=tuple(f"{page}#{name}" for page, name in former))
    moved = tuple(f"{page}#{name}{rest}" for page, name in former[first:])
    entry = Entry("bbbbb", "item", page, name + rest, "Text.", former=moved)
    if found := recorded_place(entry, {page: agent}):
        assert along(agent, found.page, found.anchor) == (entry.page, entry.anchor, entry.former)
    else:  # the name of an agent may begin with that of another one, and "." may be in both
        assert any("." in name for _, name in places)


def test_an_address_of_a_branch_stays_with_its_owner():
    agent = Entry("aaaaa", "agent", "agents/bow/ada", "ada", "Ada", former=("agents/ada#ada",))
    wick = Entry("bbbbb", "item", "agents/ada", "ada.trim-it", "Trim it.", former=("agents/ada#ada.cut-it",))
    other = Entry("ccccc", "item", "agents/bow/ada", "ada.cut-it", "Cut it.")
    entries = {entry.code: entry for entry in (agent, wick)}
    assert with_places_of_branches(dict(entries))["bbbbb"].former == (*wick.former, "agents/bow/ada#ada.cut-it")
    assert with_places_of_branches({**entries, "ccccc": other})["bbbbb"].former == wick.former
