"""Sites in other languages: the words of definitions and of the interface, translated, and as safe as the original."""

from __future__ import annotations

import gettext
import runpy
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from sphinx_agentdocs.sphinx.locale import CATALOG, FOLDER

DEFINITION = """\
---
name: guide
description: Use it to show the way.
---

You know **every** path.

## Rules

- Walk *slowly*.
- Rest at `noon`.

> Look back once.

| Hour | Place |
|------|-------|
| Six  | Gate  |
"""


@pytest.fixture
def translated(make_site):
    """The function that builds the site with some messages of the definition translated into German."""

    def translated(messages):
        site = make_site({"agents/guide.md": DEFINITION}, {"language": "de", "locale_dirs": ["locale"]}, build=False)
        catalog = Catalog(locale="de")
        for message, translation in messages.items():
            catalog.add(message, translation)
        path = site.src / "locale/de/LC_MESSAGES/agents.mo"
        path.parent.mkdir(parents=True)
        with path.open("wb") as file:
            write_mo(file, catalog)
        return site.build()

    return translated


def test_messages_are_extracted(make_site):
    site = make_site({"agents/guide.md": DEFINITION}, builder="gettext")
    with (site.out / "agents.pot").open("rb") as file:
        found = {message.id: [line for _, line in message.locations] for message in read_po(file) if message.id}
    expected = {
        "Guide": [1],
        "When to use": [1],
        "Use it to show the way.": [3],
        "You know **every** path.": [6],
        "Rules": [8],
        "Walk *slowly*.": [10],
        "Rest at `noon`.": [11],
        "Look back once.": [13],
    }
    assert {key: found.get(key) for key in expected} == expected


def test_a_translation_is_shown(translated):
    site = translated(
        {
            "Guide": "Führer",
            "You know **every** path.": "Du kennst **jeden** Weg.",
            "Walk *slowly*.": "Geh *langsam*.",
            "Rules": "Regeln",
            "Use it to show the way.": "Frag ihn nach dem Weg.",
        }
    )
    assert site.warnings == []
    body = site.html("agents/guide").css_first("div.body")
    assert body.css_first("h1").text() == "Führer¶"
    assert body.css_first("section[id='guide.role'] p strong").text() == "jeden"
    assert [item.text().strip() for item in body.css("li")] == ["Geh langsam.", "Rest at noon."]
    assert body.css_first("li em").text() == "langsam"
    assert body.css_first("p.agent-lead").text() == "Frag ihn nach dem Weg."
    assert body.css_first("section[id='guide.rules'] h2").text() == "Regeln¶"


def test_anchors_are_not_translated(translated):
    site = translated({"Walk *slowly*.": "Geh *langsam*.", "Rules": "Regeln", "Guide": "Führer"})
    ids = [node.id for node in site.html("agents/guide").css("div.body [id]")]
    assert {"guide", "guide.rules", "guide.walk-slowly", "guide.rest-at-noon"} <= set(ids)


def test_the_definition_itself_is_not_translated(translated):
    site = translated({"Walk *slowly*.": "Geh *langsam*."})
    source = site.html("agents/guide").css_first("details.agent-source pre").text()
    assert source == DEFINITION


@pytest.mark.parametrize(
    "translation",
    [
        "<script>alert(1)</script> <img src=x onerror=y>",
        "[x](javascript:alert(1)) <javascript:alert(2)> ![y](https://evil.example/y.png)",
        "{include}`../conf.py` {download}`../conf.py` {{ 7*7 }} {raw-html}`<b>z</b>`",
        "# heading\n\n```{include} conf.py\n```\n\n- list\n\n<div>",
        "[ref]\n\n[ref]: javascript:x",
        "text \u202e turned",
        "|sub| :ref:`target` `link <javascript:x>`_",
        "    indented",
        "> quoted",
        "<example>\nuser: x\n</example>",
        "---",
    ],
)
@pytest.mark.parametrize(
    "message", ["Walk *slowly*.", "You know **every** path.", "Rules", "Use it to show the way.", "Guide"]
)
def test_a_translation_is_safe(translated, message, translation):
    site = translated({message: translation})
    assert site.warnings == []
    body = site.html("agents/guide").css_first("div.body > section")
    assert body.css("script, img, iframe, b, div.highlight, style") == []
    assert [link.attributes["href"] for link in body.css("a.reference.external")] in (
        [],
        ["https://evil.example/y.png"],
    )
    assert [key for node in body.css("*") for key in node.attributes if key.startswith("on")] == []
    assert "agentdocs_collections" not in body.text()
    assert "\u202e" not in body.text()
    words = [word for word in translation.replace("\u202e", " ").split() if word.isalnum()]
    assert [word for word in words if word not in body.text()] == []


def test_the_titles_of_the_page_can_be_translated(translated):
    page = translated({"When to use": "Wann", "Definition": "Wortlaut"}).html("agents/guide")
    assert page.css_first("section[id='guide.when-to-use'] h2").text() == "Wann¶"
    assert page.css_first("section[id='guide.definition'] h2").text() == "Wortlaut¶"


# -- the words of the interface


GERMAN = {
    "When to use": "Wann",
    "Copy link": "Link kopieren",
    "Guidance": "Leitlinien",
    "Link to: {unit}": "Link zu: {unit}",
    "Describe your task": "Beschreibe deine Aufgabe",
    ("{all} guideline", "{all} guidelines"): ("{all} Leitlinie", "{all} Leitlinien"),
    ("%s guideline", "%s guidelines"): ("%s Leitlinie", "%s Leitlinien"),
    "Agents": "Agenten",
}
CATALOGUE = "locale/{}/LC_MESSAGES/sphinx_agentdocs.{}"


def compiled(language, words):
    """A compiled catalogue of *words*: each translation by its message, or pairs of both for plurals."""
    catalog = Catalog(locale=language)
    for message, translation in words.items():
        catalog.add(message, translation)
    target = BytesIO()
    write_mo(target, catalog)
    return target.getvalue()


@pytest.fixture
def german(make_site):
    """A site with a translation of some words; it is not built yet."""
    files = {
        "agents/guide.md": DEFINITION,
        "agents/porter.md": DEFINITION.replace("guide", "porter"),
        CATALOGUE.format("de", "mo"): compiled("de", GERMAN),
    }
    return make_site(files, {"language": "de", "locale_dirs": ["locale"]}, build=False)


def words_of(site, page, script):
    """The words that a page gives to a script, by the names of their attributes."""
    (tag,) = site.html(page).css(f"script[src*='{script}']")
    return {name: text for name, text in tag.attributes.items() if name.startswith("data-")}


def assert_german(site):
    assert site.warnings == []
    page = site.html("agents/guide")
    assert page.css_first("section[id='guide.when-to-use'] h2").text() == "Wann¶"
    assert words_of(site, "agents/guide", "agentdocs-menu.js")["data-name"] == "Link zu: {unit}"
    assert words_of(site, "agents/guide", "agentdocs-menu.js")["data-link"] == "Link kopieren"
    assert words_of(site, "agents/guide", "agentdocs-menu.js")["data-quote"] == "Als Zitat kopieren"  # ours
    assert words_of(site, "guidance", "agentdocs-guidance.js")["data-all"] == "{all} Leitlinien"
    assert site.html("index").css_first(".agent-task").text() == "Beschreibe deine Aufgabe"
    assert site.html("guidance").css_first("h1").text().strip("¶") == "Leitlinien"
    assert {facts.text() for facts in site.html("guidance").css(".agent-card-facts")} == {" 5 Leitlinien"}
    assert site.html("agent-index").css_first("h1").text() == "Agenten"


def test_pages_and_scripts_are_in_the_language_of_the_site(german):
    assert_german(german.build())


def test_two_processes_write_the_same_pages(german):
    site = german.build()
    parallel = german.build(place="parallel", parallel=2)
    assert_german(parallel)
    assert parallel.files(".html") == site.files(".html")


def test_a_new_translation_reads_every_page_again(german):
    path = CATALOGUE.format("de", "mo")
    words = german.src / path
    content = words.read_bytes()
    words.unlink()
    site = german.build()
    assert site.html("agents/guide").css_first("section[id='guide.when-to-use'] h2").text() == "Verwendung¶"
    german.write({path: content})
    assert_german(german.build())
    again = german.build()
    assert again.read == []
    german.write({path: compiled("de", {**GERMAN, "When to use": "Einsatz"})})
    gettext._translations.clear()  # a process reads a catalogue once
    changed = german.build()
    assert changed.html("agents/guide").css_first("section[id='guide.when-to-use'] h2").text() == "Einsatz¶"
    assert changed.files(".html") == changed.clean().files(".html")


def test_another_language_reads_every_page_again(german):
    german.build()
    english = german.build(conf={"language": "en"})
    assert english.html("agents/guide").css_first("section[id='guide.when-to-use'] h2").text() == "When to use¶"
    assert words_of(english, "agents/guide", "agentdocs-menu.js")["data-link"] == "Copy link"
    assert_german(german.build())


def test_a_translation_as_text_is_compiled_in_time(make_site):
    template = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "When to use"\nmsgstr "Wann"\n'
    files = {"agents/guide.md": DEFINITION, CATALOGUE.format("de", "po"): template}
    site = make_site(files, {"language": "de", "locale_dirs": ["locale"]})
    assert site.html("agents/guide").css_first("section[id='guide.when-to-use'] h2").text() == "Wann¶"


def test_a_language_may_have_more_than_two_plurals(make_site):
    """Polish has three forms; two and four take the second, five takes the third."""
    files = {
        f"agents/a{number}.md": f"---\nname: a{number}\ndescription: x\n---\nRule {number}.\n" for number in range(5)
    }
    message = ("{all} guideline", "{all} guidelines")
    files[CATALOGUE.format("pl", "mo")] = compiled("pl", {message: ("jedna", "kilka", "wiele")})
    site = make_site(files, {"language": "pl", "locale_dirs": ["locale"]})
    assert words_of(site, "guidance", "agentdocs-guidance.js")["data-all"] == "wiele"
    (site.src / "agents/a4.md").unlink()
    assert words_of(site.build(), "guidance", "agentdocs-guidance.js")["data-all"] == "kilka"


def test_a_translation_of_the_interface_is_text(make_site):
    words = dict.fromkeys(("When to use", "Link to: {unit}", "Copy link"), "<b onclick='x'>\"bold\" & &lt;")
    files = {"agents/guide.md": DEFINITION, CATALOGUE.format("de", "mo"): compiled("de", words)}
    page = make_site(files, {"language": "de", "locale_dirs": ["locale"]}).html("agents/guide")
    assert page.css("b") == []
    assert page.css_first("section[id='guide.when-to-use'] h2").text() == f"{words['When to use']}¶"
    assert page.css_first("script[src*=menu]").attributes["data-name"] == words["When to use"]
    assert page.css_first("script[src*=menu]").attributes["data-link"] == words["When to use"]


def test_the_template_for_translators_is_fresh():
    path = Path(__file__).parents[2] / "tools" / "messages.py"
    template = runpy.run_path(str(path))["template"]()
    assert (FOLDER / f"{CATALOG}.pot").read_bytes() == template, "run `make messages`"


def test_no_module_asks_the_catalogue_of_sphinx():
    """Sphinx's own catalogue has none of our words."""
    package = FOLDER.parent
    found = [path.name for path in package.rglob("*.py") if "from sphinx.locale import _" in path.read_text("utf-8")]
    assert found == []
