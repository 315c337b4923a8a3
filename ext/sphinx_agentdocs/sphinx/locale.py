"""The words of the interface in the language of the site, from a message catalogue of our own.

Every text that a page shows and no author wrote goes through `_` or `ngettext`.  The package has
translations, compiled.  A site may bring one, which comes first:
``<language>/LC_MESSAGES/sphinx_agentdocs.po`` in one of its ``locale_dirs``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from babel.core import UnknownLocaleError
from babel.numbers import format_decimal
from sphinx.application import Sphinx
from sphinx.locale import get_translation, get_translator
from sphinx.util.i18n import CatalogInfo

CATALOG = "sphinx_agentdocs"
FOLDER = Path(__file__).resolve().parent.parent / "locale"

_ = get_translation(CATALOG)


def ngettext(one: str, several: str, count: int) -> str:
    """The form of a text for *count* things; a language may have any number of forms."""
    return get_translator(CATALOG).ngettext(one, several, count)


def number(count: int) -> str:
    """A number as the language of our words writes it."""
    language = get_translator(CATALOG).info().get("language", "")
    try:
        return format_decimal(count, locale=language) if language else f"{count:,}"
    except (UnknownLocaleError, ValueError):
        return f"{count:,}"


def register(app: Sphinx) -> None:
    """Load the translations of the site, then those of the package for texts that the site does not translate."""
    compiled = list(_compiled(app))
    for path in compiled:
        app.add_message_catalog(CATALOG, path.parents[2])
    app.add_message_catalog(CATALOG, FOLDER)
    # A changed translation reads every page again: some of these words are in the stored pages.
    app.add_config_value("agentdocs_translation", _digest(compiled), "env")


def _compiled(app: Sphinx) -> Iterator[Path]:
    """The site's compiled catalogues of our words.  Sphinx compiles those of documents later, and its own now."""
    language = app.config.language
    for folder in app.config.locale_dirs:
        place = Path(app.srcdir, folder, language, "LC_MESSAGES")
        found = CatalogInfo(place, CATALOG, app.config.source_encoding)
        if app.config.gettext_auto_build and Path(found.po_path).exists() and found.is_outdated():
            found.write_mo(language, app.config.gettext_allow_fuzzy_translations)
        compiled = Path(found.mo_path)
        if compiled.exists():
            yield compiled


def _digest(files: list[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest() if files else ""
