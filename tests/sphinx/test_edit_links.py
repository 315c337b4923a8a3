"""Links to edit or view the file of a page: those of a definition lead to its file, or are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinx_agentdocs.sphinx.edit_links import Files

ADDRESSES = """
the address of the docs, the source directory, the file: the address of the file
https://f.example/edit/main/docs/         /w/docs         /w/.claude/agents/a.md   https://f.example/edit/main/.claude/agents/a.md
https://f.example/edit/main/docs          /w/docs         /w/.claude/agents/a.md   https://f.example/edit/main/.claude/agents/a.md
https://f.example/edit/main/docs/         /w/docs         /w/docs/agents/a.md      https://f.example/edit/main/docs/agents/a.md
https://f.example/edit/main/docs/source/  /w/docs/source  /w/agents/a.md           https://f.example/edit/main/agents/a.md
https://f.example/edit/main/docs/source/  /w/docs/source  /w/docs/agents/a.md      https://f.example/edit/main/docs/agents/a.md
https://f.example/edit/main/my%20docs/    /w/my docs      /w/agents/a.md           https://f.example/edit/main/agents/a.md
https://f.example/edit/main/              /w              /w/agents/a{b}.md        https://f.example/edit/main/agents/a%7Bb%7D.md
https://f.example/edit/main/              /w/docs         /w/agents/a.md           -
https://f.example/edit/main/doc/          /w/docs         /w/agents/a.md           -
https://f.example/edit/main/docs/         /w/docs         /v/agents/a.md           -
"""


@pytest.mark.parametrize("line", ADDRESSES.strip().splitlines()[1:])
def test_the_address_of_a_file(line):
    address, srcdir, file, expected = (part.strip() for part in line.split("  ") if part)
    assert (Files(Path(srcdir), Path(file)).below(address) or "-") == expected


@pytest.fixture
def checkout(tmp_path):
    """Two repositories, one in the other."""
    for folder in ("docs", "agents", "other/agents"):
        (tmp_path / folder).mkdir(parents=True)
    for root in (tmp_path, tmp_path / "other"):
        (root / ".git").mkdir()
    return tmp_path


def test_a_file_in_another_repository_has_no_address(checkout):
    docs, address = checkout / "docs", "https://f.example/edit/main/docs/"
    assert Files(docs, checkout / "agents/a.md").below(address) == "https://f.example/edit/main/agents/a.md"
    assert Files(docs, checkout / "other/agents/a.md").below(address) == ""


def test_the_repository_of_the_definitions_is_named(checkout):
    files = Files(checkout / "docs", checkout / "other/agents/a.md", "https://f.example/crew/blob/next")
    assert files.below("https://f.example/edit/main/docs/") == "https://f.example/crew/edit/next/agents/a.md"
    assert files.below("https://f.example/blob/main/docs/") == "https://f.example/crew/blob/next/agents/a.md"


def test_a_named_repository_without_a_checkout_has_no_addresses(tmp_path):
    files = Files(tmp_path, tmp_path / "a.md", "https://f.example/crew/blob/next")
    assert files.below("https://f.example/edit/main/") == ""


# -- Furo; tests/hosts has the other themes

REPOSITORY = {"source_repository": "https://github.com/acme/acme", "source_branch": "main", "source_directory": "src/"}
OF_READ_THE_DOCS = {
    "READTHEDOCS": True,
    "conf_py_path": "/src/",
    "github_user": "acme",
    "github_repo": "acme",
    "github_version": "main",
}
FURO = {
    "a repository": (
        {"html_theme_options": REPOSITORY},
        [
            "https://github.com/acme/acme/blob/main/crew/a.md?plain=true",
            "https://github.com/acme/acme/edit/main/crew/a.md",
        ],
    ),
    "a repository on GitLab": (
        {"html_theme_options": {**REPOSITORY, "source_repository": "https://gitlab.com/acme/acme/"}},
        ["https://gitlab.com/acme/acme/blob/main/crew/a.md", "https://gitlab.com/acme/acme/-/edit/main/crew/a.md"],
    ),
    "a repository on Bitbucket": (
        {"html_theme_options": {**REPOSITORY, "source_repository": "https://bitbucket.org/acme/acme"}},
        [
            "https://bitbucket.org/acme/acme/src/main/crew/a.md",
            "https://bitbucket.org/acme/acme/src/main/crew/a.md?mode=edit&at=main",
        ],
    ),
    "a template": (
        {"html_theme_options": {"source_edit_link": "https://f.example/main/src/{filename}?edit"}},
        ["../_sources/agents/a.md.txt", "https://f.example/main/crew/a.md?edit"],
    ),
    "Read the Docs": (
        {"html_context": OF_READ_THE_DOCS},
        [
            "https://github.com/acme/acme/blob/main/crew/a.md?plain=true",
            "https://github.com/acme/acme/edit/main/crew/a.md",
        ],
    ),
    "a wrong folder": (
        {"html_theme_options": {**REPOSITORY, "source_directory": "docs/"}},
        ["../_sources/agents/a.md.txt"],
    ),
    "a wrong folder on Read the Docs": (
        {"html_context": {**OF_READ_THE_DOCS, "conf_py_path": "/docs/"}},
        ["../_sources/agents/a.md.txt"],
    ),
    "nothing": ({}, ["../_sources/agents/a.md.txt"]),
}


def furo_links(site, page):
    return [link.attributes["href"] for link in site.html(page).css(".view-this-page a, .edit-this-page a")]


@pytest.mark.parametrize(("conf", "expected"), FURO.values(), ids=FURO)
def test_furo_leads_to_the_definition(make_site, definition, conf, expected):
    conf = {"html_theme": "furo", "agentdocs_collections": {"agents": "../crew"}, **conf}
    site = make_site({"../crew/a.md": definition("a"), "../crew/b.md": definition("b")}, conf)
    assert site.warnings == []
    assert furo_links(site, "agents/a") == expected
    assert [furo_links(site, page) for page in ("agent-index", "guidance", "map")] == [[], [], []]


def test_furo_has_links_for_the_repository_of_the_definitions_only(make_site, definition):
    conf = {
        "html_theme": "furo",
        "agentdocs_collections": {"agents": "../crew"},
        "agentdocs_repository_url": "https://f.example/crew/blob/next",
    }
    site = make_site({"../crew/a.md": definition("a"), "../crew/.git/HEAD": ""}, conf)
    assert furo_links(site, "agents/a") == [
        "https://f.example/crew/blob/next/a.md",
        "https://f.example/crew/edit/next/a.md",
    ]
    assert furo_links(site, "index") == ["_sources/index.md.txt"]


def test_a_link_to_a_file_leads_to_the_file(make_site, definition):
    conf = {"html_theme": "furo", "html_theme_options": REPOSITORY}
    site = make_site({"agents/a.md": definition("a")}, conf, build=False)
    (site.src / "agents/b.md").symlink_to("a.md")
    assert furo_links(site.build(), "agents/b")[1] == "https://github.com/acme/acme/edit/main/src/agents/a.md"


def test_a_page_has_no_links_if_they_cannot_be_made(make_site, definition, monkeypatch):
    def fail(self, address):
        raise ValueError("a bug")

    monkeypatch.setattr(Files, "below", fail)
    site = make_site({"agents/a.md": definition("a")}, {"html_theme": "furo", "html_theme_options": REPOSITORY})
    assert [line.rpartition(" on this definition ")[2] for line in site.warnings] == [
        "(ValueError: a bug) while linking its file; report it [agentdocs.internal]"
    ]
    assert furo_links(site, "agents/a") == []
