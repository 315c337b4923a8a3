"""The content of ``agents.json``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import sphinx_agentdocs

SCHEMA = json.loads((Path(sphinx_agentdocs.__file__).parent / "agents.schema.json").read_text("utf-8"))
DEFINITION = """\
---
name: tide-watcher
description: |
  Watch the tide. It rises twice a day.

  <example>
  Context: The boat lies dry
  user: "When can we leave?"
  assistant: "At six."
  <commentary>Only the tide decides.</commentary>
  </example>
model: opus
color: blue
tools: Clock, Ruler
port: Brest
depths: [3, 4]
---

Trust the **table**, not the eye.

## Core Approach

**Be early**: The sea does not wait.

### Steps

1. Read the clock.
2. Read the `ruler`.

- <b>Wave</b> at \u202eno one.
"""
CORE = ["Core Approach"]
EXPECTED = {
    "name": "tide-watcher",
    "title": "Tide Watcher",
    "collection": "agents",
    "source": "coast/tide watcher.md",
    "path": None,
    "format": "claude-agent",
    "code": "qkez0",
    "aliases": [],
    "words": "",
    "url": "agents/coast/tide-watcher-PLACE.html",
    "permalink": "g/qkez0/",
    "summary": "Watch the tide. It rises twice a day.",
    "description": "Watch the tide. It rises twice a day.",
    "model": "opus",
    "color": "blue",
    "tools": ["Clock", "Ruler"],
    "fields": {"depths": "3, 4", "port": "Brest"},
    "examples": [
        {
            "url": "agents/coast/tide-watcher-PLACE.html#tide-watcher.the-boat-lies-dry",
            "context": "The boat lies dry",
            "turns": [{"speaker": "user", "text": "When can we leave?"}, {"speaker": "assistant", "text": "At six."}],
            "commentary": "Only the tide decides.",
        }
    ],
    "guidelines": [
        {
            "anchor": f"tide-watcher.{slug}",
            "code": code,
            "url": f"agents/coast/tide-watcher-PLACE.html#tide-watcher.{slug}",
            "permalink": f"g/{code}/",
            "kind": kind,
            "section": section,
            "stem": " \u203a ".join(section),
            "lead": "",
            "polarity": polarity,
            "weight": weight,
            "aliases": [],
            "title": title,
            "text": text,
        }
        for code, slug, kind, section, polarity, weight, title, text in [
            (
                "evgy8",
                "trust-the-table-not-the-eye",
                "paragraph",
                [],
                None,
                "rule",
                "",
                "Trust the table, not the eye.",
            ),
            ("d22na", "be-early", "principle", CORE, "do", "rule", "Be early", "Be early: The sea does not wait."),
            ("bkdzw", "read-the-clock", "step", [*CORE, "Steps"], None, "rule", "", "Read the clock."),
            ("gj6bm", "read-the-ruler", "step", [*CORE, "Steps"], None, "rule", "", "Read the ruler."),
            (
                "31nmr",
                "b-wave-b-at-no-one",
                "item",
                [*CORE, "Steps"],
                None,
                "fact",
                "",
                "<b>Wave</b> at [U+202E]no one.",
            ),
        ]
    ],
    "related": [],
}


@pytest.fixture(scope="module")
def site(make_site, definition):
    return make_site(
        {"agents/coast/tide watcher.md": DEFINITION, "agents/bare.md": "---\nname: Bare\ndescription: Use it.\n---\n"},
        {"suppress_warnings": ["agentdocs"], "html_baseurl": "https://coast.example/"},
    )


def check(data):
    Draft202012Validator.check_schema(SCHEMA)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)] == []


def test_it_fits_its_schema(site):
    check(site.json())


def test_a_definition_is_complete(site):
    data = site.json()
    assert (data["version"], data["base_url"], len(data["agents"])) == (1, "https://coast.example/", 2)
    place = data["agents"][1]["url"].removeprefix("agents/coast/tide-watcher-").removesuffix(".html")
    assert data["agents"][1] == json.loads(json.dumps(EXPECTED).replace("PLACE", place))


def test_missing_values_are_null_or_empty(site):
    assert site.json()["agents"][0] == {
        "name": "Bare",
        "title": "Bare",
        "collection": "agents",
        "source": "bare.md",
        "path": None,
        "format": "claude-agent",
        "code": "ghk1p",
        "aliases": [],
        "words": "",
        "url": "agents/bare.html",
        "permalink": "g/ghk1p/",
        "summary": "Use it.",
        "description": "Use it.",
        "model": None,
        "color": None,
        "tools": None,
        "fields": {},
        "examples": [],
        "guidelines": [],
        "related": [],
    }


def test_the_order_of_keys_is_stable(site):
    assert list(site.json()["agents"][1]) == list(EXPECTED)
    assert list(site.json()["agents"][1]["guidelines"][0]) == list(EXPECTED["guidelines"][0])


def test_the_format_and_the_path_in_a_repository(make_site):
    skill = "---\nname: knots\ndescription: Use it to tie knots.\n---\n"
    switched = "---\ndescription: Use it to row.\nmode: subagent\ntools: {write: false, bash: true}\n---\n"
    site = make_site({".git/HEAD": "", "agents/knots/SKILL.md": skill, "agents/rower.md": switched})
    agents = {agent["name"]: agent for agent in site.json()["agents"]}
    assert [(agent["format"], agent["path"]) for _, agent in sorted(agents.items())] == [
        ("skill", "agents/knots/SKILL.md"),
        ("opencode-agent", "agents/rower.md"),
    ]
    assert agents["rower"]["tools"] == ["bash"]
    assert agents["rower"]["fields"] == {"mode": "subagent", "tools": "{write: false, bash: true}"}
    check(site.json())


def test_it_is_utf8_with_one_line_per_agent(make_site, definition):
    site = make_site({"agents/é.md": definition("é"), "agents/z.md": definition("z")})
    lines = site.text("agents.json").splitlines()
    assert (len(lines), lines[0], lines[-1]) == (4, '{"version": 1, "base_url": "", "agents": [', "]}")
    assert '"name": "é"' in lines[2] + lines[1]


@pytest.mark.parametrize(
    ("builder", "url", "unit"),
    [
        ("html", "agents/a.html", "agents/a.html#a.you-review"),
        ("dirhtml", "agents/a/", "agents/a/#a.you-review"),
        ("singlehtml", "#document-agents/a", "#a.you-review"),
    ],
)
def test_addresses_fit_the_builder(make_site, definition, builder, url, unit):
    site = make_site({"agents/a.md": definition("a")}, builder=builder)
    agent = site.json()["agents"][0]
    assert (agent["url"], agent["guidelines"][0]["url"]) == (url, unit)
    check(site.json())


@pytest.mark.parametrize("builder", ["text", "latex", "xml"])
def test_other_builders_do_not_write_it(make_site, definition, builder):
    assert not (make_site({"agents/a.md": definition("a")}, builder=builder).out / "agents.json").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "no frontmatter",
        "---\nname: [a, b]\ndescription: {c: d}\ntools: 3\nmodel:\n---\n",
        "---\n- a\n- b\n---\n- \n- **\n",
        "---\nname: x\nname: y\n'': z\n---\n<example>\nuser:\n</example>\n",
        '---\nname: "\\ud800"\n---\n\ud7ff \ue000\n',
    ],
)
def test_bad_definitions_fit_the_schema_too(make_site, text):
    site = make_site({"agents/a.md": text})
    assert len(site.json()["agents"]) == 1
    check(site.json())


# -- by collection


@pytest.fixture
def two(make_site, definition):
    files = {
        f"{folder}/{name}.md": definition(name) for folder, name in (("deck", "mate"), ("deck", "boy"), ("hold", "rat"))
    }
    return make_site(files, {"agentdocs_collections": {"deck": "deck", "hold": "hold"}})


def by_collection(site):
    return {path.stem: json.loads(path.read_text("utf-8")) for path in (site.out / "agents-by-collection").glob("*")}


def test_each_of_several_collections_has_a_file(two):
    found = by_collection(two)
    assert sorted(found) == ["deck", "hold"]
    for name, data in found.items():
        check(data)
        assert data == {**two.json(), "agents": [one for one in two.json()["agents"] if one["collection"] == name]}
    assert [len(found[name]["agents"]) for name in ("deck", "hold")] == [2, 1]


def test_a_single_collection_has_no_file_of_its_own(site, two):
    assert not (site.out / "agents-by-collection").exists()
    again = two.build(conf={"agentdocs_collections": {"deck": "deck"}})
    assert not (again.out / "agents-by-collection").exists()


def test_only_the_file_of_the_collection_that_changed_is_written(two):
    before = two.times()
    two.write({"deck/boy.md": (two.src / "deck/boy.md").read_text("utf-8") + "\n- Ring the bell at noon.\n"})
    after = two.build().times()
    written = [name for name in after if name.startswith("agents-by") and after[name] != before[name]]
    assert written == ["agents-by-collection/deck.json"]


def test_a_file_of_someone_else_stays(make_site, definition):
    files = {
        "deck/mate.md": definition("mate"),
        "hold/rat.md": definition("rat"),
        "extra/agents-by-collection/deck.json": "{}",
    }
    conf = {"agentdocs_collections": {"deck": "deck", "hold": "hold"}, "html_extra_path": ["extra"]}
    site = make_site(files, conf)
    assert by_collection(site)["deck"] == {}
    assert [agent["name"] for agent in by_collection(site)["hold"]["agents"]] == ["rat"]
    again = site.build(conf={"agentdocs_collections": {"hold": "hold"}})
    assert by_collection(again) == {"deck": {}}
