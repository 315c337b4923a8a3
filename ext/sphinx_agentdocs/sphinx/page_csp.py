"""The Content-Security-Policy of the pages of definitions, and of those that this package makes.

A browser runs and loads only what it names.  All other pages belong to the host, and have it only on request.

Inline scripts and styles need their hash in the policy.  A hash is never taken from a finished
page, where an injected script would approve itself.  It comes from the theme, rendered without
any content, from the configuration, and from documents that are not definitions.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.project import Project

from . import compat, examples, guidance, maps
from .config import ALL_PAGES
from .csp import UNSAFE_INLINE, Grants, digest, host_grants, html_grants, load, policy
from .domain import AgentDomain, AgentIndex, domain_of
from .project import location_of
from .site_files import SITE_BUILDERS

SEARCH = "search.html"
_THEME, _PLACES = "agentdocs_theme_grants", "agentdocs_policy_places"
_MARK = "<!-- agentdocs-policy -->"
_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_AROUND = "agentdocs-policy.html"
_CONTENT: Mapping[str, Any] = {
    "title": "",
    "body": "",
    "toc": "",
    "toctree": lambda **kwargs: "",
    "furo_navigation_tree": "",
    "metatags": "",
    "meta": None,
    "sourcename": "",
    "parents": [],
    "prev": None,
    "next": None,
    "rellinks": [("index", "", "", "")],
    "script_files": [],
    "css_files": [],
}
"""The parts of a template's context that belong to one page, with the values that leave only the theme."""

_ENTRIES: list[Any] = [("", ([("", "#")], [], None))]
_INDEX: Mapping[str, Any] = {"genindexentries": [("", _ENTRIES)], "genindexcounts": [1], "key": "", "entries": _ENTRIES}
_DOMAIN_INDEX = [("", [("", kind, "index", "", "", "", "") for kind in (1, 2)])]
_INDEXES: Mapping[str, Mapping[str, Any]] = {
    "genindex.html": _INDEX,
    "genindex-split.html": _INDEX,
    "genindex-single.html": _INDEX,
    "domainindex.html": {"indextitle": "", "content": _DOMAIN_INDEX},
}
"""The same for templates of indexes.  They need an empty entry: entries are written with attributes ``style``."""


def add_policy(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> str | None:
    """Put the policy of a page into its head (an event handler that runs after all others)."""
    if not _has_policy(app, pagename) or not template.endswith(".html"):
        return None
    definition = is_of_definition(app, pagename)
    builder = cast(StandaloneHTMLBuilder, app.builder)
    grants: set[tuple[str, str]] = {*_configured(app), *host_grants(builder.theme.get_theme_dirs(), os.environ)}
    grants |= theme_grants(builder, template, context, definition=definition)
    grants |= file_grants(context)
    if template == SEARCH:  # it parses pages that it found into a hidden document, to which this policy applies
        grants.add(("style-src-attr", UNSAFE_INLINE))
    if isinstance(doctree, nodes.document) and not definition:
        grants |= document_grants(doctree, app.env.project)
    return _put(builder, template, context, policy(grants))


def add_strictest(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> str | None:
    """Give a page the policy that grants nothing, because its own could not be made (see `add_policy`)."""
    if _has_policy(app, pagename) and template.endswith(".html"):
        return _put(cast(StandaloneHTMLBuilder, app.builder), template, context, policy(set()))
    return None


def register_template(app: Sphinx, config: Config) -> None:
    """Let Sphinx find the template for themes without a place for the policy (an event handler)."""
    config.templates_path = [*config.templates_path, str(_TEMPLATES)]


# -- which pages have one


def _has_policy(app: Sphinx, pagename: str) -> bool:
    """Whether a page has the policy: it shows definitions, this package makes it, or the site wants it everywhere."""
    wanted = app.config.agentdocs_content_security_policy
    if wanted is None or app.builder.name not in SITE_BUILDERS:
        return False
    return wanted == ALL_PAGES or is_of_definition(app, pagename) or is_ours(app, pagename)


def is_of_definition(app: Sphinx, pagename: str) -> bool:
    """Whether a page is that of a definition, or of an agent that is gone."""
    return domain_of(app.env).has_links(pagename) or location_of(app.env.project, pagename) is not None


def is_ours(app: Sphinx, pagename: str) -> bool:
    """Whether this package makes a page, from nothing but definitions; or the only page of a site, which shows them."""
    if pagename in app.env.all_docs:
        return app.builder.name == "singlehtml" and bool(domain_of(app.env).agents)
    own = [page.name for page in (guidance.OWN_PAGE, maps.OWN_PAGE, examples.OWN_PAGE)]
    return pagename in (*own, f"{AgentDomain.name}-{AgentIndex.name}")


def _configured(app: Sphinx) -> Grants:
    added = app.config.agentdocs_content_security_policy
    found = added.items() if isinstance(added, dict) else ()
    return frozenset((directive, one) for directive, sources in found for one in sources)


# -- where it is put


def _put(builder: StandaloneHTMLBuilder, template: str, context: dict[str, Any], text: str) -> str | None:
    """Put a policy into the head of a page; the template to use if the theme shows no ``metatags``."""
    tag = f'<meta http-equiv="Content-Security-Policy" content="{escape(text, quote=False)}">'
    if _shows_metatags(builder, template, context):
        context["metatags"] = f"\n    {tag}\n{context.get('metatags') or ''}"
        return None
    context |= {"agentdocs_template": template, "agentdocs_policy": tag}
    return _AROUND


def _shows_metatags(builder: StandaloneHTMLBuilder, template: str, context: dict[str, Any]) -> bool:
    known = builder.globalcontext.setdefault(_PLACES, {})
    if template not in known:
        empty = {key: value for key, value in _CONTENT.items() if key in context} | dict(_INDEXES.get(template, {}))
        html = builder.templates.render(template, context | empty | {"metatags": _MARK})
        known[template] = 0 <= html.find(_MARK) < html.find("<body")
    return bool(known[template])


# -- where grants come from


def theme_grants(builder: StandaloneHTMLBuilder, template: str, context: dict[str, Any], *, definition: bool) -> Grants:
    """The grants for the theme itself: its template is rendered without any content.

    All pages of definitions get the same, so the template is rendered for one of them, and the
    result kept in the builder's global context.  If the name of the page makes a difference, it
    is rendered for each.
    """
    pagename = context["pagename"]
    if not definition:
        return _look(builder, pagename, template, context)
    known = builder.globalcontext.setdefault(_THEME, {})
    key = (template, *(context.get("sidebars") or ()))
    if key not in known:
        here, elsewhere = (_look(builder, name, template, context) for name in (pagename, "agentdocs/elsewhere"))
        known[key] = here if here == elsewhere else None
    found: Grants | None = known[key]
    return _look(builder, pagename, template, context) if found is None else found


def _look(builder: StandaloneHTMLBuilder, pagename: str, template: str, context: dict[str, Any]) -> Grants:
    empty = {key: value for key, value in _CONTENT.items() if key in context} | dict(_INDEXES.get(template, {}))
    names = {"pagename": pagename, "current_page_name": pagename}
    return html_grants(builder.templates.render(template, context | empty | names))


def file_grants(context: Mapping[str, Any]) -> Grants:
    """The grants for scripts and stylesheets that the configuration and extensions add to the page."""
    grants: set[tuple[str, str]] = set()
    for directive, key in (("script-src", "script_files"), ("style-src", "css_files")):
        for entry in context.get(key) or ():
            name, body = compat.script_or_style(entry)
            if name:
                grants |= load(directive, name)
            elif body:
                grants.add((directive, digest(body)))
            if name.endswith("translations.js"):  # Sphinx compiles the plural rule from text
                grants.add((directive, "'unsafe-eval'"))
    return frozenset(grants)


def document_grants(doctree: nodes.document, project: Project) -> Grants:
    """The grants for a document that is not a definition: its raw HTML, images of other hosts, and sizes."""
    grants: set[tuple[str, str]] = set()
    for node in _trusted(doctree, project):
        if isinstance(node, nodes.raw) and "html" in node.get("format", "").split():
            grants |= html_grants(node.astext())
        elif isinstance(node, nodes.image):
            grants |= load("img-src", node["uri"])
        if _has_style(node):
            grants.add(("style-src-attr", UNSAFE_INLINE))
    return frozenset(grants)


def _trusted(doctree: nodes.document, project: Project) -> Iterator[nodes.Node]:
    """Every node except those of definitions, which are in the same tree if the site is one page."""
    waiting: list[nodes.Node] = [doctree]
    while waiting:
        node = waiting.pop()
        if not (isinstance(node, addnodes.start_of_file) and location_of(project, node["docname"])):
            yield node
            waiting += node.children


def _has_style(node: nodes.Node) -> bool:
    """Whether docutils writes the node with an attribute ``style``."""
    if isinstance(node, (nodes.image, nodes.figure, nodes.table)):
        return any(key in node for key in ("width", "height", "scale")) or "colwidths-given" in node["classes"]
    return False
