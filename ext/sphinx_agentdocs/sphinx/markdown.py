"""MyST for sites whose own pages are in Markdown, although their configuration names nothing that reads it.

A site that lists no extension for Markdown usually has none of it: a README next to its pages is not one of them.
But if its home page is in Markdown, so is the site.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from ..core.paths import SUFFIX
from . import compat

_MYST = "myst_parser"
_MARKDOWN = "markdown"
_REST = {".rst": "restructuredtext"}


def load(app: Sphinx, config: Config) -> None:
    """Load MyST if the site needs it (an event handler that runs once all extensions are set up)."""
    if not compat.is_set(config, "source_suffix"):
        config.source_suffix = dict(_REST)  # the default is one dict for all builds of a process, which Sphinx changes
    types = {**_types(config.source_suffix), **app.registry.source_suffix}
    is_unread = types.get(SUFFIX) == _MARKDOWN and _MARKDOWN not in app.registry.source_parsers
    if is_unread or (SUFFIX not in types and _has_home_in_markdown(Path(app.srcdir), config.root_doc, types)):
        app.setup_extension(_MYST)


def _types(suffixes: Any) -> dict[str, str]:
    """The type of each suffix; a site may name only suffixes, one or several, and Sphinx then takes the same type."""
    if isinstance(suffixes, dict):
        return suffixes
    return dict.fromkeys([suffixes] if isinstance(suffixes, str) else suffixes, _REST[".rst"])


def _has_home_in_markdown(folder: Path, home: str, suffixes: dict[str, str]) -> bool:
    others = any((folder / f"{home}{suffix}").is_file() for suffix in suffixes)
    return not others and (folder / f"{home}{SUFFIX}").is_file()
