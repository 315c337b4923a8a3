"""Fields of the inventory by which other projects link to a site, made of characters that cannot end a field.

An entry is one line, ``name domain:type priority address words``, which readers take apart at its spaces
(https://www.sphinx-doc.org/en/master/usage/extensions/intersphinx.html).  A name with spaces could therefore
be read as an entry of its own, with an address on another host.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS = "._-+"
_PLAIN = re.compile(r"[A-Za-z0-9._+-]+(?:[/:][A-Za-z0-9._+-]+)*\Z")
"""Nearly every name and anchor: safe without a look at its characters one by one."""


def safe_name(name: str) -> str:
    """*name* with a hyphen for everything that is not a letter, digit, mark or one of ``._-+``; may be empty."""
    text = "".join(char if char in _MARKS or unicodedata.category(char)[0] in "LNM" else " " for char in name)
    return "-".join(text.split())


def is_safe(text: str) -> bool:
    """Whether *text*, a name or an anchor made of others, is safe as it is; ``/`` and ``:`` join such names."""
    return bool(_PLAIN.match(text)) or all(part and safe_name(part) == part for part in re.split("[/:]", text))


def safe_words(text: str, name: str) -> str:
    """*text* on a line, without characters that readers may take for the end of it.

    *name* if nothing is left, or only a hyphen, which in an inventory means that the words are the name.
    """
    if not text.isprintable():  # neither a control, a format nor a separator other than a space
        text = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    words = " ".join(text.split())
    return name if words in ("", "-") else words
