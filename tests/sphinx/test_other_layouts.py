"""A change of the builder or of the form of short links breaks no published link."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.ledger.entries import Entry
from sphinx_agentdocs.core.ledger.writing import ledger_text

GONE = Entry("00000", "agent", "agents/gone", "gone", "Gone.", "Gone", status="withdrawn")
OWN = {"html": "agents/a.html", "dirhtml": "agents/a/index.html", "singlehtml": "index.html"}


@pytest.fixture
def sources(make_site, definition):
    files = {
        "agents/a.md": definition("a-one"),
        "agents/x/b.md": definition("b-two"),
        "agents/c.html.md": definition("c"),
    }
    return make_site(
        {**files, "permalinks.jsonl": ledger_text([GONE])}, {"suppress_warnings": ["agentdocs.name"]}, build=False
    )


def target(site, name):
    """The file to which a page leads, and the fragment that it adds."""
    link = site.html(name.removesuffix(".html")) if site.builder == "html" else None
    text = site.text(name)
    address = text.partition('<a href="')[2].partition('"')[0]
    assert link is None or link.css_first("a").attributes["href"] == address
    place, _, fragment = address.partition("#")
    path = (site.out / name).parent / place
    return (path / "index.html" if path.is_dir() else path).resolve().relative_to(site.out).as_posix(), fragment


@pytest.mark.parametrize("builder", OWN)
def test_each_agent_has_a_page_at_its_other_addresses(sources, builder):
    site = sources.build(builder=builder)
    for name in {"agents/a.html", "agents/a/index.html"} - {OWN[builder]}:
        assert target(site, name) == (OWN[builder], "a-one" if builder == "singlehtml" else "")
    if builder != "singlehtml":
        other = {"html": "agents/gone/index.html", "dirhtml": "agents/gone.html"}[builder]
        assert target(site, other)[0] in ("agents/gone.html", "agents/gone/index.html")
    assert site.warnings == []


def test_a_page_that_leads_on_is_small(sources):
    data = (sources.build().out / "agents/x/b/index.html").read_bytes()
    assert len(data) < 900
    assert b"Content-Security-Policy" in data


def test_they_are_removed_when_they_are_not_wanted(sources):
    site = sources.build()
    assert (site.out / "agents/a/index.html").exists()
    off = site.build(conf={"agentdocs_builder_redirects": False})
    assert not (off.out / "agents/a").exists()
    (site.src / "permalinks.jsonl").unlink()
    assert not (site.build().out / "agents/a").exists()


def test_a_site_without_a_ledger_has_none(make_site, definition):
    site = make_site({"agents/a.md": definition("a")})
    assert not (site.out / "agents/a").exists()


def test_a_file_of_someone_else_stays(sources):
    site = sources.build()
    (site.out / "agents/a/index.html").write_text("mine", "utf-8")
    assert site.build().text("agents/a/index.html") == "mine"


@pytest.mark.parametrize("kind", ["resolver", "none"])
def test_short_links_without_pages_are_reported(sources, kind):
    site = sources.build(conf={"agentdocs_short_links": kind})
    message = (
        f"`agentdocs_short_links` is '{kind}', so 1 short link in the ledger, such as g/00000/, would not work;"
        " use 'pages', or set `agentdocs_drop_short_links` if they were never published as pages"
    )
    assert site.warnings == [f"permalinks.jsonl:1: WARNING: {message} [agentdocs.ledger]"]
    assert site.build(conf={"agentdocs_drop_short_links": True}).warnings == []
    assert site.build(conf={"agentdocs_drop_short_links": False, "agentdocs_short_links": "pages"}).warnings == []
