"""The private interfaces of Sphinx are used in one module, and do there what it relies on."""

from __future__ import annotations

import ast
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.transforms import Transform
from docutils.transforms.universal import Messages, SmartQuotes
from docutils.utils import new_document
from sphinx.errors import ConfigError, SphinxParallelError

import sphinx_agentdocs
from sphinx_agentdocs.sphinx import compat

PACKAGE = Path(sphinx_agentdocs.__file__).parent
OF_PYTHON = ("_replace", "_exit")


def private_names(path: Path) -> list[str]:
    """Private attributes, except those of the module's own classes, and private names imported from Sphinx."""
    found = []
    tree = ast.parse(path.read_text("utf-8"))
    ours = {"self", "cls", *(node.name for node in tree.body if isinstance(node, ast.ClassDef))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            own = isinstance(node.value, ast.Name) and node.value.id in ours
            found += [] if own or node.attr in OF_PYTHON else [f"{path.name}:{node.lineno} {node.attr}"]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("sphinx.", "docutils")):
            parts = [*(node.module or "").split("."), *(name.name for name in node.names)]
            found += [f"{path.name}:{node.lineno} {part}" for part in parts if part.startswith("_") and part != "_"]
    return found


def test_no_other_module_uses_what_is_private():
    modules = [*PACKAGE.glob("sphinx/*.py"), *PACKAGE.glob("site/*.py")]
    assert len(modules) > 30
    used = {name for path in modules for name in private_names(path)}
    assert {name.partition(":")[0] for name in used} == {"compat.py"}


@pytest.fixture(scope="module")
def site(make_site, definition):
    """A site of a definition, and documents at three levels."""
    files = {
        "agents/a.md": definition("a"),
        "index.md": "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\n:caption: Guide\nguide/index\n```\n",
        "guide/index.md": "# Guide\n\n```{toctree}\nThe steps <steps>\nhttps://a.example\n```\n",
        "guide/steps.md": "# Steps\n",
    }
    return make_site(files)


def test_the_builder_of_an_environment(site):
    assert compat.builder_of(site.app.env) is site.app.builder


def test_toctrees_are_known_with_their_entries(site):
    trees = {
        name: [(tree["caption"], tree["entries"]) for tree in compat.toctrees(site.app.env, name)]
        for name in ("index", "guide/index", "guide/steps", "unknown")
    }
    assert trees == {
        "index": [("Guide", [(None, "guide/index")]), (None, [(None, "agents/a")])],
        "guide/index": [(None, [("The steps", "guide/steps"), (None, "https://a.example")])],
        "guide/steps": [],
        "unknown": [],
    }


def test_handlers_of_other_extensions_are_found(site):
    assert not compat.has_foreign_listeners(site.app, "build-finished")
    site.app.connect("build-finished", partial(test_handlers_of_other_extensions_are_found))
    assert compat.has_foreign_listeners(site.app, "build-finished")


@pytest.mark.parametrize("builder", ["text", "singlehtml"])
def test_not_every_builder_copies_sources(make_site, builder):
    site = make_site(conf={"agentdocs_collections": None}, builder=builder)
    assert compat.copies_sources(site.app.builder) is False


def test_transforms_are_dropped_by_their_class():
    class Own(Transform):
        default_priority = 1

    document = new_document("file")
    document.transformer.add_transforms([SmartQuotes, Own, Messages])
    compat.keep_transforms(document, lambda transform: transform is not SmartQuotes)
    assert [entry[1] for entry in document.transformer.transforms] == [Own, Messages]


def test_a_table_of_contents_is_pointed_at_other_ids_again_and_again():
    toc = nodes.bullet_list("", *(nodes.reference("", "", anchorname=name) for name in ("", "#one", "#two")))
    found = []
    for ids in ({"one": ["first", "one"]}, {"one": ["second"]}, {}):
        compat.point_toc_at(toc, ids)
        found.append([reference["anchorname"] for reference in toc.findall(nodes.reference)])
    assert found == [["", "#first", "#two"], ["", "#second", "#two"], ["", "#one", "#two"]]


@pytest.mark.parametrize(
    ("error", "for_users", "traceback"),
    [
        (ConfigError("wrong"), True, ""),
        (ValueError("wrong"), False, ""),
        (SphinxParallelError("wrong", "Traceback: …"), False, "Traceback: …"),
    ],
)
def test_errors_are_distinguished(error, for_users, traceback):
    assert (compat.is_for_users(error), compat.remote_traceback(error)) == (for_users, traceback)


def test_the_state_of_the_layout_does_not_depend_on_the_order_of_a_set():
    def state(value, rebuild="html"):
        config = [SimpleNamespace(name="any", value=value, rebuild=rebuild)]
        return compat.layout_state(
            SimpleNamespace(config=config, templates=None, build_info=SimpleNamespace(tags_hash=""))
        )

    assert repr({8, 0}) != repr({0, 8})
    assert state({8, 0}) == state({0, 8}) != state({0, 9})
    assert state("one", rebuild="") == state("two", rebuild="")
