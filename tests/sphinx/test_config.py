"""The configuration: a wrong value is reported in one line, and a right one has its effect."""

from __future__ import annotations

import pytest
from sphinx.cmd.build import build_main
from sphinx.errors import ConfigError

from sphinx_agentdocs.sphinx.domain import AgentIndex

COLLECTIONS = "not a dict of names and folders; write one such as {'agents': '../.claude/agents'}"
PATTERNS = "not a list of patterns; write one such as ['README.md', 'drafts/*']"
WORDS = "not a dict of section classes and lists of words; write one such as {'guidelines': ['house rules']}"
KINDS = "core-approach, guidelines, quality, workflow, output, when-to-use, integration"
LIMITS = (
    "file_bytes, file_chars, line_chars, frontmatter_chars, paragraph_chars, tokens, depth, inline_depth, name_chars,"
    " definitions"
)
PAGES = "not a list of pages; name any of 'map', 'guidance', 'examples', 'index', '404'"
REPOSITORY = "is not an address; write one such as 'https://github.com/acme/agents/blob/main'"
POLICY = "agentdocs_content_security_policy"
SOURCES = (
    "not a dict of directives and lists of sources; write one such as {'img-src': ['https://a.example']}, 'all' or None"
)
SOURCE = "is not a source; write one without spaces, ';', ',' and '\"', such as 'https://a.example'"
DIRECTIVES = (
    "default-src, script-src, script-src-attr, style-src, style-src-attr, img-src, font-src, connect-src, media-src,"
    " manifest-src, frame-src, worker-src, object-src, base-uri, form-action"
)
TAKEN = "is that of a file or folder of the site, or of a device; use another name"
ADDRESS = "cannot be part of an address; use letters, digits, '.', '_' and '-'"


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("agentdocs_collections", "agents", COLLECTIONS),
        ("agentdocs_collections", ["agents"], COLLECTIONS),
        ("agentdocs_collections", {"agents": 3}, COLLECTIONS),
        ("agentdocs_collections", {3: "agents"}, COLLECTIONS),
        ("agentdocs_collections", {"": "agents"}, f"the name '' {ADDRESS}"),
        ("agentdocs_collections", {"a/b": "agents"}, f"the name 'a/b' {ADDRESS}"),
        ("agentdocs_collections", {"..": "agents"}, f"the name '..' {ADDRESS}"),
        ("agentdocs_collections", {"a b": "agents"}, f"the name 'a b' {ADDRESS}"),
        ("agentdocs_collections", {"_static": "agents"}, f"the name '_static' {ADDRESS}"),
        ("agentdocs_collections", {"a\n": "agents"}, f"the name 'a\\n' {ADDRESS}"),
        ("agentdocs_collections", {"g": "agents"}, f"the name 'g' {TAKEN}"),
        ("agentdocs_collections", {"agents.json": "agents"}, f"the name 'agents.json' {TAKEN}"),
        ("agentdocs_collections", {"con": "agents"}, f"the name 'con' {TAKEN}"),
        ("agentdocs_exclude", "README.md", PATTERNS),
        ("agentdocs_exclude", [3], PATTERNS),
        ("agentdocs_exclude", {"a": "b"}, PATTERNS),
        ("agentdocs_section_vocabulary", ["rules"], WORDS),
        ("agentdocs_section_vocabulary", {"guidelines": "rules"}, WORDS),
        ("agentdocs_section_vocabulary", {"rules": ["x"]}, f"'rules' is not a section class; use one of {KINDS}"),
        ("agentdocs_section_vocabulary", {"other": ["x"]}, f"'other' is not a section class; use one of {KINDS}"),
        ("agentdocs_limits", 5, "not a dict; write one such as {'tokens': 50_000}"),
        ("agentdocs_limits", {"lines": 5}, f"'lines' is not a limit; use one of {LIMITS}"),
        ("agentdocs_limits", {"tokens": 0}, "tokens is 0; write a number above 0"),
        ("agentdocs_limits", {"tokens": "9"}, "tokens is '9'; write a number above 0"),
        ("agentdocs_limits", {"tokens": True}, "tokens is True; write a number above 0"),
        ("agentdocs_limits", {"depth": 5000}, "depth is 5,000; write a number up to 100"),
        ("agentdocs_navigation_limit", 0, "0 is not a number above 0; write one such as 100"),
        ("agentdocs_navigation_limit", -3, "-3 is not a number above 0; write one such as 100"),
        ("agentdocs_navigation_limit", True, "True is not a number above 0; write one such as 100"),
        ("agentdocs_navigation_limit", "30", "'30' is not a number above 0; write one such as 100"),
        ("agentdocs_navigation_limit", 1.5, "1.5 is not a number above 0; write one such as 100"),
        ("agentdocs_pages", "map", PAGES),
        ("agentdocs_pages", ["maps"], PAGES),
        ("agentdocs_pages", [["map"]], PAGES),
        ("agentdocs_repository_url", "github.com/acme", f"'github.com/acme' {REPOSITORY}"),
        ("agentdocs_repository_url", "https://a.example", f"'https://a.example' {REPOSITORY}"),
        (POLICY, "img-src https://a.example", SOURCES),
        (POLICY, ["https://a.example"], SOURCES),
        (POLICY, {"img-src": "https://a.example"}, SOURCES),
        (POLICY, False, SOURCES),
        (POLICY, {"image-src": []}, f"'image-src' is not a directive; use one of {DIRECTIVES}"),
        (POLICY, {3: []}, f"3 is not a directive; use one of {DIRECTIVES}"),
        (POLICY, {"frame-ancestors": []}, "a page cannot set 'frame-ancestors'; let the server send it as a header"),
        (POLICY, {"img-src": ["self"]}, "'self' needs quotes of its own; write \"'self'\""),
        (POLICY, {"img-src": ["unsafe-inline"]}, "'unsafe-inline' needs quotes of its own; write \"'unsafe-inline'\""),
        (POLICY, {"script-src": ["sha256-x="]}, "'sha256-x=' needs quotes of its own; write \"'sha256-x='\""),
        (
            POLICY,
            {"img-src": ["https://a.example https://b.example"]},
            f"'https://a.example https://b.example' {SOURCE}",
        ),
        (POLICY, {"img-src": ["*; script-src *"]}, f"'*; script-src *' {SOURCE}"),
        (POLICY, {"img-src": ['"']}, f"'\"' {SOURCE}"),
        (POLICY, {"img-src": [""]}, f"'' {SOURCE}"),
        (POLICY, {"img-src": ["*\n"]}, f"'*\\n' {SOURCE}"),
        (POLICY, {"img-src": [3]}, f"3 {SOURCE}"),
    ],
)
def test_a_wrong_value(make_site, definition, name, value, problem):
    with pytest.raises(ConfigError) as caught:
        make_site({"agents/a.md": definition("a")}, {name: value})
    assert str(caught.value) == f"{name}: {problem}"


def test_sphinx_build_reports_a_wrong_value_in_one_line(make_site, capsys):
    site = make_site(conf={"agentdocs_navigation_limit": 0}, build=False)
    (site.src / "conf.py").write_text("extensions = ['sphinx_agentdocs']\nagentdocs_navigation_limit = 0\n")
    arguments = ["-q", "-N", str(site.src), str(site.out)]
    problem = "agentdocs_navigation_limit: 0 is not a number above 0; write one such as 100"
    assert build_main(arguments) == 2
    assert capsys.readouterr().err == f"\nConfiguration error: {problem}\n"
    assert build_main(["-T", *arguments]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_misspelt_name(make_site, definition):
    with pytest.raises(ConfigError) as caught:
        make_site({"agents/a.md": definition("a")}, {"agentdocs_colections": {"agents": "agents"}})
    assert str(caught.value) == "agentdocs_colections: there is no such value; write agentdocs_collections"


def test_a_variable_of_the_site(make_site, definition):
    assert make_site({"agents/a.md": definition("a")}, {"agentdocs_source": "agents"}).warnings == []


def test_a_folder_that_is_not_there(make_site):
    site = make_site(conf={"agentdocs_collections": {"crew": "gone"}}, build=False)
    with pytest.raises(ConfigError) as caught:
        site.build()
    assert str(caught.value) == (
        f"agentdocs_collections: 'crew' is the folder {site.src / 'gone'}, which does not exist; fix the path"
    )


def test_a_file_in_place_of_a_folder(make_site, definition):
    site = make_site({"agents/a.md": definition("a")}, {"agentdocs_collections": {"crew": "agents/a.md"}}, build=False)
    with pytest.raises(ConfigError, match=r"'crew' is the folder .*a\.md, which does not exist; fix the path"):
        site.build()


def test_a_name_that_is_a_folder_of_the_documentation(make_site, definition):
    files = {"../team/a.md": definition("a"), "guide/index.md": "# Guide\n"}
    with pytest.raises(ConfigError) as caught:
        make_site(files, {"agentdocs_collections": {"guide": "../team"}})
    assert str(caught.value) == (
        "agentdocs_collections: 'guide' is also a folder of the documentation; use another name"
    )


def test_without_any_value(make_site):
    site = make_site({"index.md": "# Nothing here\n"}, {"agentdocs_collections": None})
    assert site.warnings == []
    assert not (site.out / "agents.json").exists()


# -- effects


def classes_of(site):
    return [
        section.attributes["class"] for section in site.html("agents/a").css("div.body section[class^=agent-section]")
    ]


BODY = "## Guidelines\n\n- a\n\n## House Rules\n\n- b\n\n## Story\n\nc\n"


def test_sections_have_the_class_of_their_kind(make_site, definition):
    site = make_site({"agents/a.md": definition("a", body=BODY)})
    assert classes_of(site) == ["agent-section-guidelines", "agent-section-guidelines", "agent-section-other"]


def test_words_are_added_to_the_vocabulary(make_site, definition):
    conf = {"agentdocs_section_vocabulary": {"workflow": ["Story", "house rules"]}}
    site = make_site({"agents/a.md": definition("a", body=BODY)}, conf)
    assert classes_of(site) == ["agent-section-guidelines", "agent-section-workflow", "agent-section-workflow"]


def test_a_changed_vocabulary_reads_every_page_again(make_site, definition):
    site = make_site({"agents/a.md": definition("a", body=BODY)})
    again = site.build(conf={"agentdocs_section_vocabulary": {"output": ["story"]}})
    assert again.read == ["agents/a", "index"]
    assert classes_of(again)[2] == "agent-section-output"


def test_a_changed_limit_writes_every_page_again(make_site, definition):
    files = {f"agents/{name}.md": definition(name) for name in "abc"}
    site = make_site(files, {"html_theme": "furo"})
    again = site.build(conf={"agentdocs_navigation_limit": 1})
    assert (again.read, again.written) == ([], ["agents/a", "agents/b", "agents/c", "index"])
    assert len(again.html("agents/b").css(".sidebar-tree .caption + ul > li")) == 1


PAGES_MADE = {
    "map.html": "map",
    "guidance.html": "guidance",
    "examples.html": "examples",
    "agent-index.html": "index",
    "404.html": "404",
}


@pytest.mark.parametrize("theme", ["basic", "furo"])
@pytest.mark.parametrize(("file", "page"), PAGES_MADE.items())
def test_a_page_is_switched_off(make_site, definition, file, page, theme):
    said = r'"Use it.\n<example>\nuser: Ahoy\nassistant: Aye\n</example>"'
    files = {f"agents/{name}.md": definition(name, said, body="- A rule.\n") for name in "ab"}
    site = make_site(files, {"html_theme": theme})
    assert PAGES_MADE.keys() <= site.files().keys()
    others = [name for name in PAGES_MADE.values() if name != page]
    again = site.build(conf={"agentdocs_pages": others})
    assert again.warnings == []
    assert PAGES_MADE.keys() & again.files().keys() == PAGES_MADE.keys() - {file}
    assert again.files(".html", ".js", ".json") == again.clean().files(".html", ".js", ".json")
    assert [name for name, data in again.files(".html").items() if f'{file}"'.encode() in data] == []


def test_no_builder_has_the_index_if_it_is_switched_off(make_site, definition):
    site = make_site({"agents/a.md": definition("a")}, {"agentdocs_pages": ["map"]})
    assert AgentIndex(site.app.env.domains["agent"]).generate() == ([], False)


def test_no_page_of_a_host_is_removed_with_the_index(make_site, definition):
    files = {"agents/a.md": definition("a"), "agent-index.rst": ":orphan:\n\nMine\n====\n\nindextable\n"}
    site = make_site(files, {"agentdocs_pages": []})
    assert site.html("agent-index").css_first("h1").text().startswith("Mine")
