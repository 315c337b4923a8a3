"""Reports of a build through Sphinx's log: findings as warnings, and notes that never fail a build.

This module imports no other module of the adapter, so that all of them can report.
"""

from __future__ import annotations

from docutils import nodes
from sphinx.util import logging

from ..core.findings import Code
from ..core.text.characters import on_a_line

logger = logging.getLogger(__name__)
TYPE = "agentdocs"
"""The type of everything reported; ``suppress_warnings`` takes it, or it with a dot and a subtype."""


def warn(code: Code, message: str, location: str | nodes.Node) -> None:
    """Report one finding as a warning, with its code and its place."""
    if isinstance(location, str):
        location = on_a_line(location)
    logger.warning("%s", on_a_line(message), type=TYPE, subtype=code.code, location=location)


def deprecated(old: str, new: str, location: str) -> None:
    """Report the use of an *old* name.

    This is a note, not a warning: the old name works, and a strict build must not fail because of it.
    """
    message = f"{location}: `{old}` is deprecated; write `{new}` [{TYPE}.deprecated]"
    logger.info("%s", on_a_line(message), type=TYPE, subtype="deprecated")
