"""SVG elements as text that is safe in a page, whatever words they contain.

They have no styles, scripts or references to anything outside.  The site's
Content-Security-Policy forbids the first two, and colours belong to the stylesheet, which finds
the elements by their classes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot contain, not even as an entity: https://www.w3.org/TR/xml/#charsets."""

_AROUND_LETTER = re.compile(" ?([A-Z]) ?")

Value = str | int | float
_WORDS = frozenset({"title", "text", "tspan"})
_UNTOUCHED = "nohighlight"
"""The class that keeps Sphinx's script from highlighting search terms, which it cannot do in every element."""


def text(words: str) -> str:
    """*words* as the content of an element."""
    return escape(_NO_XML.sub("\ufffd", words), quote=False)


@lru_cache(maxsize=8_192)
def number(value: Value) -> str:
    """A coordinate with at most one decimal, so that every machine writes the same."""
    if isinstance(value, str):
        return escape(_NO_XML.sub("\ufffd", value))
    rounded = round(value, 1) + 0.0  # no negative zero
    return f"{rounded:.1f}".removesuffix(".0")


def element(name: str, attributes: dict[str, Value], *content: str) -> str:
    """An element around *content*, each piece of which is an element or comes from `text`.

    In the names of *attributes*, an underscore becomes a hyphen, and one at the end is dropped.
    """
    if name in _WORDS:
        classes = f"{attributes.get('class_', '')} {_UNTOUCHED}".strip()
        attributes = {"class_": classes, **{key: value for key, value in attributes.items() if key != "class_"}}
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{number(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{''.join(content)}</{name}>" if content else f"<{name}{written}/>"


def path(*parts: Value) -> str:
    """The data of a path from letters and coordinates; a letter needs no space around it."""
    return _AROUND_LETTER.sub(r"\1", " ".join(map(number, parts)))
