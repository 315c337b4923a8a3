"""Format guidelines for reviews and for other programs.

Text from a definition stays text in a review.  Markdown characters are escaped.  A word that a
review platform links automatically, such as ``@name``, ``#12`` or a URL, becomes inline code,
because a backslash would not help: platforms look for such words in the rendered text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote

from ..text.characters import visible
from .citation import Citation

_MARKS = re.compile(r"[\\`*_\[\]<~|]|&(?=[#\w])")
_NUMBERED = re.compile(r"\d{1,9}(?=[.)])")
_LINKED = re.compile(
    r"@\w|[#!]\d|(?<![^\W_])gh-\d|://|www\.|mailto:|xmpp:|\$|:[\w+-]+:|\b(?=[a-f]*\d)[0-9a-f]{7,40}\b", re.IGNORECASE
)
"""Words that platforms such as GitHub convert: user names, issue numbers, URLs, formulas, emoji codes, commits."""
_ADDRESS = "/:?#[]@!&+,;=%~-._"


def escaped(text: str) -> str:
    """*text* as one line of Markdown that renders as exactly these words."""
    return "".join(
        _code(word) if _LINKED.search(word) else _MARKS.sub(r"\\\g<0>", word) for word in _words(_line(text))
    )


def _words(line: str) -> list[str]:
    """The words of *line* and their separators; brackets are separators because they end links even in code."""
    return re.split(r"([ \[\]]+)", line)


def _line(text: str) -> str:
    """*text* on one line, with hidden characters made visible."""
    return visible(" ".join(text.encode("utf-8", "backslashreplace").decode().split()))


def _code(word: str) -> str:
    """*word* as inline code, even if it contains backticks."""
    fence = "`" * (max(map(len, re.findall("`+", word)), default=0) + 1)
    room = " " if "`" in (word[0], word[-1]) else ""
    return f"{fence}{room}{word}{room}{fence}"


def _address(link: str) -> str:
    """*link* quoted so that neither Markdown nor a terminal misreads where it ends."""
    return quote(link.encode("utf-8", "backslashreplace"), safe=_ADDRESS)


def _link(words: str, link: str) -> str:
    return f"[{escaped(words)}]({_address(link)})"


def _urls(citations: Iterable[Citation]) -> str:
    return "".join(f"{_address(one.link)}\n" for one in citations)


def _links(citations: Iterable[Citation]) -> str:
    return "".join(f"{_link(one.words, one.link)}\n" for one in citations)


def _quotes(citations: Iterable[Citation]) -> str:
    """Block quotes, each with a link to its agent; a blank line separates them."""
    return "\n".join(f"> {_paragraph(one.text)}\n>\n> \u2014 {_link(one.agent, one.link)}\n" for one in citations)


def _paragraph(text: str) -> str:
    """*text* as a paragraph, even if it begins like a list, a heading or a quotation."""
    line = escaped(text)
    number = _NUMBERED.match(line)
    if number:
        return f"{number[0]}\\{line[number.end() :]}"
    return f"\\{line}" if line[:1] in "#+-=>:" else line


def _json(citations: Iterable[Citation]) -> str:
    values = [
        {
            "code": one.code,
            "url": _address(one.link),
            "agent": _line(one.agent),
            "section": [_line(title) for title in one.section],
            "kind": one.kind,
            "title": _line(one.title),
            "text": _line(one.text),
        }
        for one in citations
    ]
    text = json.dumps(values, ensure_ascii=False, indent=2)
    return text.replace("##", r"\u0023\u0023") + "\n"  # "##[" would begin a command in a CI log


FORMS: Mapping[str, Callable[[Iterable[Citation]], str]] = {
    "markdown": _links,
    "quote": _quotes,
    "url": _urls,
    "json": _json,
}
"""The forms by name, the most common first."""
