"""The numbers of agents beside a map, what agents are called there, and whom their relations lead to."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.maps.drawing import EDGE_KINDS, MapEdge, MapNode
from sphinx_agentdocs.core.maps.numbers import labels, most, numbers_of, relations_from
from sphinx_agentdocs.core.maps.words import ENGLISH

EDGES = [
    # title, edges, the numbers of each agent: names, named by, shares
    ("no edge", [], {}),
    ("a direction", [("a", "b", "names")], {"a": (1, 0, 0), "b": (0, 1, 0)}),
    ("several kinds", [("a", "b", kind) for kind in ("declared", "names")], {"a": (1, 0, 0), "b": (0, 1, 0)}),
    ("both ways", [("a", "b", "names"), ("b", "a", "works-with")], {"a": (1, 1, 0), "b": (1, 1, 0)}),
    ("shared, said once", [("a", "b", "shares-guidance")], {"a": (0, 0, 1), "b": (0, 0, 1)}),
    (
        "shared, said twice",
        [("a", "b", "shares-guidance"), ("b", "a", "shares-guidance")],
        {"a": (0, 0, 1), "b": (0, 0, 1)},
    ),
    ("similar does not count", [("a", "b", "similar")], {}),
    (
        "three agents",
        [
            ("a", "b", "delegates-to"),
            ("a", "c", "reports-to"),
            ("c", "b", "escalates-to"),
            ("c", "a", "shares-guidance"),
        ],
        {"a": (2, 0, 1), "b": (0, 2, 0), "c": (1, 1, 1)},
    ),
]


@pytest.mark.parametrize(("edges", "expected"), [row[1:] for row in EDGES], ids=[row[0] for row in EDGES])
def test_numbers(edges, expected):
    assert numbers_of(MapEdge(*edge) for edge in edges) == expected


def test_every_kind_counts_for_one_number_at_most():
    found = {kind: sum(numbers_of([MapEdge("a", "b", kind)]).get("a", ())) for kind in EDGE_KINDS}
    assert [kind for kind, number in found.items() if number != 1] == ["similar"]


def node(key, title, group="crew"):
    return MapNode(key, title, f"{key}.html", group)


CALLED = [
    # title, agents as title and place, what each is called
    ("each its own", [("Cook", "a"), ("Mate", "a")], ["Cook", "Mate"]),
    ("no title", [(" ", "a")], ["Untitled"]),
    ("by the first folder", [("Cook", "port / x"), ("Cook", "star / x")], ["Cook (port)", "Cook (star)"]),
    ("by a deeper folder", [("Cook", "s / a / x"), ("Cook", "s / b / x")], ["Cook (a)", "Cook (b)"]),
    (
        "by the folder in which all differ",
        [("Cook", "s / a"), ("Cook", "s / b"), ("Cook", "p / c")],
        ["Cook (a)", "Cook (b)", "Cook (c)"],
    ),
    (
        "by the whole place",
        [("Cook", "s / a"), ("Cook", "s"), ("Cook", "s / b"), ("Mate", "s")],
        ["Cook (s / a)", "Cook (s)", "Cook (s / b)", "Mate"],
    ),
    ("in the same place", [("Cook", "s"), ("Cook", "s")], ["Cook (s)", "Cook (s)"]),
]


@pytest.mark.parametrize(("agents", "expected"), [row[1:] for row in CALLED], ids=[row[0] for row in CALLED])
def test_what_agents_are_called(agents, expected):
    nodes = [node(f"n{at}", *agent) for at, agent in enumerate(agents)]
    called = labels(nodes, ENGLISH)
    assert [called[one.key] for one in nodes] == expected


def test_the_agents_with_most():
    nodes = [node("a", "mate"), node("b", "Cook"), node("c", "Boy"), node("d", "Purser"), node("e", "Gunner")]
    counts = {"a": 2, "b": 2, "c": 9, "d": 0, "gone": 99}
    assert [one.title for one in most(nodes, counts, 3)] == ["Boy", "Cook", "mate"]
    assert [one.title for one in most(nodes, counts, 1)] == ["Boy"]
    assert most(nodes, {}, 3) == []


def test_relations_without_a_direction_are_listed_once():
    edges = [
        ("b", "a", "similar"),
        ("a", "b", "similar"),
        ("b", "c", "names"),
        ("b", "a", "names"),
        ("c", "b", "names"),
    ]
    expected = {"a": {"similar": ["b"]}, "b": {"names": ["a", "c"]}, "c": {"names": ["b"]}}
    assert relations_from(MapEdge(*edge) for edge in edges) == expected
