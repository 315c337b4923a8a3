"""The Content-Security-Policy of each page: a browser runs and loads only what it names.

Inline scripts and styles need their hash in the policy.  A hash is never taken from a finished
page, where an injected script would approve itself.  It comes from the theme, rendered without
any content, from the configuration, and from documents that are not definitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.project import Project

from . import compat
from .csp import UNSAFE_INLINE, Grants, digest, html_grants, load, policy
from .domain import links_of
from .project import location_of
from .site_files import SITE_BUILDERS

SEARCH = "search.html"
_THEME = "agentdocs_theme_grants"
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


def add_policy(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Put the policy of a page into its head (an event handler that runs after all others)."""
    added = app.config.agentdocs_content_security_policy
    if added is None or app.builder.name not in SITE_BUILDERS or not template.endswith(".html"):
        return
    grants: set[tuple[str, str]] = {(directive, one) for directive, sources in added.items() for one in sources}
    gone = links_of(app.env).pages.get(pagename) is not None
    definition = gone or location_of(app.env.project, pagename) is not None
    grants |= theme_grants(cast(StandaloneHTMLBuilder, app.builder), template, context, definition=definition)
    grants |= file_grants(context)
    if template == SEARCH:  # it parses pages that it found into a hidden document, to which this policy applies
        grants.add(("style-src-attr", UNSAFE_INLINE))
    if isinstance(doctree, nodes.document) and not definition:
        grants |= document_grants(doctree, app.env.project)
    tag = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy(grants), quote=False)}">'
    context["metatags"] = f"\n    {tag}\n{context.get('metatags') or ''}"


def add_strictest(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give a page the policy that grants nothing, because its own could not be made (see `add_policy`)."""
    if app.config.agentdocs_content_security_policy is not None:
        tag = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy(set()), quote=False)}">'
        context["metatags"] = f"\n    {tag}\n{context.get('metatags') or ''}"


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
