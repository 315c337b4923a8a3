"""The search index: the stems of words are found once for a site, not once for each page."""

from __future__ import annotations

import functools
from importlib import import_module
from typing import Any

from sphinx import search
from sphinx.application import Sphinx


def remember_stems(app: Sphinx) -> None:
    """Replace the search language of the site by one that remembers stems (an event handler).

    Sphinx stems every word of every page; definitions share most of their words.  The
    index is the same.
    """
    code = app.config.html_search_language or app.config.language
    found: Any = search.languages.get(code) or search.languages.get(code.partition("_")[0], search.SearchEnglish)
    if isinstance(found, str):
        module, _, name = found.rpartition(".")
        found = getattr(import_module(module), name)
    if not hasattr(found, "agentdocs_stems"):
        app.add_search_language(_remembering(found))


def _remembering(language: type[search.SearchLanguage]) -> type[search.SearchLanguage]:
    class Remembering(language):  # type: ignore[misc,valid-type]  # the base is only known when the site is built
        agentdocs_stems = True

        def __init__(self, options: dict[str, str]) -> None:
            super().__init__(options)
            self.stem = functools.cache(super().stem)

    Remembering.__name__ = language.__name__
    return Remembering
