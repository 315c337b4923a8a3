"""Definitions in other languages: messages are extracted, shown, and as safe as the text they stand for."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

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
    """The function that builds the site with some messages translated to German."""

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


def test_anchors_stay_as_they_are(translated):
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
