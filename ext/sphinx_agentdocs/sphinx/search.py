"""The search: the stems of words are found once for a site, and its page has one address with every builder."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.search import SearchLanguage

from . import compat, site_files


def remember_stems(app: Sphinx) -> None:
    """Replace the search language of the site by one that remembers stems (an event handler).

    Sphinx stems every word of every page; definitions share most of their words.  The
    index is the same.
    """
    found = compat.search_language(app.config)
    if not hasattr(found, "agentdocs_stems"):
        app.add_search_language(_remembering(found))


def forget_words(app: Sphinx) -> Iterable[Any]:
    """Drop words that no page has any more (an event handler before the index is written).

    Sphinx keeps them with an empty list of pages, so that an index that was updated would
    differ from one made anew.
    """
    compat.drop_unused_words(app.builder, app.env.all_docs)
    return ()


def write_page_at_root(app: Sphinx) -> Iterable[Any]:
    """Write the search page at ``search.html`` as well (an event handler while pages are written).

    The builder ``dirhtml`` has it at ``search/`` only, and links from the time of another
    builder would break.  The page takes the name ``index``, the only one from which that
    builder makes addresses relative to the root.  A file of the user with this name stays.
    """
    builder = app.builder
    if isinstance(builder, DirectoryHTMLBuilder) and builder.search:
        name = f"search{builder.out_suffix}"
        if not site_files.is_extra_file(app, name):
            context: dict[str, Any] = {"pagename": "search", "current_page_name": "search", "pageurl": None}
            compat.write_page_at_root(builder, name, context, "search.html")
    return ()


def _remembering(language: type[SearchLanguage]) -> type[SearchLanguage]:
    class Remembering(language):  # type: ignore[misc,valid-type]  # the base is only known when the site is built
        agentdocs_stems = True

        def __init__(self, options: dict[str, str]) -> None:
            super().__init__(options)
            self.stem = functools.cache(super().stem)

    Remembering.__name__ = language.__name__
    return Remembering
