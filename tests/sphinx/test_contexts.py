"""Every text of a definition, wherever it reaches with any builder, is shown and is nothing but text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from babel.messages.pofile import read_po
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from sphinx_agentdocs.core.inventory import is_safe

PAYLOADS = {
    "script": "<script>evil()</script>",
    "end-of-script": "</script></style></title></textarea><script>evil()</script>",
    "attribute": "\"'><img src=x onerror=evil()>",
    "handler": '" onmouseover="evil()" x=\'',
    "comments": "--> ]]> */ <!-- <![CDATA[ /* //",
    "entities": "&lt;script&gt; &#60;img&#62; &amp;&quot;",
    "template": "{{ 7*7 }} {% raw %} ${7*7} #{7*7} |7| _x_ %(evil)s {evil}",
    "latex": r"\input{evil} \write18{evil} ^^5cinput{evil} $\evil$ % # ~ \end{document}",
    "roff": ".so evil 'so evil \\fBevil \\*(evil",
    "texinfo": "@include evil @end @{ @} @@ :: (evil)evil",
    "separators": "one\u2028two\u2029three\u0085four\u202efive\u200bsix",
    "rst": "`evil <javascript:evil>`_ |evil| ``x`` :ref:`evil` *x* .. raw:: html",
}
PLACES = (
    "name description model color tools key value heading item lead code info link title target image alt context said"
    " commentary cell quote label tag definition"
).split()


def definition_of(payload: str) -> str:
    """A definition with *payload* in every place, after a word that names the place."""
    word = {place: f"in{place}zz {payload}" for place in PLACES}
    inline = {place: re.sub(r"([][\\`*_{}()#+.!|~<>-])", r"\\\1", text) for place, text in word.items()}
    quoted = {place: json.dumps(text) for place, text in word.items()}
    described = (
        f"{word['description']}\n\n<example>\nContext: {word['context']}\nuser: {word['said']}\n"
        f"<commentary>{word['commentary']}</commentary>\n</example>"
    )
    bare = payload.replace("<", "").replace(">", "")
    return f"""---
name: {quoted["name"]}
description: {json.dumps(described)}
model: {quoted["model"]}
color: {quoted["color"]}
tools: [{quoted["tools"]}]
{quoted["key"]}: {quoted["value"]}
---
# {inline["heading"]}

- {inline["item"]}
- **{inline["lead"]}**: text

{inline["quote"]}
{payload}

[{inline["link"]}](https://safe.example/ {json.dumps(word["title"])}) [x](<intargetzz{bare}>)

![{inline["alt"]}](https://safe.example/inimagezz.png)

``` ininfozz {payload.replace("`", "'")}
{word["code"]}
{payload}
```

| head |
|---|
| {inline["cell"]} |

inlabelzz {payload}:
- x

<intagzz {bare}>

[indefinitionzz]: <javascript:x> {json.dumps(payload)}
"""


POLICY = {"agentdocs_content_security_policy": "all"}
CONF = {
    "html_theme": "furo",
    "html_use_opensearch": "https://site.example",
    "html_baseurl": "https://site.example",
    "version": "1",
    "copyright": "us",
    "suppress_warnings": ["agentdocs"],
}
FILES = {f"agents/{name}.md": definition_of(payload) for name, payload in PAYLOADS.items()}
PAGES = [f"agents/{name}" for name in PAYLOADS]


@pytest.fixture(scope="module")
def built(make_site) -> Callable[[str], object]:
    """A function that builds the site of all payloads with a builder."""
    sites: dict[str, object] = {}

    def build(builder: str):
        if builder not in sites:
            documents = [("index", "site", "Site", ["us"], 1)]
            more = {"man_pages": documents, "gettext_compact": False} if builder in ("man", "gettext") else {}
            sites[builder] = make_site(FILES, CONF | POLICY | more, builder=builder)
            assert sites[builder].warnings == []
        return sites[builder]

    return build


def words_of_places(text: str) -> set[str]:
    return {place for place in PLACES if f"in{place}zz" in text}


# -- HTML

ACTIVE = (
    "iframe, object, embed, applet, base, form:not([role=search]):not(.sidebar-search-container), [onerror], [onload],"
    " [onmouseover], [onclick], [srcdoc], a[href^=javascript], a[href^=data], img[src=x]"
)
OTHERS = ("index", "genindex", "agent-index", "search")


@pytest.mark.parametrize("builder", ["html", "singlehtml", "dirhtml"])
def test_nothing_is_active_in_html(built, builder):
    site = built(builder)
    assert len(site.files(".html")) > (0 if builder == "singlehtml" else len(PAGES))
    for name, content in site.files(".html").items():
        tree = HTMLParser(content.decode())
        assert [node.html for node in tree.css(ACTIVE)] == [], name
        equivalents = [node.attributes["http-equiv"] for node in tree.css("meta[http-equiv]")]
        assert equivalents == ["Content-Security-Policy", *["refresh"] * bool(re.match("g/.+/", name))], name
        for script in tree.css("script, style"):
            assert "evil" not in (script.text() or "") + (script.attributes.get("src") or ""), name
        for node in tree.css("*"):
            assert [key for key in node.attributes if key.startswith("on")] == [], (name, node.tag)
            for key in ("href", "src", "action", "formaction"):
                assert not re.match(
                    r"\s*(?:javascript|data|vbscript):", node.attributes.get(key) or "", re.IGNORECASE
                ), name


@pytest.mark.parametrize("docname", PAGES)
def test_every_text_is_shown_in_html(built, docname):
    page = built("html").html(docname)
    article = page.css_first("article")
    for source in article.css("details.agent-source"):
        source.decompose()
    titles = "".join(node.attributes["title"] or "" for node in article.css("a[title]"))
    links = "".join(node.attributes["href"] or "" for node in article.css("a"))
    assert words_of_places(article.text() + titles + links) == set(PLACES)


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_payload_is_shown_verbatim(built, squashed, name):
    shown = re.sub("[\u0085\u200b\u2028\u2029\u202e]", lambda found: f"[U+{ord(found[0]):04X}]", PAYLOADS[name])
    page = built("html").html(f"agents/{name}")
    assert squashed(f"innamezz {shown}") in squashed(page.css_first("h1").text())
    assert "innamezz" in page.css_first("title").text()
    code = next(node.text() for node in page.css("pre") if node.text().startswith("incodezz"))
    assert code == f"incodezz {shown}\n{shown}\n"


def test_every_text_is_shown_in_lists_and_sidebars(built):
    site = built("html")
    for docname in ("index", "agent-index"):
        article = site.html(docname).css_first("article").text()
        assert article.count("innamezz") >= len(PAYLOADS), docname
        assert article.count("indescriptionzz") >= len(PAYLOADS), docname
    sidebar = site.html(PAGES[0]).css_first(".sidebar-tree").text()
    assert sidebar.count("innamezz") == len(PAYLOADS)
    assert "inheadingzz" in site.html(PAGES[0]).css_first(".toc-tree").text()


# -- data for scripts and programs


def test_the_index_of_the_search_is_plain_data(built):
    files = {name: data for name, data in built("html").files(".js").items() if name.startswith("search-index/")}
    content = {}
    for path, data in files.items():
        name = path.removeprefix("search-index/").removesuffix(".js")
        match = re.fullmatch(rf'agentdocsSearch\("{name}", (.*)\);\n', data.decode(), re.DOTALL)
        assert not re.search("[<\u2028\u2029\n\u202e]", match[1])
        content[name] = json.loads(match[1])
    terms = {term for name, some in content.items() if name.startswith("v-") for term in some}
    assert {"inheadingzz", "innamezz", "initemzz"} <= terms
    agents = [some for name, some in content.items() if name.startswith("a-")]
    assert len([agent for agent in agents if "innamezz" in agent[1]]) == len(PAYLOADS)
    own = built("html").text("searchindex.js")
    assert json.loads(own.removeprefix("Search.setIndex(").removesuffix(")"))["docnames"] == ["index"]


def test_agents_json_is_plain_data_that_is_safe_in_a_script(built):
    text = built("html").text("agents.json")
    agents = json.loads(text)["agents"]
    assert not re.search("[<\u0085\u2028\u2029\u202e\u200b]", text)
    assert {agent["source"]: agent["name"] for agent in agents}["script.md"] == "innamezz <script>evil()</script>"
    for agent in agents:
        assert words_of_places(json.dumps(agent)) >= set(PLACES) - {
            "code", "info", "title", "target", "image", "cell", "definition", "label", "tag",
        }  # fmt: skip
        assert agent["fields"].keys() == {next(key for key in agent["fields"] if key.startswith("inkeyzz"))}
        assert agent["guidelines"][0]["section"][0].startswith("inheadingzz")


def test_the_inventory_has_a_line_for_each_object(built):
    site = built("html")
    agents = site.json()["agents"]
    inventory = site.inventory()
    for kind, count in (
        ("example", sum(len(agent["examples"]) for agent in agents)),
        ("guideline", sum(len(agent["guidelines"]) for agent in agents)),
    ):
        assert len(inventory[f"agent:{kind}"]) == count
    pages = {address.partition("#")[0] for address, _ in inventory["agent:agent"].values()}
    assert pages == {agent["url"] for agent in agents}
    names = [name for table in inventory.values() for name in table]
    assert [name for name in names if not is_safe(name)] == []
    words = [title for table in inventory.values() for _, title in table.values()]
    assert not re.search("[\n\t\u2028\u202e]", "".join(words))


def test_the_description_of_the_search_is_well_formed(built):
    root = ElementTree.fromstring(built("html").text("_static/opensearch.xml"))
    assert "evil" not in "".join(root.itertext())


# -- other builders


def test_a_book_is_well_formed_and_inert(built):
    site = built("epub")
    for name in ("content.opf", "toc.ncx", "nav.xhtml", *(f"{page}.xhtml" for page in PAGES), "index.xhtml"):
        root = ElementTree.fromstring(site.text(name))
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert not tags & {"script", "iframe", "object", "embed", "form"}, name
        assert not [key for element in root.iter() for key in element.attrib if key.startswith("on")], name
    for page in PAGES:
        text = "".join(ElementTree.fromstring(site.text(f"{page}.xhtml")).itertext())
        assert words_of_places(text) >= set(PLACES) - {"title", "image"}, page


def test_no_text_is_a_command_of_latex(built):
    text = built("latex").text("site.tex")
    assert not re.search(r"\\(?:input|write18)\{evil|\\evil|\^\^5c", text)
    assert text.count(r"\end{document}") == 1
    assert not re.search(r"(?<!\\)%[^\n]*evil", text)
    seen = text.replace(r"\PYGZus{}", "_")
    assert all(f"in{place}zz" in seen for place in PLACES if place not in ("title", "key", "info"))


def test_no_line_of_a_manual_is_a_request(built):
    lines = built("man").text("site.1").splitlines()
    assert [line for line in lines if re.match(r"[.'](?:so|sy|pi|open|mso|nx|rd)\b", line)] == []
    assert not re.search(r"(?<!\\)\\\*\(evil", "\n".join(lines))
    assert words_of_places("\n".join(lines)) >= set(PLACES) - {"title", "info"}


def test_no_text_is_a_command_of_texinfo(built):
    text = built("texinfo").text("site.texi")
    assert not re.search(r"(?<!@)(?:@@)*@include", text)
    assert "innamezz" in text


def test_plain_text_has_every_text(built):
    for page in PAGES:
        text = built("text").text(f"{page}.txt").replace("\n", "")  # it may break a line inside a word
        assert words_of_places(text) >= set(PLACES) - {"title", "info", "image"}, page


def test_xml_is_well_formed_and_has_every_text(built):
    for page in PAGES:
        text = built("xml").text(f"{page}.xml")
        root = ElementTree.fromstring(text)
        assert {element.tag for element in root.iter()} & {"raw", "image", "target", "system_message"} == set()
        attributes = "".join(value for element in root.iter() for value in element.attrib.values())
        assert words_of_places("".join(root.itertext()) + attributes) == set(PLACES), page


def test_messages_for_translators_have_every_text(built):
    for page in PAGES:
        with (built("gettext").out / f"{page}.pot").open("rb") as file:
            catalog = read_po(file)
        messages = "\n".join(message.id for message in catalog if message.id)
        assert words_of_places(messages) >= {"description", "heading", "item", "lead", "cell", "quote"}, page
