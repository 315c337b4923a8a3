"""The links of each theme to edit or view a file lead to the definition, or are not there."""

from __future__ import annotations

import re

import pytest

GITHUB = {"github_user": "acme", "github_repo": "acme", "github_version": "main"}
GITLAB = {"gitlab_user": "acme", "gitlab_repo": "acme", "gitlab_version": "main"}
BITBUCKET = {"bitbucket_user": "acme", "bitbucket_repo": "acme", "bitbucket_version": "main"}
BUTTONS = {"use_edit_page_button": True, "use_source_button": True, "use_repository_button": True}
FEATURES = ["content.action.edit", "content.action.view"]
THEMES = {
    "pydata": (
        "pydata_sphinx_theme",
        {"html_theme_options": {"use_edit_page_button": True}, "html_context": {**GITHUB, "doc_path": "src"}},
        ["https://github.com/acme/acme/edit/main/crew/copy-editor.md"],
    ),
    "pydata with a template": (
        "pydata_sphinx_theme",
        {
            "html_theme_options": {"use_edit_page_button": True},
            "html_context": {"edit_page_url_template": "https://f.example/acme/acme/src/{{ file_name }}?edit"},
        },
        ["https://f.example/acme/acme/crew/copy-editor.md?edit"],
    ),
    "book": (
        "sphinx_book_theme",
        {
            "html_theme_options": {
                "repository_url": "https://github.com/acme/acme",
                "path_to_docs": "src",
                **BUTTONS,
            }
        },
        [
            "https://github.com/acme/acme/blob/main/crew/copy-editor.md?plain=1",
            "https://github.com/acme/acme/edit/main/crew/copy-editor.md",
        ],
    ),
    "Read the Docs": (
        "sphinx_rtd_theme",
        {"html_context": {"display_github": True, "conf_py_path": "/src/", **GITHUB}},
        ["https://github.com/acme/acme/blob/main/crew/copy-editor.md"],
    ),
    "Read the Docs with GitLab": (
        "sphinx_rtd_theme",
        {
            "html_theme_options": {"vcs_pageview_mode": "edit"},
            "html_context": {"display_gitlab": True, "conf_py_path": "/src/", **GITLAB},
        },
        ["https://gitlab.com/acme/acme/edit/main/crew/copy-editor.md"],
    ),
    "Read the Docs with Bitbucket": (
        "sphinx_rtd_theme",
        {"html_context": {"display_bitbucket": True, "conf_py_path": "/src/", **BITBUCKET}},
        ["https://bitbucket.org/acme/acme/src/main/crew/copy-editor.md?mode=view"],
    ),
    "Shibuya": (
        "shibuya",
        {
            "html_context": {
                "source_type": "github",
                "source_user": "acme",
                "source_repo": "acme",
                "source_docs_path": "/src/",
            }
        },
        [
            "https://github.com/acme/acme/blob/main/crew/copy-editor.md",
            "https://raw.githubusercontent.com/acme/acme/refs/heads/main/crew/copy-editor.md",
        ],
    ),
    "Immaterial": (
        "sphinx_immaterial",
        {
            "html_theme_options": {
                "repo_url": "https://github.com/acme/acme",
                "edit_uri": "edit/main/src",
                "features": FEATURES[:1],
                "font": False,
            }
        },
        ["https://github.com/acme/acme/edit/main/crew/copy-editor.md"],
    ),
    "Immaterial with a view": (  # which replaces the word edit, wherever it is
        "sphinx_immaterial",
        {
            "html_theme_options": {
                "repo_url": "https://github.com/acme/acme",
                "edit_uri": "edit/main/src",
                "features": FEATURES,
                "font": False,
            }
        },
        [
            "https://github.com/acme/acme/edit/main/crew/copy-%65ditor.md",
            "https://github.com/acme/acme/raw/main/crew/copy-%65ditor.md",
        ],
    ),
}
WRONG = {
    "doc_path": "docs",
    "path_to_docs": "docs",
    "conf_py_path": "/docs/",
    "source_docs_path": "/docs/",
    "edit_uri": "edit/main/docs",
    "edit_page_url_template": "https://f.example/acme/acme/docs/{{ file_name }}?edit",
}
"""Values that name a folder in which the documentation is not."""


def shown(site, page):
    """The addresses of files of the repository on a page."""
    found = re.findall(
        r'(?:href|data-url)="(https://[^"/]+/acme/acme/[^"]+)"', (site / f"{page}.html").read_text("utf-8")
    )
    return sorted(set(found))


@pytest.fixture
def site(build_host, definition):
    files = {"copy-editor.md": definition("copy-editor"), "mate.md": definition("mate")}
    return lambda theme, conf: build_host(theme, files, conf)


@pytest.mark.parametrize(("theme", "conf", "expected"), THEMES.values(), ids=THEMES)
def test_links_lead_to_the_definition(site, theme, conf, expected):
    out = site(theme, conf)
    assert shown(out, "agents/copy-editor") == expected
    assert [shown(out, page) for page in ("agent-index", "guidance", "map")] == [[], [], []]


@pytest.mark.parametrize(("theme", "conf"), [entry[:2] for entry in THEMES.values()], ids=THEMES)
def test_links_that_would_lead_elsewhere_are_not_there(site, theme, conf):
    wrong = {key: {name: WRONG.get(name, value) for name, value in values.items()} for key, values in conf.items()}
    out = site(theme, wrong)
    assert shown(out, "agents/copy-editor") == []
    assert '<a href=""' not in (out / "agents/copy-editor.html").read_text("utf-8")
