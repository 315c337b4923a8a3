"""What was made of an agent is made again only where something that it is made of changed."""

from __future__ import annotations

import json
import zlib
from hashlib import sha256

import pytest

from sphinx_agentdocs.core.ledger.writing import ledger_text
from sphinx_agentdocs.core.search import shards
from sphinx_agentdocs.sphinx import guidance, llms, outputs, search_index
from sphinx_agentdocs.sphinx.domain import domain_of
from sphinx_agentdocs.sphinx.lookup import Lookup

LAMP = "You keep lamps.\n\n- Trim the wick.\n- Delegate to `bell`.\n"
BELL = "You keep bells.\n\n- Oil the clapper.\n"
SAIL = "You keep sails.\n\n- Reef before the wind.\n"


@pytest.fixture
def site(make_site, definition):
    files = {f"agents/{name}.md": definition(name, body=body) for name, body in CREW.items()}
    return make_site(files)


CREW = {"lamp": LAMP, "bell": BELL, "sail": SAIL}


@pytest.fixture
def made(monkeypatch):
    """The pages of which something was made, by what that was."""
    found = {"list": [], "search": [], "guidance": [], "llms": [], "inventory": []}

    def note(owner, name, what, page):
        original = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *args: found[what].append(page(*args)) or original(*args))

    note(outputs, "_agent", "list", lambda agent, *rest: agent.docname)
    note(shards, "piece", "search", lambda key, agent: agent.page.removesuffix(".html"))
    note(guidance._Writing, "whole", "guidance", lambda writing, agent, *rest: agent.docname)
    note(llms, "_lines", "llms", lambda agent: agent.docname)
    note(Lookup, "objects_of", "inventory", lambda lookup, agent: agent.docname)
    return found


def unsettled(site):
    """Have the next build of *site* make everything about all agents that changed (see `sphinx.settled`)."""
    (site.app.doctreedir / "agentdocs-html-settled.txt").unlink()


def cleared(made):
    for pages in made.values():
        pages.clear()


def unlike_clean(site):
    """The files of a site that a clean build of its sources makes in another way."""
    clean = site.clean().files()
    return {name: data for name, data in site.files().items() if clean.get(name) != data and name != ".buildinfo.bak"}


@pytest.mark.parametrize(
    ("edits", "listed", "others"),
    [
        pytest.param({}, [], [], id="nothing"),
        pytest.param({"sail": ("Reef", "Furl")}, ["sail"], ["sail"], id="one definition"),
        pytest.param({"bell": ("name: bell", "name: gong")}, ["bell", "lamp"], ["bell"], id="a name that another uses"),
    ],
)
def test_what_is_made_again(site, made, edits, listed, others):
    for name, (old, new) in edits.items():
        site.edit(f"agents/{name}.md", old, new)
    cleared(made)
    again = site.build()
    pages = [f"agents/{name}" for name in others]
    assert {name: sorted(some) for name, some in made.items()} == {
        "list": [f"agents/{name}" for name in listed],
        **dict.fromkeys(["search", "guidance", "llms", "inventory"], pages),
    }
    assert unlike_clean(again) == {}


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        pytest.param("bell", ("Oil the clapper.", "Trim the wick."), id="a guideline that another agent has too"),
        pytest.param("bell", ("Oil the clapper.", "Never douse it."), id="a guideline that only one other agent has"),
        pytest.param("bell", ("name: bell", "name: lamp"), id="a name that another agent has too"),
        pytest.param("bell", ("name: bell", "name: lamp.stern"), id="a name by which a guideline has that of another"),
        pytest.param("lamp", ("# ", "# "), id="nothing"),
    ],
)
def test_what_an_agent_takes_from_another_is_shown_there(site, name, edit):
    site.edit("agents/sail.md", "Reef before the wind.", "Trim the wick before the wind.\n- Trim the wick.")
    site.edit(
        "agents/lamp.md",
        "- Trim",
        "# Bow\n\n- Oil the clapper.\n\n# Stern\n\n- Oil the clapper.\n- Never douse it.\n- Trim",
    )
    before = site.build()
    assert unlike_clean(before) == {}
    if edit[0] != edit[1]:
        before.edit(f"agents/{name}.md", *edit)
    shared = before.build()
    assert unlike_clean(shared) == {}
    if "lamp.stern" in edit[1]:
        names = shared.inventory()["agent:guideline"]
        assert {"lamp.stern.oil-the-clapper", "agents/lamp:lamp.stern.oil-the-clapper"} <= names.keys()
        lines = zlib.decompress((shared.out / "objects.inv").read_bytes().split(b"\n", 4)[4]).splitlines()
        objects = [tuple(line.split()[:2]) for line in lines]
        assert len(objects) == len(set(objects))
    if edit[0] != edit[1]:
        shared.edit(f"agents/{name}.md", *reversed(edit))
    assert unlike_clean(shared.build()) == {}


def test_a_result_that_someone_changed_is_not_used(site, made):
    path = site.out / "agents.json"
    path.write_text(path.read_text().replace("Trim", "Burn"))
    index = site.out / "search-index/index.js"
    index.write_text(index.read_text().replace('"', "'", 1))
    cleared(made)
    again = site.build()
    assert len(made["list"]) == len(made["search"]) == 3
    assert unlike_clean(again) == {}


@pytest.mark.parametrize("name", ["llms-full.txt", "guidance/index.js", "objects.inv"])
def test_a_list_that_someone_changed_is_made_anew(site, made, name):
    path = site.out / name
    path.write_bytes(path.read_bytes()[:-9])
    unsettled(site)
    cleared(made)
    again = site.build()
    assert {"llms-full.txt": made["llms"], "guidance/index.js": made["guidance"], "objects.inv": made["inventory"]}[
        name
    ] == ["agents/bell", "agents/lamp", "agents/sail"]
    assert unlike_clean(again) == {}


@pytest.mark.parametrize("states", ["", "[]", "{}", '["", {}]', "null", "[1, 2, 3]"])
def test_states_that_cannot_be_read(site, made, states):
    for path in (site.app.doctreedir).glob("agentdocs-*.json"):
        path.write_text(states)
    unsettled(site)
    cleared(made)
    again = site.build()
    assert len(made["list"]) == 3
    assert unlike_clean(again) == {}


@pytest.mark.parametrize("states", [{}, [], {"agents/a": "x"}, {"agents/a": 3}, {"a": "x", "b": "y z", "c": ""}])
def test_states_of_another_form(site, made, states):
    for name, file in {"list": "agents.json", "search-index": "search-index/index.js"}.items():
        whole = sha256((site.out / file).read_bytes()).hexdigest()
        (site.app.doctreedir / f"agentdocs-html-{name}.json").write_text(json.dumps([whole, states]))
    unsettled(site)
    cleared(made)
    again = site.build()
    assert len(made["list"]) == len(made["search"]) == 3
    assert unlike_clean(again) == {}


def test_an_agent_that_gets_the_key_of_another_is_not_taken_for_it(site, monkeypatch):
    keys = {"agents/lamp": "agent1", "agents/bell": "agent2", "agents/sail": "agent3"}
    monkeypatch.setattr(search_index, "keys_of", lambda agents: {name: keys[name] for name in agents})
    unsettled(site)
    again = site.build()
    keys |= {"agents/lamp": "agent2", "agents/bell": "agent1"}
    unsettled(again)
    assert unlike_clean(again.build()) == {}


def test_a_code_that_a_ledger_changes_is_shown(site, made):
    entries = list(domain_of(site.app.env).links.entries.values())
    site.write({"permalinks.jsonl": ledger_text(entries)})
    assert unlike_clean(site.build()) == {}  # with a ledger, each page has one id more
    another = [entry._replace(code="zzzz9") if entry.text == "Oil the clapper." else entry for entry in entries]
    site.write({"permalinks.jsonl": ledger_text(another)})
    cleared(made)
    again = site.build()
    assert made == {what: ["agents/bell"] for what in made}
    (bell,) = [agent for agent in again.json()["agents"] if agent["name"] == "bell"]
    assert bell["guidelines"][-1]["code"] == "zzzz9"
    assert unlike_clean(again) == {}


def test_the_builder_and_the_kind_of_short_links_are_part_of_a_state(site, made):
    cleared(made)
    other = site.build(builder="dirhtml")
    assert len(made["list"]) == 3
    assert unlike_clean(other) == {}
    cleared(made)
    again = site.build(conf={"agentdocs_short_links": "resolver", "agentdocs_drop_short_links": True})
    assert len(made["list"]) == 3
    assert unlike_clean(again) == {}


def test_the_address_of_a_page_is_part_of_a_state(site):
    other = site.build(conf={"html_link_suffix": ".htm"})
    names = [name for name in unlike_clean(other) if not name.startswith("_static/") and not name.endswith(".html")]
    assert names == []
