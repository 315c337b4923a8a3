"""The files about all agents stay as they are where a build would make the same, and only there."""

from __future__ import annotations

import shutil

import pytest
from sphinx.errors import ExtensionError

from sphinx_agentdocs.core.ledger.entries import Entry
from sphinx_agentdocs.core.ledger.writing import ledger_text
from sphinx_agentdocs.sphinx.domain import domain_of

LAMP = "You keep lamps.\n\n- Trim the wick.\n- Delegate to `bell`.\n"
BELL = "You keep bells.\n\n- Oil the clapper.\n"
TREE = "\n```{toctree}\nguide\nplain\n```\n"
PAGES = (".html", ".json", ".inv", ".js", ".txt")


@pytest.fixture(params=["html", "dirhtml"])
def site(make_site, definition, request):
    files = {
        "index.md": f"# Front\n\n```{{agent:catalog}}\n```\n{TREE}",
        "guide.md": "# Guide\n\n{agent:guideline}`lamp.trim-the-wick` goes first.\n",
        "plain.md": "# Plain\n\nNothing of agents.\n",
        "extra/crew.svg": "User-agent: *",
        "_templates/layout.html": '{% extends "!layout.html" %}{% block footer %}Ahoy{% endblock %}',
        "agents/lamp.md": definition("lamp", body=LAMP),
        "agents/bell.md": definition("bell", body=BELL),
    }
    return make_site(files, {"templates_path": ["_templates"], "html_extra_path": ["extra"]}, builder=request.param)


GONE = Entry("sa11s", "agent", "agents/sail", "sail", "Use it to sail.", "Sail", status="withdrawn", until="2026-01-31")


def entries(site):
    return list(domain_of(site.app.env).links.entries.values())


def is_settled(site):
    return domain_of(site.app.env).is_settled


def same_as_clean(site):
    clean = site.clean().files(*PAGES)
    mine = site.files(*PAGES)
    assert sorted(mine) == sorted(clean)
    assert [name for name in clean if mine[name] != clean[name]] == []
    return True


STAYS = {
    "nothing": lambda site: None,
    "a sentence of another page": lambda site: site.edit("plain.md", "Nothing", "Not a word"),
    "a label of another page": lambda site: site.edit("plain.md", "Nothing", "(here)=\n## Here\n\nNothing"),
    "the use of an agent on another page": lambda site: site.edit("plain.md", "of agents", "of {agent:ref}`bell`"),
}
CHANGES = {
    "a definition": lambda site: site.edit("agents/bell.md", "Oil", "Grease"),
    "a definition less": lambda site: (site.src / "agents/bell.md").unlink(),
    "the title of another page": lambda site: site.edit("plain.md", "# Plain", "# Bare"),
    "the markup of the title of another page": lambda site: site.edit("plain.md", "# Plain", "# *Plain*"),
    "the numbers of pages": lambda site: site.edit("index.md", "```{toctree}", "```{toctree}\n:numbered:"),
    "an extra file that gets the name of one of ours": lambda site: (site.src / "extra/crew.svg").rename(
        site.src / "extra/agents.json"
    ),
    "a page more": lambda site: site.write({"agents.md": "# All"}),
    "the configuration": lambda site: site.conf.update(agentdocs_code_prefix="AG"),
    "the title of the site": lambda site: site.conf.update(html_title="Harbour"),
    "the template of each page": lambda site: site.edit("_templates/layout.html", "Ahoy", "Ahoi"),
    "a ledger": lambda site: site.write({"permalinks.jsonl": ledger_text(entries(site))}),
    "a list that is gone": lambda site: (site.out / "agents.json").unlink(),
    "a list that someone changed": lambda site: (site.out / "agents.json").write_text("{}"),
    "a page of all agents that is gone": lambda site: (site.out / FILE[site.builder]).unlink(),
    "a short link that is gone": lambda site: next(site.out.glob("g/*/index.html")).unlink(),
    "a page at a short link that someone changed": lambda site: next(site.out.glob("g/*/index.html")).write_text("?"),
    "all short links that are gone": lambda site: shutil.rmtree(site.out / "g"),
    "a part of the search that is gone": lambda site: next(site.out.glob("search-index/w*.js")).unlink(),
    "an inventory that is gone": lambda site: (site.out / "objects.inv").unlink(),
    "a record of another form": lambda site: record(site).write_text("{}"),
    "a record that is gone": lambda site: record(site).unlink(),
}
FILE = {"html": "guidance.html", "dirhtml": "guidance/index.html"}


def record(site):
    return site.app.doctreedir / f"agentdocs-{site.builder}-settled.txt"


@pytest.mark.parametrize("change", STAYS.values(), ids=STAYS)
def test_what_leaves_the_files_as_they_are(site, change):
    before = site.times()
    change(site)
    again = site.build()
    assert is_settled(again)
    names = ["agents.json", "llms-full.txt", FILE[site.builder], "map.js", "search-index/files.js"]
    assert [name for name in names if again.times()[name] != before[name]] == []
    assert same_as_clean(again)
    assert is_settled(again.build())


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_makes_them_again(site, change):
    change(site)
    again = site.build()
    assert not is_settled(again)
    assert same_as_clean(again)
    assert is_settled(again.build())


def test_a_folder_of_someone_else_among_the_short_links(site):
    site.edit("agents/bell.md", "Oil", "Grease")
    (site.out / "g/ours").mkdir()
    (site.out / "g/ours/notes.txt").write_text("Ours.")
    site.build()
    again = site.build()
    assert is_settled(again)
    next(path for path in site.out.glob("g/*/index.html")).unlink()
    assert not is_settled(again.build())
    shutil.rmtree(site.out / "g/ours")
    assert same_as_clean(again.build())


def test_nothing_is_written_where_nothing_has_changed(site):
    before = site.build().times()
    after = site.build().times()
    changed = {name for name, time in after.items() if before[name] != time}
    pages = {"html": ("genindex.html", "search.html"), "dirhtml": ("genindex/index.html", "search/index.html")}
    by_sphinx = {*pages[site.builder], "search.html", "searchindex.js", ".buildinfo"}
    assert {name for name in changed if not name.startswith("_static/")} - by_sphinx == set()


def test_pages_that_are_all_written_again_are_no_reason_to_keep_the_others(site):
    (site.out / "agents/bell.html").unlink(missing_ok=True)
    shutil.rmtree(site.out / "agents/bell", ignore_errors=True)
    again = site.build()
    assert again.written == ["agents/bell", "index"]
    assert not is_settled(again)
    assert same_as_clean(again)


def test_another_output_of_the_same_environment(site):
    site.build()
    other = site.build(builder="dirhtml" if site.builder == "html" else "html")
    assert not is_settled(other)
    assert same_as_clean(other)


def test_a_page_that_could_not_be_made_is_reported_again(site, monkeypatch):
    def fail(*_):
        raise ValueError("no oil")

    monkeypatch.setattr("sphinx_agentdocs.sphinx.llms._lines", fail)
    (site.out / "llms-full.txt").unlink()
    broken = [site.build().warnings, site.build().warnings]
    assert broken[0] == broken[1] != []
    monkeypatch.undo()
    mended = site.build()
    assert mended.warnings == []
    assert same_as_clean(mended)


def test_an_agent_that_is_gone_and_of_which_no_other_page_tells(site):
    site.write({"permalinks.jsonl": ledger_text(entries(site))})
    recorded = site.build()
    site.write({"permalinks.jsonl": ledger_text([*entries(recorded), GONE])})
    again = recorded.build()
    assert again.written == ["index"]
    assert not is_settled(again)
    assert "Use it to sail." in again.html("agents/sail").text()
    assert same_as_clean(again)
    site.write({"permalinks.jsonl": ledger_text([*entries(recorded), GONE._replace(text="Use it to row.")])})
    third = again.build()
    assert not is_settled(third)
    assert "Use it to row." in third.html("agents/sail").text()


def test_a_build_that_fails_leaves_no_record(site):
    def fail(*_):
        raise ExtensionError("out of oil")

    record(site).unlink()
    with pytest.raises(ExtensionError):
        site.build(handlers={"html-collect-pages": fail})
    assert not record(site).exists()


def test_a_site_of_one_page_keeps_no_record(site):
    single = site.build(builder="singlehtml").build()
    assert not is_settled(single)
    assert not record(single).exists()


def test_a_build_of_one_page_makes_everything_about_the_agents_that_it_read(site):
    site.edit("agents/bell.md", "Oil", "Grease")
    some = site.build(only=("plain.md",))
    assert not is_settled(some)
    assert "Grease the clapper." in some.text("llms-full.txt")
    assert same_as_clean(site.build())


NAMED = {
    "the configuration": lambda site: site.conf.update(agentdocs_pages=["guidance"]),
    "the address of the site": lambda site: site.conf.update(html_baseurl="https://crew.example/"),
    "the title of another page": lambda site: site.edit("plain.md", "# Plain", "# Bare"),
    "the ledger": lambda site: site.write({"permalinks.jsonl": ledger_text([*entries(site), GONE])}),
}


@pytest.mark.parametrize("change", NAMED.values(), ids=NAMED)
def test_after_a_build_of_one_page_the_next_one_makes_everything(site, change):
    change(site)
    some = site.build(only=("plain.md",))
    assert not is_settled(some)
    assert not record(some).exists()
    again = some.build(only=())
    assert not is_settled(again)
    clean = again.clean().files(*PAGES)
    ours = [name for name in clean if name.startswith(("agents.json", "llms", "guidance", "map", "g/", "404"))]
    mine = again.files(*PAGES)
    assert [name for name in ours if mine.get(name) != clean[name]] == []


def test_an_extra_file_that_is_gone_gives_its_place_back(site):
    site.write({f"extra/{name}": "ahoy" for name in ("agents.json", FILE[site.builder])})
    site.build().build()
    for name in ("agents.json", FILE[site.builder]):
        (site.src / "extra" / name).unlink()
    assert same_as_clean(site.build())


def test_an_extra_file_in_the_place_of_an_agent_that_is_gone_is_reported_each_time(site):
    site.write({"permalinks.jsonl": ledger_text([*entries(site), GONE])})
    site.build().build()
    site.write({f"extra/agents/sail{'.html' if site.builder == 'html' else '/index.html'}": "mine"})
    found = site.build()
    assert "agents/sail is a page of yours now" in "".join(found.warnings)
    assert found.build().warnings == found.warnings == found.clean().warnings


@pytest.mark.parametrize("place", ["folder", "behind a link"])
def test_an_extra_folder_in_the_place_of_an_agent_that_is_gone(site, place):
    site.write({"permalinks.jsonl": ledger_text([*entries(site), GONE])})
    site.build().build()
    name = "sail.html" if site.builder == "html" else "sail/index.html"
    if place == "folder":
        (site.src / "extra/agents" / name).mkdir(parents=True)
    else:
        other = site.folder / "elsewhere"
        (other / name).parent.mkdir(parents=True)
        (other / name).write_text("mine")
        (other / "loop").symlink_to(other)
        (site.src / "extra/agents").symlink_to(other)
    found = site.build()
    assert "agents/sail is a page of yours now" in "".join(found.warnings)


def test_an_output_that_cannot_be_listed(site, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr("sphinx_agentdocs.sphinx.settled._entries", refuse)
    assert not is_settled(site.build())
    assert not record(site).exists()
    assert not is_settled(site.build())


def test_the_command_keeps_no_record(site):
    again = site.build(conf={"agentdocs_standalone": True}).build()
    assert not is_settled(again)


def test_the_command_shows_what_the_ledger_says_of_an_agent_that_is_gone(site):
    own = site.build(conf={"agentdocs_standalone": True})
    known = entries(own)
    for text in ("Use it to sail.", "Use it to row."):
        site.write({"permalinks.jsonl": ledger_text([*known, GONE._replace(text=text)])})
        own = own.build()
        assert text in own.html("agents/sail").text()
