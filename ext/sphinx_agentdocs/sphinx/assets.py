"""The stylesheet, and the scripts of each page with the words and values that they need.

A script finds its words in the attributes ``data-…`` of its own tag.  So a page carries only the
words that it uses, they are in the language of the site, and the policy needs nothing inline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config

from . import config, guidance, maps, raw_files, scripted
from .agents import Agent
from .catalog import shortened
from .domain import domain_of
from .locale import _, ngettext
from .page_csp import SEARCH
from .search_index import WITH_SEARCH_PAGE
from .site_files import SITE_BUILDERS

STATIC = Path(__file__).resolve().parent.parent / "static"
STYLESHEET = "agentdocs.css"
SCRIPT = "agentdocs.js"
ICON = "agentdocs.svg"
COPYING = "agentdocs-copying.js"
_DESCRIPTION = 160


def add_static_folder(app: Sphinx, values: Config) -> None:
    """Put the package's static files with those of the site, if it has agents (an event handler).

    Before Sphinx compares the configuration with that of the last build, or it would say each time that it changed.
    """
    if config.is_used(app):
        values.html_static_path = [*values.html_static_path, str(STATIC)]


def add_static_files(app: Sphinx) -> None:
    """Put the package's stylesheet and script on the pages of the site, if it has agents (an event handler)."""
    if app.builder.format == "html" and config.is_used(app):
        app.add_css_file(STYLESHEET)
        app.add_js_file(SCRIPT, loading_method="defer")


def add_to_page(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give a page the scripts for what it shows (an event handler).

    Only values of the configuration and words of the interface go with them, nothing of a definition.  The page of
    an agent also says in its head what the agent is for.
    """
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    if app.builder.name in SITE_BUILDERS:
        if app.config.agentdocs_standalone and not context.get("favicon_url"):
            context["favicon_url"] = context["pathto"](f"_static/{ICON}", 1)
        agent = domain_of(app.env).agents.get(pagename)
        if agent:
            context["metatags"] = "\n    ".join((context.get("metatags") or "", *_head_of(app, agent, context)))
        if _cites(app, pagename, template) or has_box(app):
            context["metatags"] = f"{context.get('metatags') or ''}\n    {_links_tag(app, pagename)}\n"
        for script, words in _scripts(app, pagename, template):
            _add(app.builder, script, words)


def _add(builder: StandaloneHTMLBuilder, script: str, words: Mapping[str, str]) -> None:
    builder.add_js_file(script, defer="defer", **{f"data-{name}": text for name, text in words.items()})


def _head_of(app: Sphinx, agent: Agent, context: Mapping[str, Any]) -> Iterator[str]:
    """The tags with what an agent is for: for search engines, and on a published site for the previews of links.

    `sphinxext.opengraph` writes tags for previews itself.
    """
    described = agent.summary and "<" not in agent.summary  # a preview may not treat tags as text
    about = escape(shortened(agent.summary, _DESCRIPTION))
    if described:
        yield f'<meta name="description" content="{about}">'
    if context.get("pageurl") and "sphinxext.opengraph" not in app.extensions:
        said = {
            "title": escape(agent.title),
            "type": "article",
            "url": escape(context["pageurl"]),
            "site_name": escape(context["docstitle"]),
        }
        for name, text in {**said, **({"description": about} if described else {})}.items():
            yield f'<meta property="og:{name}" content="{text}">'


def _links_tag(app: Sphinx, pagename: str) -> str:
    """The tag that says which form of short links the site has, its address, and the prefix of its codes.

    The stylesheet knows by it which pages are about one agent, before their content is there.
    """
    form, base = app.config.agentdocs_short_links, app.config.html_baseurl
    base = f"{base.rstrip('/')}/" if base else ""
    prefix = app.config.agentdocs_code_prefix
    written = f' data-prefix="{escape(prefix)}"' if prefix else ""
    about = ' data-agent=""' if pagename in domain_of(app.env).agents else ""
    return f'<meta name="agentdocs-links" content="{escape(form)}" data-base="{escape(base)}"{written}{about}>'


# -- which scripts a page needs


def _scripts(app: Sphinx, pagename: str, template: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The scripts of a page of a site, each with its words."""
    if _has_choices(app, pagename):
        yield "agentdocs-catalog.js", _words_of_catalog()
    if _cites(app, pagename, template):
        yield COPYING, _words_of_copying()
    if _has_units(app, pagename):
        yield "agentdocs-quoting.js", {"example": _("example")}
        yield "agentdocs-menu.js", _words_of_menu()
    if _has_agents(app, pagename):
        yield "agentdocs-moved.js", {}
    if pagename in domain_of(app.env).agents and raw_files.address(app.builder, pagename):
        yield "agentdocs-source.js", _words_of_source()
    yield from _scripts_that_find(app, pagename, template)
    if maps.has_surroundings(app, pagename):
        yield "agentdocs-around.js", {}
    if maps.OWN_PAGE.is_on(app, pagename):
        yield "agentdocs-map.js", _words_of_reach()


def _scripts_that_find(app: Sphinx, pagename: str, template: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The scripts of a page that has a search of its own, or else the one that makes the box of the theme search."""
    has_catalog, has_search = _has_catalog(app, pagename), _has_search(app, template)
    has_list = guidance.OWN_PAGE.is_on(app, pagename)
    if has_catalog or has_search or has_list:
        yield from (one for one in scripts_of_search(app, pagename) if one[0] != COPYING)
    elif has_box(app):
        yield "agentdocs-search-box.js", {"label": _("Agents, examples and guidelines")}
    if has_list:
        yield "agentdocs-guidance.js", _words_of_guidance(app)
    if has_catalog:
        yield "agentdocs-task.js", {}
    if has_search:
        yield "agentdocs-search-page.js", _words_of_search()


def scripts_of_search(app: Sphinx, pagename: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The scripts that find and show hits on a page, each with its words."""
    yield "agentdocs-search.js", {}
    yield COPYING, _words_of_copying()
    yield "agentdocs-found.js", _words_of_found(app, pagename)


def has_box(app: Sphinx) -> bool:
    """Whether the search box of the theme is for agents first: not in documentation about something else."""
    return bool(app.config.agentdocs_standalone and domain_of(app.env).agents) and app.builder.name in WITH_SEARCH_PAGE


def _has_catalog(app: Sphinx, pagename: str) -> bool:
    catalogs = domain_of(app.env).catalogs
    return pagename in catalogs or (app.builder.name == "singlehtml" and bool(catalogs))


def _has_choices(app: Sphinx, pagename: str) -> bool:
    """Whether a page has so many agents that a reader can choose among them."""
    domain = domain_of(app.env)
    pages = domain.catalogs if app.builder.name == "singlehtml" else {pagename} & domain.catalogs.keys()
    shown = (len(domain.in_order(collection)) for page in pages for collection in domain.catalogs[page])
    return sum(shown) > scripted.FEW


def _has_search(app: Sphinx, template: str) -> bool:
    return template == SEARCH and config.is_used(app)


def _cites(app: Sphinx, pagename: str, template: str) -> bool:
    """Whether a page copies links to guidelines."""
    return _has_units(app, pagename) or _has_catalog(app, pagename) or _has_search(app, template)


def _has_agents(app: Sphinx, pagename: str) -> bool:
    """Whether a page shows an agent, or the tombstones of one."""
    is_whole_site = app.builder.name == "singlehtml" and config.is_used(app)
    return is_whole_site or domain_of(app.env).has_links(pagename)


def _has_units(app: Sphinx, pagename: str) -> bool:
    """Whether a page has links with a menu."""
    return _has_agents(app, pagename) or guidance.OWN_PAGE.is_on(app, pagename)


# -- the words of each script, by the names under which it looks for them


def _words_of_catalog() -> dict[str, str]:
    return {"shown": _("{shown} of {all}"), "none": _("No agent fits.")}


def _words_of_reach() -> dict[str, str]:
    """The words of whom an agent reaches, and those of each kind of relation by its name."""
    return {
        # Translators: numbers of agents, after the name of one that reaches the others.
        "sum": _("names {direct}, reaches {farther} more through them, and is named by {by}."),
        "farther": _("through these"),
        **{str(kind): phrase for kind, phrase in maps.words().phrases.items()},
        "failed": _("The relations could not be loaded. Reload the page to try again."),
    }


def _words_of_copying() -> dict[str, str]:
    return {
        "link": _("Copy link"),
        "copied": _("Link copied"),
        "failed": _("Could not copy. The text is selected: copy it by hand."),
        "field": _("Text to copy"),
    }


def _words_of_menu() -> dict[str, str]:
    return {
        "menu": _("Cite this"),
        # Translators: {unit} is the beginning of a guideline or an example.
        "name": _("Link to: {unit}"),
        "link": _("Copy link"),
        "markdown": _("Copy as Markdown"),
        "quote": _("Copy as quote"),
        "code": _("Copy code"),
        "guideline": _("Go to this guideline"),
        "example": _("Go to this example"),
        "link-copied": _("Link copied"),
        "markdown-copied": _("Markdown copied"),
        "quote-copied": _("Quote copied"),
        "code-copied": _("Code copied"),
    }


def _words_of_source() -> dict[str, str]:
    return {"copied": _("Copied")}


def _words_of_guidance(app: Sphinx) -> dict[str, str]:
    """The words of the list of all guidelines; the script fills in the numbers."""
    total = guidance.total(app.env)
    return {
        "all": ngettext("{all} guideline", "{all} guidelines", total),
        "found": ngettext("{found} of {all} guideline", "{found} of {all} guidelines", total),
        "also": _("also in"),
        "failed": _("The guidelines could not be loaded."),
    }


def _words_of_search() -> dict[str, str]:
    """The words of the search page."""
    return {"search": _("Search"), "others": _("Other pages"), "label": _("Agents, examples and guidelines")}


def _words_of_found(app: Sphinx, pagename: str) -> dict[str, str]:
    """The words of what a question finds, and the pages where a reader goes on who found nothing."""
    place = guidance.OWN_PAGE.place(app.env, app.builder)
    return {
        "agents": _("Agents"),
        "examples": _("Examples"),
        "guidelines": _("Guidelines"),
        "more": _("Show {count} more"),
        # Translators: {count} is a number of agents other than the one that is shown.
        "same": _("the same in {count} other agents"),
        # Translators: {word} is what a reader typed, {terms} are beginnings of words.
        "read-as": _("{word} was read as {terms}."),
        "unknown": _("Nothing has {words}."),
        "some": _("Nothing has all of these words; these are the best matches."),
        "none": _("Nothing was found. Try other words or a part of a word, or look here:"),
        "agents-page": app.builder.get_target_uri(app.config.root_doc),
        "all-agents": _("All agents"),
        "guidelines-page": app.builder.get_target_uri(place) if place and place != pagename else "",
        "all-guidelines": _("All guidelines"),
        "failed": _("The search could not be loaded. Reload the page to try again."),
    }
