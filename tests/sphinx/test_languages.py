"""The language and the direction of a definition's text, on the elements that hold it; our words keep the site's."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.sphinx.languages import set_apart
from sphinx_agentdocs.sphinx.nodes import shared_note

JAPANESE = """\
---
name: keeper
description: 灯台のランプを見守るときに使う。
---

あなたは灯台守です。

## 規則

- 夕暮れの前にすべてのランプを確認する。
- `oil --check` で油の量を毎朝確認する。

```sh
oil --check
```
"""
HEBREW = """\
---
name: keeper
description: |
  השתמש בו כדי לשמור על המנורות.
  <example>
  user: "המנורה כבתה"
  assistant: "Checking the lamp"
  </example>
motto: אור לכולם
---

אתה שומר המגדלור.

## כללים

- בדוק כל מנורה לפני השקיעה.
- `oil --check` מראה כמה שמן נשאר.
- Light every lamp twice.

> Trim the wick first, before anything else.

```sh
oil --check
```
"""
MIXED = """\
---
name: keeper
description: Keeps the lamps.
---

You keep the lamps of every tower on the coast, and answer the ships that pass.

## Rules for every night

- Check every lamp before dusk, and then once more.
- בדוק כל מנורה.
- Say שלום to every ship.

שלום לכולם.

1. אחת
2. שתיים

> Trim the wick first.

| Word | Sense |
|------|-------|
| אור  | light |
"""


def agent_page(site):
    return site.html("agents/keeper").css_first("section[id='keeper']")


def marks(page):
    """Every mark of a page: the element, its language, its direction, and how its text begins."""
    return [
        (node.tag, node.attributes.get("lang"), node.attributes.get("dir"), " ".join(node.text().split())[:10].strip())
        for node in page.css("*")
        if {"lang", "dir"} & node.attributes.keys()
    ]


@pytest.fixture(scope="module")
def hebrew(make_site):
    return make_site({"agents/keeper.md": HEBREW})


def test_a_japanese_definition_says_so_and_our_words_do_not(make_site):
    site = make_site({"agents/keeper.md": JAPANESE})
    assert marks(agent_page(site)) == [
        ("p", "ja", None, "灯台のランプを見守る"),
        ("p", "ja", None, "あなたは灯台守です。"),
        ("section", "ja", None, "規則¶ 夕暮れの前に"),
    ]
    assert [title.text() for title in agent_page(site).css("h2")][:2] == ["When to use¶", "Role¶"]
    assert site.warnings == []


def test_a_hebrew_definition_goes_from_right_to_left_but_for_its_code(hebrew):
    assert marks(agent_page(hebrew)) == [
        ("p", "he", "rtl", "השתמש בו כ"),
        ("div", "he", None, "<example>"),
        ("p", None, "rtl", 'user: "המנ'),
        ("p", "he", "rtl", "אתה שומר ה"),
        ("section", "he", "rtl", "כללים¶ בדו"),
        ("li", None, "ltr", "Light ever"),
        ("blockquote", None, "ltr", "Trim the w"),
        ("div", None, "ltr", "oil --chec"),
        ("p", None, "rtl", "אור לכולם"),
        ("pre", None, "auto", "--- name:"),
    ]
    assert hebrew.warnings == []


def test_the_smallest_block_goes_from_right_to_left(make_site):
    page = agent_page(make_site({"agents/keeper.md": MIXED}))
    assert marks(page) == [
        ("li", None, "rtl", "בדוק כל מנ"),
        ("p", None, "rtl", "שלום לכולם"),
        ("ol", None, "rtl", "אחת שתיים"),
        ("p", None, "rtl", "אור"),
        ("pre", None, "auto", "--- name:"),
    ]


def test_a_card_goes_the_way_of_its_text(hebrew):
    assert marks(hebrew.html("index").css_first("ul.agent-catalog")) == [("li", None, "rtl", "Keeper 1 e")]


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "epub"])
def test_other_builders_of_pages_write_the_same(hebrew, builder):
    site = hebrew.build(builder=builder)
    name = {"dirhtml": "agents/keeper/index.html", "singlehtml": "index.html", "epub": "agents/keeper.xhtml"}[builder]
    found = re.findall(r'<(\w+)[^>]* dir="(\w+)"', site.text(name))
    expected = "p-rtl p-rtl p-rtl section-rtl li-ltr blockquote-ltr div-ltr p-rtl pre-auto"
    assert [f"{tag}-{way}" for tag, way in found if (tag, builder) != ("li", "singlehtml") or way == "ltr"] == (
        expected.split()
    )


@pytest.mark.parametrize("builder", ["text", "latex", "man", "texinfo", "xml"])
def test_builders_without_directions_write_the_page(hebrew, builder):
    assert hebrew.build(builder=builder).warnings == []


class Another(HTML5Translator):
    """A translator of another extension."""


def test_the_translator_of_an_extension_writes_directions(hebrew):
    handlers = {"env-before-read-docs": lambda app, *rest: app.set_translator("html", Another)}
    page = agent_page(hebrew.build(place="another", handlers=handlers))
    assert marks(page) == marks(agent_page(hebrew))


def test_two_processes_write_the_same_pages(hebrew):
    parallel = hebrew.build(place="parallel", parallel=2)
    assert parallel.files(".html") == hebrew.files(".html")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("English", "- Check the lamp.\n\n> “Twice” — für alle.\n"),
        ("French", "- Vérifier la lampe avant l’été.\n"),
        ("Vietnamese", "- Kiểm tra mọi ngọn đèn.\n"),
        ("Russian", "- Проверь каждую лампу.\n"),
        ("Greek letters", "- Use μ for the mean of all the lamps on the coast.\n"),
        ("quoted Japanese", "- Greet the ships from Japan with 今日は as politely as you can.\n"),
        ("emoji", "- 🔔 Ring the bell ★\n"),
    ],
)
def test_a_page_without_such_letters_has_no_mark(make_site, name, body):
    text = f"---\nname: keeper\ndescription: Keeps the lamps of every tower.\n---\n\n{body}"
    assert marks(agent_page(make_site({"agents/keeper.md": text}))) == []


@pytest.mark.parametrize(
    "text",
    [
        '"><script dir=x lang=y>בדוק',
        '<p dir="evil" lang="xx">בדוק</p>',
        "בדוק [x](javascript:alert(1)) {lang=evil dir=evil}",
        "\u202eבדוק\u202c ltr",
        "```{class} language-evil\nבדוק\n```",
        "`בדוק` only code",
        "<constraints>\nבדוק\n</constraints>",
        "- בדוק\n  - light\n    - בדוק\n      > light\n",
        "夕暮れの前に確認する language-evil",
        "שלום夕暮れمصباح해가",
    ],
)
def test_a_definition_chooses_no_other_value(make_site, text):
    description = " ".join(text.split()).replace("'", "")
    source = f"---\nname: keeper\ndescription: '{description}'\nlang: evil\ndir: evil\n---\n\n{text}\n\n{text}\n"
    page = agent_page(make_site({"agents/keeper.md": source}))
    found = marks(page)
    assert {lang for _, lang, _, _ in found} <= {None, "he", "ja", "ko", "ar", "zh"}
    assert {way for _, _, way, _ in found} <= {None, "rtl", "ltr", "auto"}
    assert page.css("script, [class*=evil]") == []


# -- our words inside of an author's text


SHARED = """\
- Check the oil level of every lamp in the tower each morning.
- בדוק כל מנורה של המגדלור לפני השקיעה בכל יום.
- נקה את הזכוכית של המגדלור בכל שבוע לפני שבת.
"""
TEXT = "---\nname: {}\ndescription: השתמש בו כדי לשמור על המנורות.\n---\n\n## כללים\n\n{}"


def test_a_note_in_an_author_s_text_has_the_language_of_the_site(make_site):
    site = make_site({f"agents/{name}.md": TEXT.format(name, SHARED) for name in ("keeper", "mate")})
    (note,) = agent_page(site).css(".agent-also")
    assert (note.attributes.get("lang"), note.attributes.get("dir")) == ("en", None)  # in an item that goes that way


@pytest.mark.parametrize(
    ("language", "around", "expected"),
    [
        ("en", {"dir": "rtl", "classes": ["language-he"]}, ("language-en", "ltr")),
        ("pt_BR", {"classes": ["x", "language-ja"]}, ("language-pt-BR", None)),
        ("he", {"dir": "rtl"}, ("", None)),
        ("he", {"dir": "ltr"}, ("", "rtl")),
        ("en", {"dir": "ltr"}, ("", None)),
        ("en", {}, ("", None)),
    ],
)
def test_what_a_note_says_about_itself(language, around, expected):
    note = shared_note("", "Also in", classes=[])
    nodes.section("", nodes.bullet_list("", nodes.list_item("", note)), **around)
    set_apart(note, language)
    assert (" ".join(note["classes"]), note.get("dir")) == expected


def test_a_former_wording_has_the_language_of_the_site(make_site):
    site = make_site({"agents/keeper.md": TEXT.format("keeper", SHARED)}, build=False)
    for old, new in [("", ""), ("each morning.", "every morning.")]:
        site.write({"agents/keeper.md": (site.src / "agents/keeper.md").read_text("utf-8").replace(old or "\0", new)})
        (site.src / "conf.py").write_text("agentdocs_collections = {'agents': 'agents'}\n", "utf-8")
        result = CliRunner().invoke(main, ["permalinks", "update", str(site.src), "--conf", "--yes"])
        assert result.exit_code == 0, result.output
    assert '<details class="agent-then" lang="en"><summary>Reworded on ' in site.build().text("agents/keeper.html")


SAYINGS = {"בדוק כל מנורה.": "Check every lamp.", "אתה שומר.": "You keep the lamps.", "כללים": "Rules"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (SAYINGS, [("pre", None, "auto", "--- name:")]),
        (
            {english: hebrew for hebrew, english in SAYINGS.items()},
            [("p", "he", "rtl", "אתה שומר."), ("section", "he", "rtl", "כללים¶ בדו")],
        ),
    ],
    ids=["Hebrew to English", "English to Hebrew"],
)
def test_a_translation_has_the_marks_of_what_it_says(make_site, words, expected):
    rule, role, title = words
    lines = "".join(f'msgid "{old}"\nmsgstr "{new}"\n\n' for old, new in words.items())
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    files = {
        "agents/keeper.md": f"---\nname: keeper\ndescription: x\n---\n\n{role}\n\n## {title}\n\n- {rule}\n",
        "locale/fr/LC_MESSAGES/agents.po": header + lines,
    }
    page = agent_page(make_site(files, {"language": "fr", "locale_dirs": ["locale"]}))
    assert words[rule] in page.text()
    assert marks(page) == expected
