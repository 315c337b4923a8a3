"""The addresses of short links: where the link of a code is, and the id that it leads to."""

from __future__ import annotations

FOLDER = "g"
"""The folder of the short links, below the root of the site; `static/agentdocs-quoting.js` repeats it."""

_FORMS = {"pages": "{}/", "resolver": "#{}"}
KINDS = tuple(_FORMS)
"""The kinds of short links that have an address: a page for each code, or one page for all codes."""


def short_link(kind: str, code: str) -> str:
    """The short link of *code*, relative to the root of the site; empty for a kind that has none."""
    return f"{FOLDER}/{_FORMS[kind].format(code)}" if kind in _FORMS else ""


def code_anchor(code: str) -> str:
    """The id of a unit by its code, on its page.  Anchors derived from text never contain a slash."""
    return f"{FOLDER}/{code}"
