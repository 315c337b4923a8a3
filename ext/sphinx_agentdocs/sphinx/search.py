"""The search: each word is stemmed once per site, and the search page has one address with every builder."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.search import SearchLanguage

from . import compat, config, search_index, site_files


def remember_stems(app: Sphinx) -> None:
    """Replace the search language of the site by one that remembers stems (an event handler).

    Sphinx stems every word of every page, and definitions share most of their words.  The
    index does not change.
    """
    found = compat.search_language(app.config)
    if not hasattr(found, "agentdocs_stems"):
        app.add_search_language(_remembering(found))


def forget_words(app: Sphinx) -> Iterable[Any]:
    """Drop words that are no longer on any page (an event handler that runs before the index is written).

    Sphinx keeps them with an empty list of pages, so an updated index would differ from a new one.
    """
    compat.drop_unused_words(app.builder, search_index.pages_of_others(app))
    return ()


def write_page_at_root(app: Sphinx) -> Iterable[Any]:
    """Write the search page to ``search.html`` as well (an event handler that runs while pages are written).

    The builder ``dirhtml`` writes it to ``search/`` only, so links made for another builder
    would break.  A file of the user with this name stays.
    """
    builder = app.builder
    if isinstance(builder, DirectoryHTMLBuilder) and builder.search and config.is_used(app):
        name = f"search{builder.out_suffix}"
        if not site_files.is_extra_file(app, name):
            context: dict[str, Any] = {"pagename": "search", "current_page_name": "search", "pageurl": None}
            compat.write_page_at_root(builder, name, context, "search.html")
    return ()


def _remembering(language: type[SearchLanguage]) -> type[SearchLanguage]:
    class Remembering(language):  # type: ignore[misc,valid-type]  # the base class is known only when the site is built
        agentdocs_stems = True

        def __init__(self, options: dict[str, str]) -> None:
            super().__init__(options)
            self.stem = functools.cache(super().stem)

    Remembering.__name__ = language.__name__
    return Remembering
