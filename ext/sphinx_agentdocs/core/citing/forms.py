"""Format guidelines for reviews and for other programs.

Text from a definition stays text in a review.  Markdown characters are escaped.  A word that a
review platform links automatically, such as ``@name``, ``#12``, ``~label``, ``ABC-123`` or a URL,
becomes inline code, because a backslash would not help: platforms look for such words in the
rendered text.  ``agentdocs-quoting.js`` follows the same rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import quote

from ..choices import CITATION_FORMS
from ..text.characters import visible
from .citation import Citation

_MARKS = re.compile(r"[\\`*_\[\]<~|^]|&(?=[#\w])")
_NUMBERED = re.compile(r"\d{1,9}(?=[.)])")
_LINKED = re.compile(
    "|".join(
        (
            r"@[\w.{<\"-]",  # users: @alice, and the ids of Bitbucket and Azure DevOps
            r"[#!&]\d",  # issues, merge requests, epics: also AB#1 and org/repo#1
            r"(?<![a-zA-Z0-9])g[hl]-\d",  # issues: GH-1, GL-1
            r"(?<![a-zA-Z0-9])ag-\w{5}",  # codes of guidelines
            r"~[\w\"?.&-]",  # labels
            r"%[\w\"{]",  # milestones, placeholders
            r"\*iteration:",
            r"\{[+-]|[+-]\}",  # differences: {+ added +}
            r"://|www\.|mailto:|xmpp:",
            r"\$",  # snippets, formulas
            r":[\w+-]+:",  # emoji
            r"(?<![a-zA-Z0-9])[0-9a-f]{7,64}(?![a-zA-Z0-9])",  # commits
        )
    ),
    re.IGNORECASE,
)
"""Text that GitHub, GitLab, Gitea, Bitbucket or Azure DevOps converts wherever it is in a word."""
_KEY = re.compile(r"(?<![a-zA-Z0-9])[A-Z][A-Z0-9_]*-(?=[a-z]*\d)")
"""Keys of issues, such as ABC-123 in Jira and YouTrack, and what a repository's own prefixes link."""
_IN_BRACKETS = re.compile(r"[!^+~-]|(?:[^:]*:|_?toc_?$)", re.IGNORECASE)
"""What converts a word in brackets: ``[!NOTE]``, ``[^1]``, ``[+ added +]``, ``[vulnerability:1]``, ``[TOC]``."""
_FEW_WORDS = 2
_STEP = " \u203a "
_ADDRESS = "/:?#[]@!&+,;=%~-._"


def escaped(text: str) -> str:
    """*text* as one line of Markdown that renders as exactly these words."""
    parts = _words(_line(text))
    befores = ("", *parts)
    return "".join(
        _code(part) if at % 2 == 0 and _is_converted(part, befores[at]) else _MARKS.sub(r"\\\g<0>", part)
        for at, part in enumerate(parts)
    )


def _is_converted(word: str, before: str) -> bool:
    """Whether a platform would convert *word*, which follows the separator *before*, into something else."""
    if not word:
        return False
    if "[[" in before or (before.endswith("[") and _IN_BRACKETS.match(word)):
        return True
    return bool(_LINKED.search(word) or _KEY.search(word))


def _words(line: str) -> list[str]:
    """The words of *line*, at even places, and the separators between them.

    Brackets are separators, because some parsers let them end a link even in code.
    """
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
    return "".join(f"{_link(_in_context(one), one.link)}\n" for one in citations)


def _in_context(citation: Citation) -> str:
    """The words of a link to a guideline, after those without which they would mislead.

    A few words, such as "latency", say nothing alone; they follow the agent and the section that they belong to.
    """
    words = f"{citation.lead} {citation.words}" if citation.lead else citation.words
    if len(citation.words.split()) > _FEW_WORDS:
        return words
    section = citation.section[-1] if citation.section else ""
    return _STEP.join(filter(None, (citation.agent, "" if words.startswith(section) else section, words)))


def _quotes(citations: Iterable[Citation]) -> str:
    """Block quotes, each with a link to its agent; the blank line after each keeps the next line out of it."""
    return "".join(f"> {_paragraph(one.said)}\n>\n> \u2014 {_link(one.agent, one.link)}\n\n" for one in citations)


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
            "stem": _line(one.stem),
            "lead": _line(one.lead),
            "polarity": one.polarity or None,
            "weight": one.weight,
            "aliases": [_line(alias) for alias in one.aliases],
            "kind": one.kind,
            "title": _line(one.title),
            "text": _line(one.text),
        }
        for one in citations
    ]
    text = json.dumps(values, ensure_ascii=False, indent=2)
    return text.replace("##", r"\u0023\u0023") + "\n"  # "##[" would begin a command in a CI log


FORMS: Mapping[str, Callable[[Iterable[Citation]], str]] = dict(
    zip(CITATION_FORMS, (_links, _quotes, _urls, _json), strict=True)
)
"""The forms by name, the most common first."""
