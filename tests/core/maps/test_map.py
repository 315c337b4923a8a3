"""The maps: what a drawing contains whatever the titles are, and how many agents are divided."""

from __future__ import annotations

import random
import xml.etree.ElementTree as ET
from dataclasses import fields
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_agentdocs.core.maps import clusters, neighbourhood, ring
from sphinx_agentdocs.core.maps.drawing import EDGE_KINDS, MapEdge, MapNode
from sphinx_agentdocs.core.maps.map import site_map
from sphinx_agentdocs.core.maps.neighbourhood import neighbourhood as draw
from sphinx_agentdocs.core.maps.text_width import shortened, width, wrapped
from sphinx_agentdocs.core.maps.words import ENGLISH, RELATIONS
from sphinx_agentdocs.core.relating.relations import RELATION_KINDS

GERMAN = ENGLISH.translated(lambda words: {"reports to": "berichtet an"}.get(words, words))
CENTER = MapNode("c", "Cook", "c.html", "crew")
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
    assert turned.around == "AGENTS AROUND %S"
    texts = [getattr(turned, field.name) for field in fields(turned) if field.name not in ("phrases", "ngettext")]
    assert texts == [text.upper() for text in texts]


@pytest.mark.parametrize(
    ("count", "agents", "relations"),
    [(0, "0 agents", "0 relations"), (1, "1 agent", "1 relation"), (1234, "1,234 agents", "1,234 relations")],
)
def test_numbers_in_words(count, agents, relations):
    assert (ENGLISH.agents(count), ENGLISH.relations(count)) == (agents, relations)


# -- around one agent


def test_without_neighbours_there_is_no_drawing():
    assert draw(CENTER, []) == ""
    assert draw(CENTER, [(CENTER, "names", True)]) == ""


def test_a_small_drawing_exactly():
    found = draw(CENTER, [(MapNode("b", "Boy", "b.html", ""), "reports-to", False)], GERMAN)
    assert found == (
        '<svg class="agent-map agent-map-around" viewBox="0 0 432 49" width="432" height="49" role="group"'
        ' aria-label="Agents around Cook" direction="ltr" text-anchor="middle" font-size="13">'
        '<g class="agent-map-lines" aria-hidden="true">'
        '<g class="agent-map-line agent-kind-reports-to" data-ends="0">'
        '<path d="M270 24.5C228 24.5 228 24.5 186 24.5" fill="none" stroke-width="1.7" stroke-dasharray="9 3 2 3"/>'
        '<path class="agent-map-head" d="M270 24.5L262 27.7L262 21.3Z"/></g></g>'
        '<g class="agent-map-center">'
        '<rect x="270" y="3.5" width="160" height="42" rx="6"/>'
        '<text class="agent-map-name nohighlight" font-size="14" x="350" y="29.5">Cook</text></g>'
        '<a class="agent-map-node" href="b.html" aria-label="Boy: berichtet an" data-node="0">'
        '<rect x="2" y="2" width="184" height="45" rx="6"/>'
        '<text class="agent-map-name nohighlight" x="94" y="22">Boy</text> '
        '<text class="agent-map-note nohighlight" font-size="11.5" x="94" y="36.5">berichtet an</text></a></svg>'
    )


def test_kinds_and_directions_are_said():
    one, two = MapNode("b", "Boy", "b.html", "crew"), MapNode("m", "Mate", "m.html", "crew")
    around = [(one, "similar", True), (two, "names", True), (two, "named-by", False), (two, "works-with", True)]
    found = draw(CENTER, around)
    assert links(found) == [("b.html", "Boy: similar purpose"), ("m.html", "Mate: works with, names")]
    heads = [
        line.findall("path[@class='agent-map-head']")
        for line in ET.fromstring(found).iter("g")
        if line.get("data-ends")
    ]
    assert [len(one) for one in heads] == [0, 2]


def test_what_an_agent_says_comes_before_what_others_say_about_it():
    around = [(node, "names", at >= 10) for at, node in enumerate(crew(20))]
    shown = [placed.neighbour.node.key for placed in neighbourhood.layout(CENTER, around).placed]
    assert sorted(shown) == [f"a{at:04}" for at in (*range(6), *range(10, 20))]


def test_the_strongest_are_shown_and_the_rest_counted():
    nodes = crew(20)
    around = [(node, "similar" if at < 10 else "works-with", True) for at, node in enumerate(nodes)]
    found = draw(CENTER, around, ENGLISH.translated(lambda words: words.replace("and %s more", "noch %s")))
    shown = {address for address, _ in links(found)}
    assert shown == {f"a{at}.html" for at in (*range(10, 20), *range(6))}
    assert "noch 4</text>" in found


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_gets_out_of_its_place(title):
    node = MapNode("b", title, "b.html?a=1&b=<2>", title)
    for text in (
        draw(node._replace(key="c"), [(node, "works-with", True)]),
        site_map([node, CENTER], [MapEdge("b", "c", "names")]).svg,
    ):
        root = ET.fromstring(text)
        assert {one.tag for one in root.iter()} <= {"svg", "g", "a", "title", "rect", "circle", "path", "text", "tspan"}
        assert "b.html?a=1&b=<2>" in [address for address, _ in links(text)]
        assert all(name.strip() for _, name in links(text))
        attributes = {key for one in root.iter() for key in one.keys()}  # noqa: SIM118  # an element is not a mapping
        assert not attributes & {"id", "style", "onload", "{http://www.w3.org/1999/xlink}href"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=80), st.sampled_from(EDGE_KINDS), st.booleans()), min_size=1, max_size=30))
def test_boxes_do_not_overlap_around_an_agent(around):
    found = neighbourhood.layout(
        CENTER, [(MapNode(f"n{at}", title, f"{at}.html", ""), *rest) for at, (title, *rest) in enumerate(around)]
    )
    boxes = [found.center, *(placed.box for placed in found.placed)]
    assert not [pair for pair in combinations(boxes, 2) if overlaps(*pair)]
    assert all(box.left >= 0 and box.top >= 0 and box.right <= found.width for box in boxes)
    assert all(box.bottom <= found.height for box in boxes)
    assert len(found.placed) + found.left_out == len(around)
    for placed in found.placed:
        for line in placed.neighbour.title:
            assert width(line, 13) <= placed.box.right - placed.box.left


# -- all agents


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
    around = [(node, EDGE_KINDS[at % 8], at % 3 == 0) for at, node in enumerate(nodes[:30])]
    expected = site_map(nodes, edges), draw(CENTER, around)
    for seed in range(3):
        rand = random.Random(seed)
        for some in (nodes, edges, around):
            rand.shuffle(some)
        assert (site_map(nodes, edges), draw(CENTER, around)) == expected


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
    assert wrapped("Cook of the ship", 75, 13, 2) == ("Cook of", "the ship")
    assert wrapped("database-migration-engineer", 130, 13, 2) == ("database-", "migration-engine…")
    assert wrapped("", 75, 13, 2) == ("",)


@given(st.text(max_size=200), st.integers(min_value=30, max_value=200), st.integers(min_value=1, max_value=3))
def test_lines_are_as_many_and_as_wide_as_there_is_room(words, room, lines):
    found = wrapped(words, room, 13, lines)
    assert 1 <= len(found) <= lines
    assert all(width(line, 13) <= room + 0.001 for line in found)
