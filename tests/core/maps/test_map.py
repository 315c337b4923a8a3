"""The maps: what a drawing contains whatever the titles are, and how many agents are divided."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from dataclasses import fields
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_agentdocs.core.maps import clusters, ring
from sphinx_agentdocs.core.maps.drawing import EDGE_KINDS, MapEdge, MapNode
from sphinx_agentdocs.core.maps.map import site_map
from sphinx_agentdocs.core.maps.text_width import shortened, width
from sphinx_agentdocs.core.maps.words import ENGLISH, RELATIONS
from sphinx_agentdocs.core.relating.relations import RELATION_KINDS

HOSTILE = [
    "",
    "  ",
    "<script>alert(1)</script>",
    "\"'&lt;]]><!--",
    "x" * 10_000,
    "word " * 2_000,
    "مراجع الشيفرة البرمجية للمشروع الكبير",
    "代码审查专家与架构师以及前端工程师和后端工程师",
    "👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀",
    "\x00\x0b\ufffe\ud800",
    "%s %d %",
    "e\u0301" * 60,
]


def crew(count, groups=1, title="Agent {}"):
    return [MapNode(f"a{at:04}", title.format(at), f"a{at}.html", f"group {at % groups}") for at in range(count)]


def some_edges(nodes, count, seed=1):
    rand = random.Random(seed)
    return [MapEdge(rand.choice(nodes).key, rand.choice(nodes).key, rand.choice(EDGE_KINDS)) for _ in range(count)]


def links(text):
    """The address and the accessible name of each node of a drawing, which must be well-formed."""
    return [(node.get("href"), node.get("aria-label")) for node in ET.fromstring(text).iter("a")]


def overlaps(one, other):
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


# -- words


def test_every_kind_of_relation_has_words():
    assert list(RELATIONS) == list(RELATION_KINDS)
    assert ENGLISH.phrases == RELATIONS


def test_a_language_chooses_the_form_for_a_number():
    turned = ENGLISH.translated(str, lambda one, several, count: f"{several}!" if count == 1 else one)
    assert [turned.agents(1), turned.agents(2), turned.relations(1), turned.relations(2)] == [
        "1 agents!",
        "2 agent",
        "1 relations!",
        "2 relation",
    ]
    assert [turned.map_of(1), turned.map_of(2)] == ["Map of 1 agents!", "Map of 2 agent"]


def test_the_name_of_a_map():
    assert [ENGLISH.map_of(1), ENGLISH.map_of(1234)] == ["Map of 1 agent", "Map of 1,234 agents"]


def test_every_word_of_a_map_is_translated():
    turned = ENGLISH.translated(str.upper)
    assert turned.phrases == {kind: phrase.upper() for kind, phrase in ENGLISH.phrases.items()}
    others = ("phrases", "ngettext", "number")
    texts = [getattr(turned, field.name) for field in fields(turned) if field.name not in others]
    assert texts == [text.upper() for text in texts]


@pytest.mark.parametrize(
    ("count", "agents", "relations"),
    [(0, "0 agents", "0 relations"), (1, "1 agent", "1 relation"), (1234, "1,234 agents", "1,234 relations")],
)
def test_numbers_in_words(count, agents, relations):
    assert (ENGLISH.agents(count), ENGLISH.relations(count)) == (agents, relations)


# -- all agents


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_gets_out_of_its_place(title):
    nodes = [MapNode("b", title, "b.html?a=1&b=<2>", title), MapNode("c", "Cook", "c.html", "crew")]
    text = site_map(nodes, [MapEdge("b", "c", "names")]).svg
    root = ET.fromstring(text)
    assert {one.tag for one in root.iter()} <= {"svg", "g", "a", "title", "circle", "path", "text"}
    assert "b.html?a=1&b=<2>" in [address for address, _ in links(text)]
    assert all(name.strip() for _, name in links(text))
    attributes = {key for one in root.iter() for key in one.keys()}  # noqa: SIM118  # an element is not a mapping
    assert not attributes & {"id", "style", "onload", "{http://www.w3.org/1999/xlink}href"}


def test_few_agents_are_one_drawing():
    nodes = crew(3)
    found = site_map(nodes, [MapEdge("a0000", "a0001", "delegates-to"), MapEdge("a0001", "gone", "names")])
    assert (found.agents, found.parts, found.between) == (tuple(nodes), (), ())
    root = ET.fromstring(found.svg)
    assert root.get("aria-label") == "Map of 3 agents"
    said = [title.text for line in root.iter("g") if line.get("data-ends") for title in line.iter("title")]
    assert said == ["Agent 0 → Agent 1: delegates to"]
    assert [text.text for text in root.iter("text")] == ["Agent 0", "Agent 1", "Agent 2", "delegates to"]


def test_all_relations_between_two_agents_are_one_line():
    edges = [
        MapEdge("a0001", "a0000", "names"),
        MapEdge("a0000", "a0001", "works-with"),
        MapEdge("a0000", "a0001", "similar"),
    ]
    root = ET.fromstring(site_map(crew(2), edges).svg)
    (line,) = [line for line in root.iter("g") if line.get("data-ends")]
    assert line.get("class") == "agent-map-line agent-kind-works-with"
    assert line.find("title").text == "Agent 0 → Agent 1: works with, names, similar purpose"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_labels_do_not_overlap_on_a_ring(titles, rand):
    items = [ring.Item(f"n{at}", title, "", title, "", 4 + at % 10) for at, title in enumerate(titles)]
    pairs = [(rand.choice(items).key, rand.choice(items).key) for _ in range(len(items))]
    found = ring.layout(items, [pair for pair in pairs if pair[0] != pair[1]])
    dots = [
        ring.Box(
            place.point.x - place.item.radius,
            place.point.y - place.item.radius,
            place.point.x + place.item.radius,
            place.point.y + place.item.radius,
        )
        for place in found.places
    ]
    boxes = [*dots, *(place.box for place in found.places)]
    assert not [pair for pair in combinations(boxes, 2) if overlaps(*pair)]
    assert all(
        box.left >= 0 and box.top >= 0 and box.right <= ring.WIDTH and box.bottom <= found.height for box in boxes
    )


@pytest.mark.parametrize(
    ("count", "groups", "edges"),
    [(1, 1, 0), (8, 1, 20), (40, 3, 90), (41, 1, 0), (150, 10, 1100), (600, 1, 3000), (600, 200, 3000), (600, 3, 1)],
)
def test_every_agent_is_shown_once_and_the_drawing_is_not_too_large(count, groups, edges):
    nodes = crew(count, groups)
    found = site_map(nodes, some_edges(nodes, edges), anchor="here")
    assert sorted([*found.agents, *(node for part in found.parts for node in part.agents)]) == nodes
    assert bool(found.parts) == (count > clusters.MOST) != bool(found.agents)
    assert [part.anchor for part in found.parts] == [f"here-{at + 1}" for at in range(len(found.parts))]
    shown = [address for address, _ in links(found.svg)]
    assert sorted(shown) == sorted([f"#{part.anchor}" for part in found.parts] or [node.href for node in found.agents])
    assert len(shown) <= clusters.MOST


def test_the_order_of_the_input_makes_no_difference():
    nodes = crew(200, 1)
    edges = some_edges(nodes, 700)
    expected = site_map(nodes, edges)
    for seed in range(3):
        rand = random.Random(seed)
        for some in (nodes, edges):
            rand.shuffle(some)
        assert site_map(nodes, edges) == expected


def test_agents_are_divided_by_the_first_folder_in_which_they_differ():
    nodes = [
        MapNode(f"{team}{at}", f"{team} {at}", f"{team}{at}.html", f"all / {team}" if team else "all")
        for team in ("", "web", "ops")
        for at in range(20)
    ]
    found = site_map(nodes, [MapEdge("web0", "ops1", "names"), MapEdge("web2", "ops1", "names")])
    assert [(part.anchor, part.title, len(part.agents)) for part in found.parts] == [
        ("agent-map-1", "all", 20),
        ("agent-map-2", "ops", 20),
        ("agent-map-3", "web", 20),
    ]
    root = ET.fromstring(found.svg)
    said = [title.text for line in root.iter("g") if line.get("data-ends") for title in line.iter("title")]
    assert said == ["ops ↔ web: 2 relations"]
    assert found.between == ((1, 2, 2),)


def test_agents_without_folders_are_divided_by_their_relations():
    nodes = crew(60)
    teams = [nodes[at::3] for at in range(3)]
    edges = [MapEdge(team[0].key, node.key, "works-with") for team in teams for node in team[1:]]
    edges += [MapEdge(one.key, other.key, "names") for team in teams for one, other in pairwise(team)]
    found = site_map(nodes, edges)
    assert sorted(sorted(part.agents) for part in found.parts) == sorted(teams)
    assert [part.title for part in found.parts] == [f"Agent {at} and others" for at in range(3)]


def test_deeply_nested_folders():
    nodes = [
        MapNode(f"a{level:03}-{at}", f"A {level} {at}", f"{level}-{at}.html", " / ".join(map(str, range(level + 1))))
        for level in range(300)
        for at in range(5)
    ]
    found = site_map(nodes, [])
    assert sorted(node for part in found.parts for node in part.agents) == nodes
    assert 1 < len(found.parts) <= clusters.MOST


# -- labels


@pytest.mark.parametrize(
    ("words", "ems"),
    [("", 0), ("代码", 2), ("ｗ", 1), ("mm", 1.9), ("ilt", 1.0), ("e\u0301", 0.6), ("👩", 1.2), ("ك", 0.8)],
)
def test_a_width_errs_on_the_large_side(words, ems):
    assert ems * 10 <= width(words, 10) <= ems * 10 * 1.3


def test_a_title_is_shortened_between_signs():
    assert shortened("Cook", 100, 13) == "Cook"
    assert shortened("Cook of the ship", 55, 13) == "Cook o…"
    assert shortened("👩🏽‍🚀👩🏽‍🚀", 30, 13) == "…"


@given(st.text(max_size=200), st.integers(min_value=30, max_value=200))
def test_a_line_is_as_wide_as_there_is_room(words, room):
    assert width(shortened(words, room, 13), 13) <= room + 0.001
