"""The text of SVG elements, safe to stand in a page whatever the words are.

Nothing here is a style, a script or a reference to something outside: the site's
Content-Security-Policy forbids the first two, and colours belong to the stylesheet, which
finds the elements by their classes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, also as an entity: https://www.w3.org/TR/xml/#charsets."""

Value = str | int | float
_WORDS = frozenset({"title", "text", "tspan"})
_UNTOUCHED = "nohighlight"
"""By this class the script of Sphinx leaves words alone that a search looked for: it cannot mark all kinds of them."""


def text(words: str) -> str:
    """*words* as the content of an element."""
    return escape(_NO_XML.sub("\ufffd", words), quote=False)


@lru_cache(maxsize=8_192)
def number(value: Value) -> str:
    """A coordinate with one decimal at most, so that every machine writes the same."""
    if isinstance(value, str):
        return escape(_NO_XML.sub("\ufffd", value))
    rounded = round(value, 1) + 0.0  # no negative zero
    return f"{rounded:.1f}".removesuffix(".0")


def element(name: str, attributes: dict[str, Value], *content: str) -> str:
    """An element around *content*, which is the text of other elements or comes from `text`.

    The underscores in the names of *attributes* stand for hyphens, and one at the end for nothing.
    """
    if name in _WORDS:
        classes = f"{attributes.get('class_', '')} {_UNTOUCHED}".strip()
        attributes = {"class_": classes, **{key: value for key, value in attributes.items() if key != "class_"}}
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{number(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{''.join(content)}</{name}>"


def path(*parts: Value) -> str:
    """The data of a path from letters and coordinates."""
    return " ".join(map(number, parts))
