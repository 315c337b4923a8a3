"""Builds with a ledger that someone else wrote: each of its pages is shown, and none takes the place of anything."""

from __future__ import annotations

import json

import pytest

from sphinx_agentdocs.core.ledger.writing import LAST_LINE

KEEPER = "---\nname: keeper\ndescription: Use it at dusk.\n---\n\n## Rules\n\n- Trim the wick before dusk.\n"
FILES = {"agents/keeper.md": KEEPER}


def line(code: str, page: str, **values: object) -> str:
    """A line for a withdrawn guideline of *page*."""
    given = {"code": code, "kind": "item", "page": page, "anchor": "x.old", "text": f"STRANGER {code}."}
    return json.dumps({**given, "status": "withdrawn", "until": "2026-01-01", **values})


def ledger(*lines: str) -> dict[str, str]:
    return {"permalinks.jsonl": "\n".join([*lines, LAST_LINE, ""])}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_page_of_guidelines_without_their_agent_is_shown(make_site, builder):
    site = make_site({**FILES, **ledger(line("00000", "agents/gone", anchor="withdrawn"))}, builder=builder)
    page = site.html("agents/gone")
    assert page.css_first("h1").text().startswith("gone")
    assert "STRANGER 00000." in page.css_first("[id='withdrawn']").text()
    assert [node.attributes["id"] for node in page.css("section[id]")] == ["agent/gone"]
    assert site.warnings == []


def test_every_kind_on_a_page_that_is_gone_is_shown(make_site):
    kinds = ("agent", "part", "section", "example", "item", "step", "principle", "paragraph")
    lines = [
        line(f"0000{n}{m}", f"agents/p{n}", kind=kind, anchor=f"x.{m}", text="", title="", status=status, to=to)
        for n, kind in enumerate(kinds)
        for m, (status, to) in enumerate((("withdrawn", "000000"), ("withdrawn", ""), ("moved", "000001")))
    ]
    site = make_site({**FILES, **ledger(*lines)})
    for number in range(len(kinds)):
        text = site.text(f"agents/p{number}.html")
        assert [f'id="x.{m}"' in text for m in range(3)] == [True, True, True]
    assert site.warnings == []


def test_no_page_takes_the_place_of_a_document_a_page_or_an_extra_file(make_site):
    pages = ("guide/intro", "guide/more", "extra/file", "extra/folder")
    conf = {
        "html_additional_pages": {"guide/more": "more.html"},
        "html_extra_path": ["given"],
        "templates_path": ["_t"],
    }
    files = {
        **FILES,
        **ledger(*(line(f"0000{number}", page) for number, page in enumerate(pages))),
        "guide/intro.rst": "Intro\n=====\n\nOURS\n",
        "_t/more.html": "OURS",
        "given/extra/file.html": "OURS",
        "given/extra/folder/index.html": "OURS",
    }
    site = make_site(
        {**files, "index.md": "# Site\n\n```{toctree}\nguide/intro\n```\n\n```{agent:catalog}\n```\n"}, conf
    )
    for name in ("guide/intro.html", "guide/more.html", "extra/file.html", "extra/folder/index.html"):
        assert "OURS" in site.text(name)
    assert not [name for name, data in site.files(".html").items() if b"STRANGER" in data and not name.startswith("g/")]
    assert "OURS" in site.text("_sources/guide/intro.rst.txt")
    assert site.warnings == [
        f"permalinks.jsonl:1: WARNING: {page} is a page of yours now, to which 1 link to an agent led;"
        " give your page another name [agentdocs.ledger]"
        for page in sorted(pages)
    ]
    for number in range(len(pages)):
        assert ("STRANGER" in (short := site.text(f"g/0000{number}/index.html")), "refresh" in short) == (True, False)


def test_an_extra_file_stays_when_the_ledger_names_its_page_no_longer(make_site):
    site = make_site({**FILES, **ledger(line("00000", "extra/file"))})
    assert "STRANGER" in site.text("extra/file.html")
    site.write({"given/extra/file.html": "OURS"})
    site = site.build(conf={"html_extra_path": ["given"]})
    assert site.text("extra/file.html") == "OURS"
    site.write(ledger())
    assert site.build().text("extra/file.html") == "OURS"


def test_a_page_without_room_is_a_warning(make_site):
    site = make_site({**FILES, **ledger(line("00000", "agents/keeper.html/x"), line("00001", "agents/gone"))})
    assert "STRANGER 00001." in site.text("agents/gone.html")
    message = "the page agents/keeper.html/x of the ledger cannot be written, because x.html or its folder is taken"
    assert site.warnings == [f"permalinks.jsonl:1: WARNING: {message}; rename what takes its place [agentdocs.ledger]"]


def test_pages_of_a_collection_that_is_gone_stay(make_site):
    lines = ledger(line("00000", "former/team/mate", kind="agent", anchor="mate", text="Mate", title="Mate"))
    site = make_site({**FILES, **lines})
    assert site.html("former/team/mate").css_first("h1").text().startswith("Mate")
    assert site.warnings == []
