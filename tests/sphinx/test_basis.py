"""A build with the basis of the last one looks for no links and compares no pages, and only such a build."""

from __future__ import annotations

import subprocess

import pytest

from sphinx_agentdocs.core.ledger.entries import Entry
from sphinx_agentdocs.core.ledger.writing import ledger_text
from sphinx_agentdocs.sphinx.domain import domain_of

GONE = Entry("sa11s", "agent", "agents/deck/sail", "sail", "Use it to sail.", "Sail", status="withdrawn")
PAGES = (".html", ".json", ".inv", ".js", ".txt")


def files(definition):
    return {
        "index.md": "# Front\n\n```{agent:catalog}\n```\n\n```{toctree}\nguide\nplain\n```\n",
        "guide.md": "# Guide\n\n{agent:guideline}`lamp.trim-the-wick` goes first.\n",
        "plain.md": "# Plain\n\nNothing of agents.\n",
        "agents/lamp.md": definition("lamp", body="You keep lamps.\n\n- Trim the wick.\n- Delegate to `bell`.\n"),
        "agents/bell.md": definition("bell", body="You keep bells.\n\n- Oil the clapper.\n"),
    }


@pytest.fixture(params=["html", "dirhtml"])
def site(make_site, definition, request):
    return make_site(files(definition), builder=request.param)


def entries(site):
    return list(domain_of(site.app.env).links.entries.values())


def is_known(site):
    return domain_of(site.app.env).known is not None


def compared(site, monkeypatch):
    """Which of the two long comparisons the next build makes."""
    made = []
    for module, name in (("ledger", "_links"), ("freshness", "_digests")):
        whole = f"sphinx_agentdocs.sphinx.{module}.{name}"
        inner = getattr(__import__(whole.rpartition(".")[0], fromlist=[name]), name)
        monkeypatch.setattr(whole, lambda *args, name=name, inner=inner: made.append(name) or inner(*args))
    site.build()
    return made


SAME = {
    "nothing": lambda site: None,
    "the text of another page": lambda site: site.edit("plain.md", "Nothing", "Not a word"),
    "a heading of another page": lambda site: site.edit("plain.md", "Nothing", "## Below\n\nNothing"),
}
OTHER = {
    "a definition": lambda site: site.edit("agents/bell.md", "Oil", "Grease"),
    "a definition less": lambda site: (site.src / "agents/bell.md").unlink(),
    "a definition more": lambda site: site.write(
        {"agents/oar.md": (site.src / "agents/bell.md").read_text().replace("bell", "oar")}
    ),
    "a ledger": lambda site: site.write({"permalinks.jsonl": ledger_text(entries(site))}),
    "the title of another page": lambda site: site.edit("plain.md", "# Plain", "# Bare"),
    "the tree of pages": lambda site: site.edit("index.md", "guide\nplain", "plain\nguide"),
    "a catalogue more": lambda site: site.edit("plain.md", "Nothing", "```{agent:catalog}\n```\n\nNothing"),
    "a list of guidelines": lambda site: site.edit("plain.md", "Nothing", "```{agent:guidelines}\n```\n\nNothing"),
    "a map": lambda site: site.edit("plain.md", "Nothing", "```{agent:map}\n```\n\nNothing"),
    "a page more": lambda site: site.write({"guidance.md": "# Mine\n"}),
    "the number of definitions": lambda site: site.conf.update(agentdocs_limits={"definitions": 1}),
    "a repository": lambda site: subprocess.run(["git", "init", "-q"], cwd=site.src, check=True),
    "the version": lambda site: site.conf.update(agentdocs_version="99"),
}
CONFIGURED = {
    "a page of the configuration": {"html_additional_pages": {"agents/sail": "page.html"}},
    "an extra file": {"html_extra_path": ["conf.py"]},
    "the length of sidebars": {"agentdocs_navigation_limit": 1},
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_what_leaves_the_basis_as_it_is(site, monkeypatch, change):
    change(site)
    assert compared(site, monkeypatch) == []
    assert site.build().files(*PAGES) == site.clean().files(*PAGES)


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_what_is_another_basis(site, change):
    change(site)
    again = site.build()
    assert not is_known(again)
    assert again.files(*PAGES) == again.clean().files(*PAGES)
    assert is_known(again.build())


@pytest.mark.parametrize("conf", CONFIGURED.values(), ids=CONFIGURED)
def test_a_basis_that_is_another_one_with_the_configuration_of_pages(site, conf):
    site.conf.update(conf)
    again = site.build()
    assert not is_known(again)
    assert again.files(*PAGES) == again.clean().files(*PAGES)
    again.edit("agents/bell.md", "Oil", "Grease")
    assert is_known(again.build().build())


def test_a_builder_that_had_another_basis(site, monkeypatch):
    other = site.build(builder="text")
    assert not is_known(other)
    site.edit("agents/bell.md", "Oil", "Grease")
    other.build(builder="text")
    assert compared(site.build(builder=site.builder), monkeypatch) == []
    assert site.build().files(*PAGES) == site.clean().files(*PAGES)


def test_builders_that_share_their_pages_and_a_time_without_agents(make_site, definition):
    site = make_site({"index.md": "# Front\n", "agents/.keep": ""})
    site.write({"agents/bell.md": definition("bell")})
    site.build(builder="text")
    (site.src / "agents/bell.md").unlink()
    again = site.build(builder="html")
    assert again.files(*PAGES) == again.clean().files(*PAGES)


def test_a_page_that_another_builder_had_read_again(site):
    site.conf.update(agentdocs_limits={"definitions": 1})
    site.build(builder="text")
    again = site.build(builder=site.builder)
    assert again.files(*PAGES) == again.clean().files(*PAGES)


def test_links_are_found_once_someone_asks(site):
    site.edit("guide.md", "goes first", "comes first")
    again = site.build()
    assert is_known(again)
    assert again.files(*PAGES) == again.clean().files(*PAGES)
    assert entries(again) == entries(again.clean())


def test_a_page_that_was_read_is_compared_again(site):
    site.edit("plain.md", "Nothing of agents", "All of {agent:ref}`bell`")
    assert is_known(site.build())
    site.edit("agents/bell.md", "name: bell", "name: bell\ntitle: The Bell")
    again = site.build()
    assert "plain" in again.written
    assert again.files(*PAGES) == again.clean().files(*PAGES)
    site.edit("agents/bell.md", "Oil", "Grease")
    assert "plain" not in again.build().written


def test_what_failed_on_the_way_is_reported_again(site, monkeypatch):
    def fail(domain, docname):
        raise ValueError("no oil")

    monkeypatch.setattr("sphinx_agentdocs.sphinx.freshness.related.shown", fail)
    site.edit("agents/bell.md", "Oil", "Grease")
    broken = [site.build().warnings, site.build().warnings]
    assert broken[0] == broken[1] != []
    monkeypatch.undo()
    assert not is_known(site.build())
    assert is_known(site.build())


def test_changes_that_are_missing_from_the_ledger_are_counted_in_each_build(site):
    site.write({"permalinks.jsonl": ledger_text(entries(site)[:-2])})
    said = [site.build().app._status.getvalue() for _ in range(2)]
    assert all("Changes missing from the ledger: 2" in text for text in said)
    assert is_known(site.build())


def test_agents_that_are_gone_are_known(site):
    site.write({"permalinks.jsonl": ledger_text([*entries(site), GONE])})
    site.build()
    site.edit("index.md", "# Front", "# Front\n\nNot a word.")
    again = site.build()
    assert (is_known(again), list(domain_of(again.app.env).gone)) == (True, ["agents/deck/sail"])
    assert again.files(*PAGES) == again.clean().files(*PAGES)


@pytest.mark.parametrize("example", ["", "<example>Ring</example>"])
def test_lists_that_are_made_again_with_the_same_basis(make_site, definition, example):
    body = "You keep bells.\n\n- Oil the clapper.\n"
    site = make_site({**files(definition), "agents/bell.md": definition("bell", f"Rings. {example}", body=body)})
    site.write({"permalinks.jsonl": ledger_text([*entries(site), GONE])})
    site.build()
    for name in ("agents.json", "agents/lamp.html"):
        (site.out / name).unlink()
    again = site.build()
    assert (is_known(again), domain_of(again.app.env).is_settled) == (True, False)
    assert again.files(*PAGES) == again.clean().files(*PAGES)
    assert (again.out / "examples.html").exists() == bool(example)


def test_commits_that_change_who_changed_a_definition(make_site, definition, monkeypatch):
    site = make_site(files(definition), {"agentdocs_last_changed": True})
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ann")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ann@crew.example")
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "All"]):
        subprocess.run(["git", *command], cwd=site.src, check=True)
    again = site.build()
    assert not is_known(again)
    assert "changed on" in again.html("agents/bell").text()
    assert is_known(again.build())
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_DATE", "2020-02-02T12:00:00")
    subprocess.run(["git", "commit", "-q", "--amend", "--reset-author", "-m", "All"], cwd=site.src, check=True)
    amended = site.build()
    assert not is_known(amended)
    assert "Feb 02, 2020" in amended.html("agents/bell").text()


def test_a_definition_that_is_left_out_like_another_one(site):
    site.conf.update(agentdocs_limits={"definitions": 1})
    site.build().build()
    site.write({"agents/oar.md": (site.src / "agents/bell.md").read_text().replace("bell", "oar")})
    again = site.build()
    assert not is_known(again)
    assert again.files(*PAGES) == again.clean().files(*PAGES)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_lines_of_the_inventory_are_taken_from_the_last_one(make_site, definition, monkeypatch, builder):
    site = make_site(files(definition), builder=builder)
    site.edit("plain.md", "Nothing", "(here)=\n## Here\n\nNothing")
    monkeypatch.setattr("sphinx_agentdocs.sphinx.lookup.Lookup.names_in_inventory", None)
    again = site.build()
    monkeypatch.undo()
    assert again.files(".inv") == again.clean().files(".inv")
    inventory, record = again.out / "objects.inv", again.app.doctreedir / f"agentdocs-{builder}-inventory.json"
    older = inventory.read_bytes(), record.read_bytes()
    again.edit("agents/bell.md", "Oil", "Grease")
    again.build()
    again.edit("plain.md", "(here)=", "(hither)=")
    inventory.write_bytes(older[0])
    record.write_bytes(older[1])
    assert again.build().files(".inv") == again.clean().files(".inv")
    again.edit("plain.md", "(hither)=", "(here)=")
    inventory.write_bytes(inventory.read_bytes()[:-9])
    again.edit("plain.md", "(here)=", "(there)=")
    assert again.build().files(".inv") == again.clean().files(".inv")
    again.edit("plain.md", "(there)=", "(where)=")
    again.conf.update(html_file_suffix=".htm", html_link_suffix=".htm")
    assert again.build().files(".inv") == again.clean().files(".inv")
