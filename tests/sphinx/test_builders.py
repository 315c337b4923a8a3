"""Every builder of Sphinx writes the pages without warnings."""

from __future__ import annotations

import json
import re
import zipfile

import pytest
from docutils import nodes

from sphinx_agentdocs.sphinx.latex_characters import preamble

GUIDELINES = (
    "A loose line trips the watch.",
    "Read the log.",
    "Keep your eyes on the horizon.",
    "Rotate the barrels weekly.",
)
EXAMPLE = "serves bread today."
ANCHORS = (
    "bosun.coil-every-line",
    "bosun.read-the-log",
    "lookout.keep-your-eyes-on-the-horizon",
    "cook.a-storm-is-coming",
)

HTML_FILES = {
    "html": ("deck/bosun.html", "deck/bow/lookout.html", "galley/cook.html"),
    "dirhtml": ("deck/bosun/index.html", "deck/bow/lookout/index.html", "galley/cook/index.html"),
    "singlehtml": ("index.html",),
    "json": ("deck/bosun.fjson", "deck/bow/lookout.fjson", "galley/cook.fjson"),
}
FILES = {
    **HTML_FILES,
    "epub": ("deck/bosun.xhtml", "deck/bow/lookout.xhtml", "galley/cook.xhtml"),
    "latex": ("ship.tex",),
    "text": ("deck/bosun.txt", "deck/bow/lookout.txt", "galley/cook.txt"),
    "man": ("ship.7",),
    "gettext": ("deck.pot", "galley.pot"),
    "xml": ("deck/bosun.xml", "deck/bow/lookout.xml", "galley/cook.xml"),
}


@pytest.fixture(scope="module")
def ship(make_site):
    """The sites of a builder, each built once."""
    sources = make_site(root="two-crews", build=False)
    built = {}

    def ship(builder):
        if builder not in built:
            built[builder] = sources.build(builder=builder, place=f"build-{builder}")
        return built[builder]

    return ship


INDEX = "# Site\n\n```{agent:catalog}\n```\n"
LATEX = [("index", "lamp.tex", "", "", "manual")]
EPUB = {"version": "1", "copyright": "the crew"}
SUFFIXES = (".html", ".xhtml", ".txt", ".tex", ".7", ".xml")


def text_of(site):
    return "\n".join(site.text(name) for name in FILES[site.builder])


@pytest.mark.parametrize("builder", [*FILES, "linkcheck"])
def test_there_are_no_warnings(ship, builder):
    assert ship(builder).warnings == []


def test_linkcheck_sees_the_links_of_definitions_and_can_ignore_them(make_site, definition):
    files = {"agents/lamp.md": definition("lamp", body="See [it](https://coast.example/lamp).\n"), "index.md": INDEX}
    site = make_site(files, {"linkcheck_ignore": [r"https://coast\.example/"]}, builder="linkcheck")
    found = [json.loads(line) for line in site.text("output.json").splitlines()]
    assert {"https://coast.example/lamp": "ignored"}.items() <= {one["uri"]: one["status"] for one in found}.items()


@pytest.mark.parametrize("builder", FILES)
@pytest.mark.parametrize("parallel", [0, 2])
def test_a_builder_succeeds_with_warnings_as_errors(make_site, builder, parallel):
    site = make_site(root="two-crews", builder=builder, parallel=parallel, strict=True)
    assert (site.app.statuscode, site.warnings) == (0, [])


@pytest.mark.parametrize("builder", FILES)
def test_guidelines_are_written(ship, squashed, builder):
    text = squashed(text_of(ship(builder)))
    assert [words for words in GUIDELINES if words not in text] == []


@pytest.mark.parametrize("builder", [name for name in FILES if name != "gettext"])
def test_examples_are_written(ship, squashed, builder):
    assert EXAMPLE in squashed(text_of(ship(builder)))


@pytest.mark.parametrize("builder", [name for name in FILES if name not in ("gettext", "json")])
def test_the_text_after_a_fence_is_written(make_site, definition, builder):
    fenced = '```sql title="drop.sql" run-as-root\nDROP TABLE lamps;\n```\n'
    files = {"agents/lamp.md": definition("lamp", body=f"Look.\n\n{fenced}"), "index.md": INDEX}
    site = make_site(
        files, {"man_pages": [("index", "lamp", "", "", 7)], "latex_documents": LATEX, **EPUB}, builder=builder
    )
    pages = (path for path in site.out.rglob("*") if path.suffix in SUFFIXES)
    said = re.sub(r"\\sphinxhyphen|\W", "", " ".join(path.read_text("utf-8") for path in pages))
    assert ("runasroot" in said, site.warnings) == (True, [])


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "epub"])
def test_units_are_anchors_in_html(ship, builder):
    assert [anchor for anchor in ANCHORS if f' id="{anchor}"' not in text_of(ship(builder))] == []


def test_units_are_anchors_in_json(ship):
    assert [anchor for anchor in ANCHORS if f' id=\\"{anchor}\\"' not in text_of(ship("json"))] == []


def test_units_are_anchors_in_xml(ship):
    assert [anchor for anchor in ANCHORS if f' ids="{anchor}"' not in text_of(ship("xml"))] == []


def test_units_are_targets_in_latex(ship):
    text = ship("latex").text("ship.tex")
    labels = set(re.findall(r"\\label\{\\detokenize\{(.+?)\}\}", text))
    assert {
        "deck/bosun:bosun.coil-every-line",
        "deck/bosun:bosun.a-line-has-parted",
        "deck/bow/lookout:lookout.keep-your-eyes-on-the-horizon",
        "galley/cook:cook.a-storm-is-coming",
    } <= labels
    assert set(re.findall(r"\\hyperref\[\\detokenize\{(.+?)\}\]", text)) <= labels


def test_paragraphs_stay_apart_in_latex(ship):
    text = ship("latex").text("ship.tex")
    assert "Feed the crew well.\n\n\\phantomsection" in text


@pytest.mark.parametrize("builder", ["html", "dirhtml", "json"])
def test_a_link_between_definitions_leads_to_the_page(ship, builder):
    href = {"html": "bow/lookout.html#lookout"}.get(builder, "../bow/lookout/#lookout")
    assert f'href="{href}" title="Lookout"' in text_of(ship(builder)).replace('\\"', '"')


@pytest.mark.parametrize("builder", ["singlehtml", "latex", "man", "epub", "text"])
def test_a_link_between_definitions_leads_somewhere(ship, builder):
    assert "bow/lookout.md)" not in re.sub(r"\[lookout\]\(bow/lookout.md\)", "", text_of(ship(builder)))


def test_a_text_has_whole_tables_and_code(ship):
    text = ship("text").text("deck/bosun.txt")
    assert re.search(r"\| Sail +\| When to reef +\|", text)
    assert '   knots: [bowline, "sheet bend"]\n' in text


def test_a_text_has_catalogues(ship, squashed):
    text = squashed(ship("text").text("index.txt"))
    assert "* Bosun haiku · 1 example Use it for ropes and sails. It knows each knot by name." in text


def test_an_epub_holds_the_pages(ship):
    with zipfile.ZipFile(ship("epub").out / "Ship.epub") as book:
        page = book.read("deck/bosun.xhtml").decode()
    assert 'id="bosun.coil-every-line"' in page
    assert "agent-link" not in page, "a book has no addresses to copy"


def test_an_index_of_agents_is_written(ship):
    table = ship("html").html("agent-index").css_first("table.indextable")
    links = [(link.text(), link.attributes["href"]) for link in table.css("a")]
    assert links == [
        ("Bosun", "deck/bosun.html#bosun"),
        ("Cook", "galley/cook.html#cook"),
        ("Lookout", "deck/bow/lookout.html#lookout"),
    ]


def test_messages_know_where_they_come_from(ship):
    text = ship("gettext").text("deck.pot")
    assert '#: ../../src/deck/bosun.md:22\nmsgid "**Coil every line**: A loose line trips the watch."\n' in text


def test_the_links_of_definitions_are_checked(ship):
    lines = [json.loads(line) for line in ship("linkcheck").text("output.json").splitlines()]
    checked = {(line["filename"], line["lineno"], line["status"], line["uri"]) for line in lines}
    assert {entry for entry in checked if entry[2] != "unchecked"} == {
        ("galley/cook.md.agent", 18, "ignored", "https://almanac.example/provisions")
    }


@pytest.mark.parametrize("builder", FILES)
def test_no_placeholder_is_left(ship, builder):
    left = []
    ship(builder).build(
        place="build-placeholders-" + builder,
        builder=builder,
        handlers={
            "doctree-resolved": lambda app, doctree, name: left.extend(
                node
                for node in doctree.findall(nodes.Element)
                if type(node).__name__ in ("agent_catalog", "definition_link")
            )
        },
    )
    assert left == []


@pytest.mark.parametrize("parallel", [0, 2])
def test_a_builder_that_knows_only_nodes_of_docutils_writes_every_word(make_site, squashed, parallel):
    conf = {"extensions": ["sphinx_agentdocs", "plain_builder"]}
    site = make_site(root="two-crews", conf=conf, builder="plain", parallel=parallel, strict=True)
    assert site.warnings == []
    text = squashed("\n".join(site.text(f"{name}.plain") for name in site.written))
    assert [words for words in (*GUIDELINES, EXAMPLE) if words not in text] == []


PLAIN = """\
<bullet_list>
<list_item>
<paragraph>
Trim


it.
<section>
<title>
Always log
<paragraph>
Words.
<paragraph>
python
<literal_block>
x
<table>
<tgroup>
<colspec>
<thead>
<row>
<entry>
<paragraph>
Do
<tbody>
<row>
<entry>
<paragraph>
Always ask.
<section>
<title>
Related agents
<paragraph>
No other agent is related to this one.
<section>
<title>
Definition
"""


def test_each_node_has_its_fallback(make_site, definition):
    body = "- Trim\\\n  it.\n\n## Always log\n\nWords.\n\n```python\nx\n```\n\n| Do |\n|---|\n| Always ask. |\n"
    conf = {"extensions": ["sphinx_agentdocs", "plain_builder"]}
    site = make_site({"agents/a.md": definition("a", body=body)}, conf, builder="plain")
    text = site.text("agents/a.plain")
    assert text[text.index("Role\n") + 5 :] == PLAIN.rstrip()


@pytest.mark.parametrize("builder", ["texinfo", "pseudoxml"])
def test_other_builders_of_sphinx_write_every_word(make_site, squashed, builder):
    site = make_site(root="two-crews", builder=builder, strict=True)
    assert site.warnings == []
    text = squashed("\n".join(data.decode() for data in site.files(".texi", ".pseudoxml").values()))
    assert [words for words in (*GUIDELINES, EXAMPLE) if words not in text] == []


# -- PDF


PREAMBLE = """\
\\AtBeginDocument{%
\\ifcsname u8:\\detokenize{中}\\endcsname\\else\\DeclareUnicodeCharacter{4E2D}{{[}U+4E2D{]}}\\fi%
\\ifcsname u8:\\detokenize{\ufe0f}\\endcsname\\else\\DeclareUnicodeCharacter{FE0F}{}\\fi%
\\ifcsname u8:\\detokenize{🕯}\\endcsname\\else\\DeclareUnicodeCharacter{1F56F}{{[}candle{]}}\\fi%
}
"""


def test_characters_that_latex_may_not_know_are_declared():
    assert preamble("Trim the 🕯\ufe0f, 中.") == PREAMBLE
    assert preamble("Trim the wick.") == ""


@pytest.mark.parametrize(("engine", "is_declared"), [("pdflatex", True), ("xelatex", False), ("lualatex", False)])
def test_an_emoji_is_declared_for_pdflatex(make_site, definition, engine, is_declared):
    files = {"agents/a.md": definition("a", body="- Trim the 🕯 wick.\n")}
    tex = make_site(files, {"latex_engine": engine}, builder="latex").text("site.tex")
    begin, _, text = tex.partition("\\begin{document}")
    assert (r"\DeclareUnicodeCharacter{1F56F}{{[}candle{]}}" in begin) is is_declared
    assert "Trim the 🕯 wick." in text


def test_a_host_without_agents_keeps_its_preamble(make_site):
    conf = {"agentdocs_collections": None, "latex_elements": {"preamble": "% mine"}}
    site = make_site({"index.md": "# Site\n\nA 🕯.\n"}, conf, builder="latex")
    assert "DeclareUnicodeCharacter{1F56F}" not in site.text("site.tex")
