"""Guidelines as a reviewer pastes them, in the forms that reviews and programs take.

What a definition says stays text there.  Marks of Markdown are escaped.  A word that the place of
a review would make a link of by itself, such as ``@name``, ``#12`` or an address, becomes code,
which is shown as it is: a backslash would not help, since such places look for those words
in the finished text.
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
    r"@\w|[#!]\d|\bgh-\d|://|www\.|mailto:|xmpp:|\$|:[\w+-]+:|\b(?=[a-f]*\d)[0-9a-f]{7,40}\b", re.IGNORECASE
)
"""What GitHub and its like turn into something else: names, numbers of issues, addresses, formulas, signs, commits."""
_ADDRESS = "/:?#[]@!&+,;=%~-._"


def escaped(text: str) -> str:
    """*text* as one line of Markdown that shows exactly its words."""
    return "".join(
        _code(word) if _LINKED.search(word) else _MARKS.sub(r"\\\g<0>", word) for word in _words(_line(text))
    )


def _words(line: str) -> list[str]:
    """The words of *line* and what is between them; a bracket in code could still end a link or define one."""
    return re.split(r"([ \[\]]+)", line)


def _line(text: str) -> str:
    """*text* on one line, all of it visible."""
    return visible(" ".join(text.encode("utf-8", "backslashreplace").decode().split()))


def _code(word: str) -> str:
    """*word* as code, whatever it holds."""
    fence = "`" * (max(map(len, re.findall("`+", word)), default=0) + 1)
    room = " " if "`" in (word[0], word[-1]) else ""
    return f"{fence}{room}{word}{room}{fence}"


def _address(link: str) -> str:
    """*link* so that it ends where it ends, in Markdown and in a terminal."""
    return quote(link.encode("utf-8", "backslashreplace"), safe=_ADDRESS)


def _link(words: str, link: str) -> str:
    return f"[{escaped(words)}]({_address(link)})"


def _urls(citations: Iterable[Citation]) -> str:
    return "".join(f"{_address(one.link)}\n" for one in citations)


def _links(citations: Iterable[Citation]) -> str:
    return "".join(f"{_link(one.words, one.link)}\n" for one in citations)


def _quotes(citations: Iterable[Citation]) -> str:
    """Block quotes, the agent as the link of each; a blank line keeps two of them apart."""
    return "\n".join(f"> {_paragraph(one.text)}\n>\n> \u2014 {_link(one.agent, one.link)}\n" for one in citations)


def _paragraph(text: str) -> str:
    """*text* as a paragraph, which it stays whatever it begins with."""
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
    return text.replace("##", r"\u0023\u0023") + "\n"  # begins a command where it stands in the log of a CI


FORMS: Mapping[str, Callable[[Iterable[Citation]], str]] = {
    "markdown": _links,
    "quote": _quotes,
    "url": _urls,
    "json": _json,
}
"""The forms by name, the most usual first."""
