"""A site in German has no English word of ours: in its pages, its scripts' words, and what other builders write."""

from __future__ import annotations

import ast
import gettext
import re
import runpy
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from sphinx.locale import init

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.sphinx.locale import CATALOG, FOLDER, number

TOOL = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "messages.py"))
GERMAN = FOLDER / "de" / "LC_MESSAGES" / f"{CATALOG}.po"
SHARED = "- Jeden Docht der Lampen vor der Nacht kürzen und reinigen.\n"
DEFINITIONS = {
    "agents/turm/hueter.md": f"""\
---
name: hueter
description: |
  Hält die Lampen am Brennen.
  <example>
  user: "Die Lampe flackert."
  assistant: "Der lotse sieht nach."
  </example>
color: blue
model: opus
tools: Read, Grep
related: [koch]
---

Hüter des Turms.

## Pflichten

{SHARED}- Den Ölstand jeden Morgen mit dem Lotsen prüfen, dann notieren.
- Jede Reparatur im Buch festhalten.
- ![](bild.png)

## Zusammenarbeit

- Arbeitet mit dem `lotse` zusammen.
- Übergabe an: `koch`
""",
    "agents/turm/lotse.md": f"""\
---
name: lotse
description: Führt Schiffe in den Hafen.
tools: []
---

- Jedes Schiff bei Tageslicht begleiten.
{SHARED}
""",
    "agents/hafen/koch.md": "---\nname: koch\ndescription: Kocht.\n---\n\n- Abends Suppe kochen.\n- Brot backen.\n",
    "agents/hafen/junge.md": "---\nname: junge\ndescription: Putzt.\n---\n\n- Das Deck am Morgen schrubben.\n",
    **{
        f"agents/hafen/matrose-{number}.md": f"---\nname: matrose-{number}\ndescription: Rudert.\nmodel: haiku\n"
        "color: red\ntools: Bash\n---\n\nRudert.\n"
        for number in range(1, 11)
    },
}
"""So many agents that a reader can choose among them."""
CHANGES = {
    "- Jede Reparatur im Buch festhalten.\n": "",
    "Den Ölstand jeden Morgen mit dem Lotsen prüfen, dann notieren.": "Den Ölstand jeden Abend mit dem Lotsen prüfen.",
}


@pytest.fixture(scope="module")
def site(make_site):
    """A site in German whose ledger has something withdrawn and something reworded; it is not built."""
    site = make_site(DEFINITIONS, {"language": "de", "html_theme": "furo"}, build=False)
    record(site)
    for old, new in CHANGES.items():
        site.edit("agents/turm/hueter.md", old, new)
    (site.src / "agents/hafen/junge.md").unlink()
    record(site)
    return site


def record(site) -> None:
    (site.src / "conf.py").write_text("agentdocs_collections = {'agents': 'agents'}\n", "utf-8")
    result = CliRunner().invoke(main, ["permalinks", "update", str(site.src), "--conf", "--yes"])
    assert result.exit_code == 0, result.output


# -- the words


def pieces(text: str) -> set[str]:
    """The words of a text between its placeholders or numbers."""
    parts = re.split(r"%\(\w+\)s|%s|\{\w*\}|\d[\d,.-]*", text)
    return {re.sub(r"^\W+|\W+$", "", part) for part in parts} - {""}


def messages() -> dict[str, tuple[set[str], set[str]]]:
    """The pieces of each message in English and in German, by the message; pieces alike in both are left out."""
    result = {}
    for message in read_po(BytesIO(GERMAN.read_bytes())):
        if message.id:
            texts = [message.id] if isinstance(message.id, str) else list(message.id)
            forms = [message.string] if isinstance(message.string, str) else list(message.string)
            english, german = (set().union(*map(pieces, words)) for words in (texts, forms))
            result[texts[0]] = (english - german, german - english)
    return result


def shown(page: str) -> Iterator[str]:
    """Every text of a page, each value of an attribute that a reader or a script gets, and the names in a map."""
    tree = HTMLParser(page)
    tree.strip_tags(["script[type]", "style", "pre"])
    for node in tree.css("*"):
        yield from (part for part in (node.text(deep=False, separator="\n") or "").split("\n"))
        for name, value in node.attributes.items():
            is_words = name.startswith("data-") and name != "data-lines"  # those are kinds, which a script reads
            if value and (is_words or name in ("aria-label", "title", "alt", "placeholder")):
                yield value


RARE = set(
    """
works with|delegates to|reports to|escalates to|shares guidance|similar purpose|Agents around %s|and %s more
%s and %s more|%s and others|Untitled|%s relation|agent|guideline|No agent has an example now.|most relations with:
Wording in %s|Reworded|Previously in %(agent)s:|Previously:|No other agent is related to this one.|Also:|Also in
(reworded)|This short link may mean any of these:|This site has no guideline with the code {}.
The list of codes could not be loaded.|Withdrawn.|Possibly now: {}.|This agent is now {}.|This agent was withdrawn.
An agent with the same name is now at {}.|The agent|Now {}.|Now in {}.|It now says: %s|Replaced by {}.
It may have become one of these: {}.|Still on this page, as part of {}.
Still on this page, under {}, but without a link of its own.
Still on this page, under {}, but without a link of its own since %s.|Merged into {}, which was withdrawn.
%s more definition is not shown|Share guidance with most others:|Collection|changed on {date}
""".strip()
    .replace("\n", "|")
    .split("|")
)
"""Messages that this site need not show."""


def test_no_page_has_an_english_word_of_the_interface(site):
    built = site.build()
    assert built.warnings == []
    english = {piece for words, _ in messages().values() for piece in words}
    found, seen = [], set()
    for name, content in built.files(".html").items():
        for text in shown(content.decode()):
            seen |= pieces(text)
            found += [(name, piece, text) for piece in pieces(text) & english]
    assert [one for one in found if one[1:] not in NOT_OURS] == []
    assert {message for message, (_, german) in messages().items() if german and not german & seen} - RARE == set()


NOT_OURS = {("example", "<example>"), ("example", "</example>"), ("and", " and ")}
"""What a definition says in English, and is shown as it says it, and the words below the pages of a theme."""


@pytest.mark.parametrize("builder", ["text", "latex", "dirhtml", "singlehtml", "epub", "man"])
def test_no_builder_writes_an_english_heading(site, builder):
    built = site.build(builder=builder)
    suffixes = {"text": ".txt", "latex": ".tex", "man": ".1", "epub": ".xhtml"}
    written = b"\n".join(built.files(suffixes.get(builder, ".html")).values()).decode()
    for english, german in [
        ("When to use", "Verwendung"),
        ("Related agents", "Verwandte Agenten"),
        ("tools ", "Werkzeuge "),
    ]:
        assert english not in written
        assert german in written


# -- our translations, and what a site says instead


def test_a_translation_of_the_site_wins_and_ours_has_the_rest(make_site):
    words = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Copy link"\nmsgstr "Verweis merken"\n\nmsgid "Copy code"\nmsgstr ""\n'
    )
    files = {**DEFINITIONS, f"locale/de/LC_MESSAGES/{CATALOG}.po": words}
    page = make_site(files, {"language": "de", "locale_dirs": ["locale"]}).html("agents/turm/hueter")
    script = page.css_first("script[src*=menu]").attributes
    assert [script[f"data-{name}"] for name in ("link", "code", "quote")] == [
        "Verweis merken",
        "Code kopieren",
        "Als Zitat kopieren",
    ]


@pytest.mark.parametrize(
    ("language", "expected"), [("de_AT", "Verwendung"), ("en", "When to use"), ("fr", "When to use")]
)
def test_a_language_has_the_words_of_its_family(make_site, language, expected):
    page = make_site({"agents/koch.md": DEFINITIONS["agents/hafen/koch.md"]}, {"language": language}).html(
        "agents/koch"
    )
    assert page.css_first("section[id='koch.when-to-use'] h2").text().strip("¶") == expected


@pytest.mark.parametrize(
    ("message", "one", "five"),
    [
        ("%s agent", "1 Agent", "5 Agenten"),
        ("%s guideline", "1 Leitlinie", "5 Leitlinien"),
        ("%s example", "1 Beispiel", "5 Beispiele"),
        ("%s relation", "1 Beziehung", "5 Beziehungen"),
        ("Map of %s agent", "Karte mit 1 Agenten", "Karte mit 5 Agenten"),
        (
            "%s more definition is not shown",
            "1 weitere Definition wird nicht angezeigt",
            "5 weitere Definitionen werden nicht angezeigt",
        ),
    ],
)
def test_plural_forms(message, one, five):
    german = gettext.translation(CATALOG, FOLDER, ["de"])
    (plural,) = (found.id[1] for found in read_po(BytesIO(GERMAN.read_bytes())) if found.id and found.id[0] == message)
    assert [german.ngettext(message, plural, count) % count for count in (1, 5)] == [one, five]
    assert german.ngettext(message, plural, 0) == german.ngettext(message, plural, 5)


def test_german_is_complete_and_compiled():
    """`make lint` asks the same."""
    content = GERMAN.read_bytes()
    assert TOOL["translations"]() == [GERMAN]
    assert list(TOOL["problems"](content)) == []
    assert TOOL["renewed"](content) == content, "run `make messages`"
    assert TOOL["is_compiled"](content, GERMAN.with_suffix(".mo")), "run `make messages`"


HEAD = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ('msgid "Map"\nmsgstr "Karte"', []),
        ('msgid "Map"\nmsgstr ""', ["not translated: 'Map'"]),
        ('#, fuzzy\nmsgid "Map"\nmsgstr "Karte"', ["marked as fuzzy: 'Map'"]),
        ('msgid "Now {}."\nmsgstr "Jetzt."', ["other placeholders than the message: 'Now {}.'"]),
        ('msgid "Until %s:"\nmsgstr "Bis %s %s:"', ["other placeholders than the message: 'Until %s:'"]),
        ('msgid "{a} of {b}"\nmsgstr "{b} hat {a}"', []),
        ('msgid "{a} of {b}"\nmsgstr "{a} von {c}"', ["other placeholders than the message: '{a} of {b}'"]),
        ('msgid "%(a)s"\nmsgstr "%(b)s"', ["other placeholders than the message: '%(a)s'"]),
        (
            'msgid "%s a"\nmsgid_plural "%s b"\nmsgstr[0] "%s A"\nmsgstr[1] ""',
            ["not translated: ('%s a', '%s b')"],
        ),
        (
            'msgid "%s a"\nmsgid_plural "%s b"\nmsgstr[0] "ein A"\nmsgstr[1] "%s B"',
            ["other placeholders than the message: ('%s a', '%s b')"],
        ),
    ],
)
def test_what_is_wrong_with_a_translation(entry, expected):
    assert list(TOOL["problems"](f"{HEAD}{entry}\n".encode())) == expected


def test_a_renewed_translation_has_the_messages_of_the_code():
    gone = '# by hand\nmsgid "Map"\nmsgstr "Karte"\n\nmsgid "No such message"\nmsgstr "Weg"\n'
    renewed = TOOL["renewed"](f"# Our words.\n{HEAD}{gone}".encode()).decode()
    assert renewed.startswith(f"# Our words.\n{HEAD}")
    assert '# by hand\n#: sphinx/site_pages.py\nmsgid "Map"\nmsgstr "Karte"\n' in renewed
    assert "No such message" not in renewed
    assert 'msgid "Copy link"\nmsgstr ""\n' in renewed


def test_every_message_is_where_it_can_be_extracted():
    """Not in an f-string: before Python 3.12, the messages in one are not found."""
    hidden = []
    for path in FOLDER.parent.rglob("*.py"):
        for text in ast.walk(ast.parse(path.read_text("utf-8"))):
            calls = (node for node in ast.walk(text) if isinstance(text, ast.JoinedStr) and isinstance(node, ast.Call))
            hidden += [
                (path.name, call.lineno)
                for call in calls
                if isinstance(call.func, ast.Name)
                and call.func.id in ("_", "ngettext")
                and isinstance(call.args[0], ast.Constant)
            ]
    assert hidden == []


@pytest.mark.parametrize(("language", "written"), [("de", "1.234"), ("en", "1,234"), ("xx", "1,234")])
def test_numbers_are_written_as_in_the_language_of_the_words(monkeypatch, language, written):
    monkeypatch.setattr("sphinx.locale.translators", {})
    init([FOLDER], language, CATALOG)
    assert number(1234) == written
