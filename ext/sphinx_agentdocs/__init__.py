"""A Sphinx extension and a command that turn folders of agent definitions into a documentation site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from .core.reading.frontmatter import DefinitionHandler

__all__ = ["DefinitionHandler", "__version__", "setup"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import `DefinitionHandler` on first use, so that importing the package stays cheap."""
    if name == "DefinitionHandler":
        from .core.reading.frontmatter import DefinitionHandler

        return DefinitionHandler
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx.

    All imports are in the function, so that the command starts without Sphinx.  The calls are in the
    order of a build: set up, read, compare, write, finish.  Handlers of one event run by priority
    (500 unless given), then in this order; a comment gives the reason where it matters.
    """
    from .disk.collector import collect_nothing_at_exit
    from .sphinx import (
        assets,
        autosummary,
        basis,
        config,
        current_pages,
        directives,
        edit_links,
        facets,
        fallbacks,
        findings,
        former_spellings,
        freshness,
        guidance,
        inventory,
        last_changed,
        latex_characters,
        ledger,
        llms,
        locale,
        map_data,
        markdown,
        navigation,
        net,
        node_writers,
        other_layouts,
        outputs,
        own_page,
        page_csp,
        page_tags,
        page_translator,
        post_transforms,
        processes,
        project,
        raw_files,
        recovery,
        related,
        search,
        search_box,
        search_index,
        settled,
        short_links,
        stand_ins,
        tombstones,
    )
    from .sphinx.domain import AgentDomain
    from .sphinx.garbage import at_once, leave_environment_alone
    from .sphinx.parser import DefinitionParser
    from .sphinx.settled import unless_settled
    from .sphinx.transforms import FillPlaceholders, MarkLanguages, MoveTreesToEnd

    collect_nothing_at_exit()
    leave_environment_alone(app)
    locale.register(app)
    app.add_source_suffix(stand_ins.SUFFIX, stand_ins.FILETYPE)
    app.add_source_parser(DefinitionParser)
    config.register(app)
    app.add_config_value("agentdocs_joined", False, "html", bool)  # whether its agents are those of other sites
    app.add_config_value("agentdocs_version", __version__, "env")  # so that a new version reads every page again
    node_writers.register(app)
    app.add_domain(AgentDomain)
    app.add_directive_to_domain("agent", "catalog", directives.Catalog)
    app.add_directive_to_domain("agent", "card", directives.Card)
    app.add_directive_to_domain("agent", "map", directives.Map)
    app.add_directive_to_domain("agent", "graph", directives.Graph)
    app.add_directive_to_domain("agent", "guidelines", directives.Guidelines)
    app.add_transform(MoveTreesToEnd)
    app.add_transform(MarkLanguages)
    app.add_post_transform(FillPlaceholders)
    app.connect("config-inited", config.validate)
    app.connect("config-inited", markdown.load, priority=790)  # before Sphinx collects the suffixes of sources
    app.connect("config-inited", config.hide_collections)
    app.connect("config-inited", page_csp.register_template)
    app.connect("config-inited", assets.add_static_folder)
    app.connect("builder-inited", project.install, priority=1)
    app.connect("builder-inited", autosummary.hide_definitions, priority=3)  # before autosummary reads documents
    app.connect("builder-inited", autosummary.restore, priority=10_000)
    app.connect("builder-inited", assets.add_static_files)
    app.connect("builder-inited", search.remember_stems)
    app.connect("env-before-read-docs", project.check, priority=10_000)
    app.connect("env-get-outdated", freshness.changed_sources)
    app.connect("env-updated", at_once(related.relate_agents), priority=100)  # finds problems too, to be reported next
    app.connect("env-updated", at_once(findings.report_all))
    app.connect("env-updated", last_changed.read)  # before `stale_pages` compares what pages show
    app.connect("env-get-updated", ledger.read, priority=80)
    basis.register(app)
    app.connect("env-get-updated", at_once(ledger.find_links), priority=100)  # before `stale_pages`, too
    app.add_event(short_links.PAGES)
    app.connect("env-get-updated", short_links.warn_of_lost_pages, priority=150)
    app.connect("env-get-updated", freshness.note_gone, priority=200)
    app.connect("env-get-updated", at_once(freshness.stale_pages))
    app.connect("doctree-resolved", latex_characters.declare, priority=9_000)  # after everything that adds text
    app.connect("doctree-resolved", fallbacks.install, priority=10_000)  # after everything that knows our nodes
    app.connect("write-started", page_translator.install)
    app.connect("write-started", inventory.write_faster)
    app.connect("write-started", search_index.keep_agents_out)
    app.connect("write-started", post_transforms.install)  # before the net, which goes below it
    app.connect("write-started", navigation.hide_children)
    app.connect("write-started", processes.share_pages, priority=10_000)  # below it is everything that writes a page
    page_tags.register(app)
    app.connect("html-page-context", net.on_page(navigation.add_agents, "making its sidebar"), priority=900)
    lead = net.on_page(edit_links.lead_to_definitions, "linking its file", edit_links.without_links)
    app.connect("html-page-context", lead, priority=900)  # after the theme, which makes the links
    name_source = net.on_page(raw_files.name_source, "naming its file", raw_files.no_source)
    add_policy = net.on_page(page_csp.add_policy, "making its policy", page_csp.add_strictest)
    add_scripts = net.on_page(assets.add_to_page, "adding its scripts")
    app.connect("html-page-context", name_source, priority=1)
    app.connect("html-page-context", add_scripts, priority=940)  # before the policy, which allows its scripts
    app.connect("html-page-context", add_policy, priority=950)  # after everything that adds to the page
    gone = unless_settled(tombstones.pages_of_the_gone)
    app.connect("html-collect-pages", gone, priority=100)  # before pages that may overwrite them
    app.connect("html-collect-pages", search.forget_words)
    app.connect("html-collect-pages", search.write_page_at_root)
    app.connect("html-collect-pages", unless_settled(own_page.remove_index))
    for make_page in current_pages.handlers():
        app.connect("html-collect-pages", unless_settled(make_page))
    app.connect("build-finished", raw_files.hide, priority=0)
    app.connect("build-finished", raw_files.write, priority=9_000)
    app.connect("build-finished", unless_settled(freshness.remove_deleted))
    app.connect("build-finished", unless_settled(former_spellings.write_copies))
    large = search_index.write_files, short_links.write_short_links, outputs.write_agents_json, guidance.write_pieces
    app.connect("build-finished", unless_settled(at_once(processes.in_several(*large))))
    app.connect("build-finished", unless_settled(other_layouts.write_pages))
    app.connect("build-finished", unless_settled(search_box.write))
    app.connect("build-finished", unless_settled(facets.write))
    app.connect("build-finished", unless_settled(at_once(map_data.write)))
    app.connect("build-finished", unless_settled(at_once(llms.write)))
    settled.register(app)
    net.register(app)
    recovery.register(app)
    return {"version": __version__, "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
