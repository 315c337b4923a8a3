"""Characters that pdfLaTeX does not know, such as emoji: declared, so that it writes their names and does not stop.

XeLaTeX and LuaLaTeX know every character that their font has, and need nothing.
"""

from __future__ import annotations

import unicodedata

from docutils import nodes
from sphinx.application import Sphinx

from . import compat
from .domain import domain_of

_ASCII = 127
_DECLARE = r"\ifcsname u8:\detokenize{%s}\endcsname\else\DeclareUnicodeCharacter{%04X}{%s}\fi"
"""Declares a character if neither LaTeX, Sphinx nor the site knows it."""


def declare(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Declare the characters of a document with agents in its preamble (an event handler, when it is complete)."""
    if app.builder.name == "latex" and app.config.latex_engine == "pdflatex" and domain_of(app.env).agents:
        compat.add_to_preamble(app.builder, preamble(doctree.astext()))


def preamble(text: str) -> str:
    """The declarations of all characters of *text* that are not ASCII, after everything that may know them."""
    found = sorted({char for char in text if ord(char) > _ASCII})
    lines = [_DECLARE % (char, ord(char), _words(char)) for char in found]
    return "\n".join(("\\AtBeginDocument{%", *(f"{line}%" for line in lines), "}\n")) if lines else ""


def _words(char: str) -> str:
    """What is written for a character: the name of a symbol, the number of a letter, nothing for what has no shape."""
    kind = unicodedata.category(char)
    if kind in ("Cf", "Mn"):
        return ""
    words = unicodedata.name(char, "").lower() if kind.startswith("S") else ""
    return f"{{[}}{words or f'U+{ord(char):04X}'}{{]}}"
