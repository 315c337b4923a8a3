"""Collections: where they may be, and the addresses of their pages."""

from __future__ import annotations

import os
import re

import pytest
from sphinx.errors import ConfigError, ExtensionError

HOSTILE = """\
---
name: hostile
myst: {enable_extensions: [substitution]}
---

```{note}
A directive.
```

{sub}`a role`
"""


def pages(site):
    fixed = {"guide", "guide/page", "examples", "index", "genindex", "search", "agent-index", "guidance", "map", "404"}
    names = {name.removesuffix(".html") for name in site.files(".html") if not name.startswith("g/")}
    return sorted(names - fixed)


def is_literal(page):
    """Whether the hostile definition is shown as text."""
    body = page.css_first("div.body")
    return body.css("div.note, sub") == [] and "{sub}" in body.text()


def test_inside_the_source_directory(make_site):
    site = make_site({"some/where/agents/a.md": HOSTILE}, {"agentdocs_collections": {"crew": "some/where/agents"}})
    assert pages(site) == ["crew/a"]
    assert is_literal(site.html("crew/a"))


@pytest.mark.parametrize("absolute", [False, True])
def test_outside_the_source_directory(make_site, absolute):
    site = make_site({"../.claude/agents/a.md": HOSTILE}, build=False)
    folder = str((site.folder / ".claude/agents").resolve()) if absolute else "../.claude/agents"
    site = site.build(conf={"agentdocs_collections": {"agents": folder}})
    assert pages(site) == ["agents/a"]
    assert is_literal(site.html("agents/a"))
    assert (site.out / "_sources/agents/a.md.txt").read_text() == HOSTILE


def test_warnings_name_the_file_outside(make_site):
    site = make_site({"../team/a.md": "---\nname: a\n---\nx\n"}, {"agentdocs_collections": {"agents": "../team"}})
    assert site.warnings == [
        "../team/a.md:2: WARNING: no description; say in `description:` when to use the agent [agentdocs.description]"
    ]


def test_two_at_once(make_site, definition):
    site = make_site(
        {"one/a.md": definition("a"), "../two/a.md": definition("b")},
        {"agentdocs_collections": {"first": "one", "second": "../two"}},
    )
    assert pages(site) == ["first/a", "second/a"]
    assert site.html("second/a").css_first("h1").text() == "B¶"
    assert site.warnings == []


def test_one_folder_in_two_collections(make_site, definition):
    site = make_site(
        {"one/a.md": definition("a")},
        {"agentdocs_collections": {"first": "one", "second": "one"}, "suppress_warnings": ["agentdocs"]},
    )
    assert pages(site) == ["first/a", "second/a"]


@pytest.mark.parametrize("folder", ["my [old] agents", "what?", "a*b", "café", "x y/z"])
def test_a_folder_with_any_name(make_site, folder):
    site = make_site({f"{folder}/a.md": HOSTILE}, {"agentdocs_collections": {"crew": folder}})
    assert pages(site) == ["crew/a"]
    assert is_literal(site.html("crew/a"))


def test_a_folder_that_is_a_link_to_another_place(make_site):
    site = make_site({"../elsewhere/a.md": HOSTILE}, build=False)
    (site.src / "linked").symlink_to(site.folder / "elsewhere")
    site = site.build(conf={"agentdocs_collections": {"crew": "linked"}})
    assert pages(site) == ["crew/a"], "Sphinx follows the link and must not read the folder as MyST"
    assert is_literal(site.html("crew/a"))


INCLUDING = """\
---
name: evil
description: Use it.
---
```{include} ../secret.txt
```

```{raw} html
<script>x</script>
```
"""


@pytest.mark.parametrize("link", ["crew", "linked", "guide/deep"])
@pytest.mark.parametrize("name", ["evil", "my evil", "index"])
@pytest.mark.parametrize("is_excluded", [False, True])
def test_a_link_to_a_collection_in_the_documentation_is_no_way_to_be_source(make_site, link, name, is_excluded):
    files = {f"../elsewhere/{name}.md": INCLUDING, "secret.txt": "SECRET", "guide/page.md": "# Page\n"}
    site = make_site(
        {**files, "index.md": "# Site\n\n```{toctree}\nguide/page\n```\n\n```{agent:catalog}\n```\n"}, build=False
    )
    (site.src / link).symlink_to(site.folder / "elsewhere")
    conf = {"agentdocs_collections": {"crew": "../elsewhere"}, "agentdocs_exclude": [f"{name}.md"] * is_excluded}
    site = site.build(conf={**conf, "suppress_warnings": ["agentdocs"]})
    assert len(site.app.env.found_docs - {"index", "guide/page"}) == len(pages(site)) == (not is_excluded)
    texts = [path.read_text("utf-8") for path in site.out.rglob("*.html")]
    assert ("SECRET" in "".join(texts), "<script>x" in "".join(texts), site.warnings) == (False, False, [])


def test_a_link_to_one_definition_is_no_way_to_be_source(make_site):
    site = make_site({"../elsewhere/evil.md": INCLUDING, "secret.txt": "SECRET"}, build=False)
    (site.src / "page.md").symlink_to(site.folder / "elsewhere/evil.md")
    site = site.build(conf={"agentdocs_collections": {"crew": "../elsewhere"}})
    assert (site.app.env.found_docs - {"index"}, pages(site)) == ({"crew/evil"}, ["crew/evil"])


CATALOG = "# Site\n\n```{toctree}\nguide\n```\n\n```{agent:catalog}\n```\n"


@pytest.mark.parametrize("folder", ["..", "../../{0}", "."])
def test_a_collection_that_contains_the_documentation(make_site, definition, folder):
    files = {"index.md": CATALOG, "guide.md": "# Guide\n", "plugins/x/lamp.md": definition("lamp")}
    hostile = {f"plugins/x/evil-{suffix}.{suffix}": INCLUDING for suffix in ("rst", "markdown", "MD")}
    site = make_site({**files, **hostile, "plugins/x/note.rst": ".. include:: /secret.txt\n"}, build=False)
    (site.src / "plugins/x/link.md").symlink_to(site.src / "guide.md")
    folder = folder.format(site.folder.name)
    prefix = "" if folder == "." else "src/"
    exclude = [f"{prefix}index.md", f"{prefix}guide.md"]
    conf = {"agentdocs_collections": {"crew": folder}, "agentdocs_exclude": exclude, "suppress_warnings": ["agentdocs"]}
    site = site.build(
        conf={**conf, "source_suffix": {".md": "markdown", ".markdown": "markdown", ".rst": "restructuredtext"}}
    )
    assert pages(site) == [f"crew/{prefix}plugins/x/{name}" for name in ("lamp", "link")]
    assert site.app.env.found_docs - {"index", "guide"} == set(pages(site))
    assert site.warnings == []


@pytest.mark.parametrize("folder", ["..", "."])
def test_documentation_that_would_be_definitions_is_refused(make_site, definition, folder):
    with pytest.raises(ExtensionError) as caught:
        make_site({"index.md": CATALOG}, {"agentdocs_collections": {"crew": folder}})
    assert str(caught.value) == (
        "agentdocs: a collection contains the documentation, and its pages would be read as definitions;"
        " name them in agentdocs_exclude, such as 'docs/*'"
    )


def test_folders_are_groups(make_site, definition, squashed):
    site = make_site({"agents/a/b/c.md": definition("c"), "agents/d.md": definition("d")})
    assert pages(site) == ["agents/a/b/c", "agents/d"]
    assert squashed(site.html("agents/a/b/c").css_first("p.agent-facts").text()).endswith("· a / b")


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        ([], ["README", "drafts/x", "drafts/y/z", "good"]),
        (["README.md"], ["drafts/x", "drafts/y/z", "good"]),
        (["drafts/*"], ["README", "good"]),
        (["drafts"], ["README", "good"]),
        (["*/z.md", "README.md"], ["drafts/x", "good"]),
    ],
)
def test_patterns_leave_files_out(make_site, definition, patterns, left):
    files = {
        f"agents/{name}.md": definition(name.replace("/", "-")) for name in ("README", "drafts/x", "drafts/y/z", "good")
    }
    site = make_site(files, {"agentdocs_exclude": patterns})
    assert pages(site) == [f"agents/{name}" for name in left]


def test_only_markdown_files_are_definitions(make_site, definition):
    others = {f"agents/{name}": "text" for name in ("notes.txt", "page.rst", "x.markdown", "y.mdx", "conf.py", "md")}
    site = make_site({**others, "agents/good.md": definition("good")})
    assert (pages(site), site.warnings) == (["agents/good"], [])


def test_a_suffix_in_capitals_is_a_warning_and_not_a_page(make_site, definition):
    site = make_site({"agents/LOUD.MD": definition("loud"), "agents/good.md": definition("good")})
    message = "the file has no page because its name does not end in `.md`; rename it"
    assert (pages(site), site.warnings) == (
        ["agents/good"],
        [f"agents/LOUD.MD:1: WARNING: {message} [agentdocs.filename]"],
    )


@pytest.mark.parametrize(
    "name",
    [
        "with space", "it's", 'so "quoted"', "a&b", "a#b", "a?b", "a%20b", "percent%", "plus+", "(x)", "a;b", "a,b",
        "semi:colon", "back\\slash", "-dash", "dot.", "con", "NUL.x", "index", "a*b", "[x]", "tab\there", "new\nline",
        "emoji 🚀", "\u202egnp", "x" * 200,
    ],
)  # fmt: skip
def test_a_name_that_no_address_can_carry(make_site, definition, name):
    site = make_site({f"agents/{name}.md": definition("agent"), "agents/good.md": definition("good")})
    found = [page for page in pages(site) if page != "agents/good"]
    assert len(found) == 1
    shown = name.replace("\n", r"\n").replace("\u202e", "[U+202E]")
    assert site.warnings == [
        (
            f"agents/{shown}.md:1: WARNING: the page is at {found[0]} because the path does not work as an address"
            " everywhere; rename the file [agentdocs.filename]"
        )
    ]
    address = found[0].removeprefix("agents/")
    assert all(char.isalnum() or char in "._-" for char in address), address
    assert address.casefold() not in ("con", "index")
    assert len(address.encode()) <= 130
    assert site.html(found[0]).css_first("h1").text() == "Agent¶"
    raw = site.html(found[0]).css_first("p.agent-raw a").attributes["href"]
    assert (site.out / "agents" / raw).resolve().read_text() == definition("agent")
    assert site.json()["agents"][0]["source"] == f"{name}.md"


@pytest.mark.parametrize(
    "name", ["plain", "with-dash", "with_line", "v1.2", "日本語", "Ünïcode", ".hidden", ".claude/x", "Upper"]
)
def test_a_name_that_stays(make_site, definition, name):
    site = make_site({f"agents/{name}.md": definition("agent")})
    assert pages(site) == [f"agents/{name}"]
    assert site.warnings == []


def test_names_that_differ_by_case_only(make_site, definition):
    site = make_site({f"agents/{name}.md": definition(f"agent-{name}") for name in ("twin", "Twin", "TWIN")})
    found = pages(site)
    assert len({page.casefold() for page in found}) == 3
    assert "agents/twin" in found
    assert site.html("agents/twin").css_first("h1").text() == "Agent Twin¶"


def test_a_definition_called_like_a_folder(make_site, definition):
    site = make_site(
        {"agents/x.md": definition("x"), "agents/x/y.md": definition("y"), "agents/x/index.md": definition("z")},
        builder="dirhtml",
    )
    titles = {page["url"]: page["title"] for page in site.json()["agents"]}
    assert sorted(titles.values()) == ["X", "Y", "Z"]
    assert len(titles) == 3
    for url, title in titles.items():
        assert f"<h1>{title}<" in site.text(f"{url}index.html")


def test_the_address_of_a_file_does_not_depend_on_others(make_site, definition):
    alone = make_site({"agents/a b.md": definition("a")})
    among = make_site(
        {"agents/a b.md": definition("a"), "agents/a-b.md": definition("b"), "agents/0.md": definition("c")}
    )
    assert set(pages(alone)) < set(pages(among))


@pytest.mark.parametrize("name", [b"caf\xe9.md"])
def test_a_name_that_is_not_utf8(make_site, definition, name):
    site = make_site({"agents/good.md": definition("good")}, build=False)
    (site.src / "agents" / os.fsdecode(name)).write_bytes(b"x")
    site = site.build()
    assert site.warnings == [
        r"agents/caf\udce9.md:1: WARNING: the file name is not UTF-8; rename the file [agentdocs.unsafe-file]"
    ]
    assert pages(site) == ["agents/good"]


# -- documents of the site


def test_a_page_of_the_site_is_myst_and_a_definition_is_not(make_site):
    text = HOSTILE.replace("name: hostile", "orphan: true")
    site = make_site({"agents/hostile.md": HOSTILE, "page.md": text})
    page = site.html("page").css_first("div.body")
    assert page.css_first("div.note").text().split() == ["Note", "A", "directive."]
    assert page.css_first("sub").text() == "a role"
    assert is_literal(site.html("agents/hostile"))


def test_a_file_without_frontmatter_is_a_definition_as_well(make_site):
    site = make_site({"agents/bare.md": "```{note}\nA directive.\n```\n\n{sub}`a role`\n"})
    assert is_literal(site.html("agents/bare"))


def test_a_document_beside_a_collection(make_site, definition):
    site = make_site({"agents/a.md": definition("a"), "agents.md": "---\norphan: true\n---\n# About them\n"})
    assert site.html("agents").css_first("h1").text() == "About them¶"
    assert pages(site) == ["agents", "agents/a"]


def test_myst_extensions_work_in_documents(make_site, definition):
    text = "---\norphan: true\n---\n# Page\n\n{{ word }}\n\n:::{tip}\nYes.\n:::\n\n(here)=\n## There\n\n[](#here)\n"
    conf = {"myst_enable_extensions": ["substitution", "colon_fence"], "myst_substitutions": {"word": "SUBSTITUTED"}}
    body = "{{ word }}\n\n:::{tip}\nYes.\n:::\n\n(here)=\n## There\n\n[](#here)\n"
    site = make_site({"page.md": text, "agents/a.md": definition("a", body=body)}, conf)
    assert site.warnings == []
    page, agent = site.html("page").css_first("div.body"), site.html("agents/a").css_first("section[id='a.role']")
    assert ("SUBSTITUTED" in page.text(), len(page.css("div.tip"))) == (True, 1)
    assert [text in agent.text() for text in ("{{ word }}", ":::{tip}", "(here)=")] == [True] * 3


@pytest.mark.parametrize("builder", ["html", "dirhtml", "text", "xml", "epub", "json", "gettext"])
def test_a_folder_with_the_name_of_an_output(make_site, definition, builder):
    folders = ("a.html", "a.txt", "a.xml", "a.xhtml", "a.md.txt", "A.HTML", "index.html", "a.fjson", "a.doctree")
    files = {f"agents/{folder}/x.md": definition(f"in-{number}") for number, folder in enumerate(folders)}
    site = make_site({"agents/a.md": definition("a"), **files}, builder=builder)
    moved = [line.partition(":")[0] for line in site.warnings if "agentdocs.filename" in line]
    assert moved == sorted(files)
    assert [line for line in site.warnings if "agentdocs.internal" in line] == []
    assert len(site.app.env.all_docs) == 11


@pytest.mark.parametrize("name", ["agents.json", "404.html", "x.txt", "objects.inv", "searchindex.js"])
def test_a_collection_with_the_name_of_a_file_of_the_site(make_site, definition, name):
    problem = f"agentdocs_collections: the name '{name}' is that of a file or folder of the site"
    with pytest.raises(ConfigError, match=re.escape(problem)):
        make_site({"x/a.md": definition("a")}, {"agentdocs_collections": {name: "x"}})
