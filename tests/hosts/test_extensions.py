"""The extensions that documentation has anyway work as before, in either order, and none of them warns."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import pytest

OURS = "sphinx_agentdocs"
MODULE = '''"""A module."""


def lift(load: int) -> int:
    """Lift a load.

    >>> lift(1)
    1
    """
    return load
'''
AUTODOC = ".. automodule:: crane_module\n   :members:\n"


@dataclass(frozen=True)
class Case:
    """What a host has of an extension: its configuration, what stands on a page, and more extensions and files."""

    text: str = ""
    conf: dict[str, Any] = field(default_factory=dict)
    more: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    in_git: bool = False


CASES = {
    "sphinx.ext.autodoc": Case(AUTODOC),
    "sphinx.ext.autosummary": Case(".. autosummary::\n   :toctree: generated\n\n   crane_module\n"),
    "sphinx.ext.napoleon": Case(AUTODOC, more=("sphinx.ext.autodoc",)),
    "sphinx.ext.viewcode": Case(AUTODOC, more=("sphinx.ext.autodoc",)),
    "sphinx.ext.intersphinx": Case(conf={"intersphinx_mapping": {}}),
    "sphinx.ext.todo": Case(".. todo:: Oil it.\n\n.. todolist::\n", {"todo_include_todos": True}),
    "sphinx.ext.ifconfig": Case(".. ifconfig:: True\n\n   Words.\n"),
    "sphinx.ext.mathjax": Case(":math:`a`\n"),
    "sphinx.ext.doctest": Case(".. doctest::\n\n   >>> 1\n   1\n"),
    "sphinx.ext.coverage": Case(),
    "sphinx.ext.duration": Case(),
    "sphinx.ext.githubpages": Case(),
    "sphinx.ext.extlinks": Case(":bug:`1`\n", {"extlinks": {"bug": ("https://web.example/%s", "bug %s")}}),
    "sphinx.ext.autosectionlabel": Case(":ref:`Home`\n"),
    "sphinx_copybutton": Case(".. code-block:: python\n\n   x\n"),
    "sphinx_design": Case(".. grid:: 1\n\n   .. grid-item-card:: Words\n\n      More.\n"),
    "sphinx_tabs.tabs": Case(".. tabs::\n\n   .. tab:: One\n\n      Words.\n"),
    "sphinx_inline_tabs": Case(".. tab:: One\n\n   Words.\n"),
    "sphinx_togglebutton": Case(".. admonition:: One\n   :class: dropdown\n\n   Words.\n"),
    "sphinxext.opengraph": Case(conf={"ogp_site_url": "https://web.example/"}),
    "sphinx_sitemap": Case(conf={"html_baseurl": "https://web.example/"}),
    "autoapi.extension": Case(conf={"autoapi_dirs": ["code"]}, files={"code/crane_code.py": MODULE}),
    "autodoc2": Case(conf={"autodoc2_packages": ["code"]}, files={"code/__init__.py": MODULE}),
    "sphinx_external_toc": Case(
        files={"_toc.yml": "root: index\nentries:\n- file: guide\n- file: team\n"},
        conf={"external_toc_path": "_toc.yml"},
    ),
    "myst_parser": Case(files={"note.md": "---\norphan: true\n---\n# Note\n\nWords.\n"}),
    "myst_nb": Case(files={"note.md": "---\norphan: true\n---\n# Note\n\nWords.\n"}, conf={"nb_execution_mode": "off"}),
    "sphinxcontrib.mermaid": Case(".. mermaid::\n\n   graph TD; a --> b\n"),
    "notfound.extension": Case(),
    "sphinx_last_updated_by_git": Case(in_git=True),
    "ablog": Case(".. post:: Jan 1, 2024\n", {"blog_baseurl": "https://web.example/", "blog_title": "Log"}),
    "sphinx_reredirects": Case(conf={"redirects": {"old": "guide.html"}}),
    "sphinxcontrib.youtube": Case(".. youtube:: abc\n"),
}
ALONE = {
    *("sphinx_external_toc", "sphinx_inline_tabs", "ablog", "myst_nb", "notfound.extension"),
    *("sphinx.ext.autosummary", "sphinx.ext.autosectionlabel", "autoapi.extension", "autodoc2"),
    "sphinx_last_updated_by_git",
}
"""Extensions that get in the way of one of the others, or document the same module again, whatever else is there."""


def documents(text: str, has_tree: bool = True) -> dict[str, str]:
    tree = ".. toctree::\n\n   guide\n   team\n" if has_tree else "Words.\n"
    return {
        "index.rst": f"Home\n====\n\n{tree}",
        "guide.rst": f"Guide\n=====\n\n{text}",
        "team.rst": "Team\n====\n\n{catalog}\n",
        "crane_module.py": MODULE,
    }


def check(host, extensions, changed):
    """Build without ours, and with ours first and last; the pages of the host are the same and nothing warns."""
    none = host.build("none", extensions, "")
    for name, order in {"first": [OURS, *extensions], "last": [*extensions, OURS]}.items():
        ours = host.build(name, order, ".. agent:catalog::")
        assert (ours.status, ours.warnings) == (none.status, none.warnings)
        before, after = none.pages(), ours.pages()
        assert before.keys() <= after.keys()
        differ = {page: changed(after[page], before[page]) for page in before if page in ("guide.html", "note.html")}
        assert {page: lines for page, lines in differ.items() if lines} == {}
        assert {"agents/axe.html", "agents/bell.html", "agents/crane.html"} <= after.keys()


if os.environ.get("HOSTS") != "few":

    @pytest.mark.parametrize("name", CASES)
    def test_beside_one_extension(make_host, changed, name):
        case = CASES[name]
        host = make_host(
            {**documents(case.text, name != "sphinx_external_toc"), **case.files}, case.conf, in_git=case.in_git
        )
        check(host, [*case.more, name], changed)


def test_beside_many_extensions(make_host, changed):
    cases = {name: case for name, case in CASES.items() if name not in ALONE}
    conf, files = {}, {}
    for case in cases.values():
        conf |= case.conf
        files |= case.files
    text = "\n".join(dict.fromkeys(case.text for case in cases.values() if case.text != AUTODOC)) + AUTODOC
    check(make_host({**documents(text), **files}, conf), list(cases), changed)
