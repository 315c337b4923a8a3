"""The short ways to a page of a definition lead to the same page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator

from sphinx_agentdocs.sphinx import page_translator, post_transforms
from sphinx_agentdocs.sphinx.page_translator import PageTranslator

EVERYTHING = """\
---
name: lamp-keeper
description: |
  Use it for lamps & "wicks".

  <example>
  user: 'Who trims <it>?'
  assistant: 'The lamp-keeper.'
  </example>
  <example>
  user: 'And @noon?'
  </example>
color: red
tools: Read, Grep
extra: "<b>&"
---
You keep lamps. Ask [the mate](deck-mate.md "The mate"), or deck-mate, or `deck-mate`,
or **deck-mate**; write to <mailto:a@b.example> or <https://example.org/?a=1&b=2>.

![A picture](https://example.org/a.png "Title") and ![](local.png)

## Never *ever* `do  this`

- Trim the wick.
  - Inside it, a list.
  - With **two items** and ~~gone~~ words.

  A second paragraph.
- Avoid smoke\\
  after a break.

3. Three
4. Four

- simple
- list
  - in it

> A quotation.
>
> - with a list

<!-- a comment -->

<rules>
Always log it.
</rules>

---

| Task | Left | Right |
| ---- | :--- | ----: |
| Never douse it | a `b  c` | d |
| Short |
| One | two | three | four |

```pycon
>>> trim("wick")  # doctest: +SKIP
1
```

```nonsense and more
<plain & "text">
```

    indented @ code

###### Six

####### Not seven

<div class="x">raw</div>
"""
ROOTS = Path(__file__).parents[1] / "roots"
SITES = ("everything", "test-hostile", "test-two-crews", "test-review-team", "test-upgrade")


def site_of(make_site, name, **options):
    """The sources of a site: of two agents with everything, or of a root; "test-upgrade" has a ledger."""
    if name == "everything":
        files = {"agents/lamp-keeper.md": EVERYTHING, "agents/deck-mate.md": EVERYTHING.replace("deck-mate", "cook")}
        return make_site(files, build=False, **options)
    if (ROOTS / name / "conf.py").exists():
        return make_site(root=name.removeprefix("test-"), build=False, **options)
    paths = (path for path in (ROOTS / name).rglob("*") if path.is_file())
    return make_site(
        {path.relative_to(ROOTS / name).as_posix(): path.read_bytes() for path in paths}, build=False, **options
    )


def without_short_ways(monkeypatch):
    monkeypatch.setattr(page_translator, "install", lambda app, builder: None)
    monkeypatch.setattr(post_transforms, "install", lambda app, builder: None)


def differences(site, monkeypatch):
    """The files of a site that are not the same without the short ways."""
    short = site.build(place="short")
    with monkeypatch.context() as patch:
        without_short_ways(patch)
        long = site.build(place="long")
    assert short.warnings == long.warnings
    assert sorted(short.files()) == sorted(long.files())
    return [name for name, content in short.files().items() if content != long.files()[name]]


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
@pytest.mark.parametrize("name", SITES)
def test_every_file_is_the_same_as_from_sphinx(make_site, monkeypatch, name, builder):
    assert differences(site_of(make_site, name, builder=builder), monkeypatch) == []


def test_every_file_is_the_same_in_a_theme_with_a_post_transform(make_site, monkeypatch):
    site = site_of(make_site, "everything", conf={"html_theme": "furo"})
    assert differences(site, monkeypatch) == []
    assert site.build(place="short").html("agents/lamp-keeper").css_first(".table-wrapper > table")


def test_the_page_of_a_unit_that_was_withdrawn_is_the_same(make_site, monkeypatch):
    site = site_of(make_site, "test-upgrade", conf={"agentdocs_permalinks": "permalinks.jsonl"})
    site.edit("agents/log-writer.md", "- Name each ship that left\n", "")
    site.edit("agents/bell-keeper.md", "Ring once for a boat", "Ring once for every boat")
    assert differences(site, monkeypatch) == []
    assert site.build(place="short").html("agents/log-writer").css_first(".agent-tombstones")


# -- what is kept for other extensions


class NoteTheName(HTML5Translator):
    """A translator of another extension."""

    def visit_strong(self, node):
        self.body.append("<b>")

    def depart_strong(self, node):
        self.body.append("</b>")


BODY = "- **Never** guess.\n"


def test_the_translator_of_an_extension_is_used(make_site, definition):
    handlers = {"env-before-read-docs": lambda app, *rest: app.set_translator("html", NoteTheName)}
    site = make_site({"agents/a.md": definition("a", body=BODY)}, handlers=handlers)
    assert "<b>Never</b> guess." in site.text("agents/a.html")


def test_the_writer_of_a_node_of_an_extension_is_used(make_site, definition):
    def visit(self, node):
        self.body.append("<b>")

    def depart(self, node):
        self.body.append("</b>")

    def add(app, *rest):
        app.add_node(nodes.strong, override=True, html=(visit, depart))

    site = make_site({"agents/a.md": definition("a", body=BODY)}, handlers={"env-before-read-docs": add})
    assert "<b>Never</b> guess." in site.text("agents/a.html")


def skip(kind):
    """A pair of functions that raise *kind* at the beginning of a node."""

    def visit(self, node):
        self.body.append("[")
        raise kind

    return visit, lambda self, node: self.body.append("]")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (nodes.SkipNode, "<p>[ guess.</p>"),
        (nodes.SkipChildren, "<p>[] guess.</p>"),
        (nodes.SkipDeparture, "<p>[Never guess.</p>"),
        (nodes.SkipSiblings, "<p>[</p>"),
    ],
)
def test_a_writer_may_skip_a_part(make_site, definition, kind, expected):
    add = {"env-before-read-docs": lambda app, *rest: app.add_node(nodes.strong, override=True, html=skip(kind))}
    site = make_site({"agents/a.md": definition("a", body=BODY)}, handlers=add)
    assert expected in site.text("agents/a.html")


def test_a_page_with_other_nodes_gets_every_post_transform(make_site, definition):
    def add(app, doctree):
        for node in doctree.findall(nodes.strong):
            node.parent.append(addnodes.only("", nodes.inline("", "for LaTeX"), expr="latex"))

    site = make_site({"agents/a.md": definition("a", body=BODY)}, handlers={"doctree-read": add})
    assert "for LaTeX" not in site.text("agents/a.html")
    assert site.warnings == []


def test_flags_of_doctests_are_words_of_the_definition(make_site, definition):
    body = "```pycon\n>>> trim(1)  # doctest: +SKIP\n```\n"
    site = make_site({"agents/a.md": definition("a", body=body)})
    assert "# doctest: +SKIP" in site.html("agents/a").css_first(".highlight").text()


# -- what it costs


def test_a_definition_is_walked_by_the_post_transforms_that_it_needs(make_site, definition, monkeypatch):
    applied = Counter()
    apply = SphinxPostTransform.apply

    def count(self, **kwargs):
        applied[self.env.docname, type(self).__name__] += 1
        apply(self, **kwargs)

    monkeypatch.setattr(SphinxPostTransform, "apply", count)
    make_site({"agents/a.md": definition("a", body=BODY)})
    found = {name: number for (page, name), number in applied.items() if page == "agents/a"}
    assert found == {"FillPlaceholders": 1, "ReferencesResolver": 1}


def test_a_title_is_written_once(make_site, definition, monkeypatch):
    made = []
    begin = PageTranslator.__init__

    def note(self, document, builder):
        made.append(document.astext())
        begin(self, document, builder)

    monkeypatch.setattr(PageTranslator, "__init__", note)
    make_site({f"agents/{name}.md": definition(name) for name in ("axe", "bell", "cog")})
    assert {title: made.count(title) for title in ("Axe", "Bell", "Cog")} == {"Axe": 1, "Bell": 1, "Cog": 1}
