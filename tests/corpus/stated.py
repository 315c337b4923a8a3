"""The relations that definitions state in so many words, found with a few patterns over the raw text.

This shares no code with the package, so that the two can be compared.  Only the exact name of an agent of the
same collection, or of its file, counts: in code, in bold, or as words joined by hyphens, right after the words that
state the relation or in a list under a heading of that kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

NAME = r"(?:`@?[^`\n]+`|\*\*@?[^*\n]+\*\*|@?[a-z][a-z0-9]*(?:-[a-z0-9.]+)+)"
NAMES = rf"(?:the\s+)?{NAME}(?:(?:\s*\([^()\n]*\))?(?:,\s*(?:and\s|or\s)?|\s+(?:and|or)\s+|\s*/\s*)(?:the\s+)?{NAME})*"
PHRASES = {
    "delegates-to": r"(?:delegates?|hands?[ -]off|hands?[ -]over|defers?)(?:\s[\w ,-]{1,50}?)?\s+to",
    "reports-to": r"reports?(?:\s[\w ,-]{1,40}?)?\s+to",
    "escalates-to": r"escalates?(?:\s[\w ,-]{1,40}?)?\s+to",
    "works-with": r"(?:works?|collaborates?|coordinates?|partners?)(?:\s(?:closely|best|well|directly))?\s+with",
}
HEADINGS = {
    "delegates-to": r"delegates? to|delegation|hand-?offs?",
    "reports-to": r"reports? to",
    "escalates-to": r"escalates? to|escalation",
    "works-with": r"(?:works?|collaborates?|coordinates?) with|integration with other agents|related agents"
    r"|collaborat(?:ion|es with)|works with other agents",
}
STATED = {
    kind: re.compile(rf"(?<![\w-]){phrase}\**:?\**\s*(?P<names>{NAMES})", re.IGNORECASE)
    for kind, phrase in PHRASES.items()
}
HEAD = {kind: re.compile(rf"\W*(?:{words})\W*\Z", re.IGNORECASE) for kind, words in HEADINGS.items()}
FENCE = re.compile(r"\s*(?:```|~~~)")
ENTRY = re.compile(r"\s*(?:[-*+]|\d+\.)\s+")
IS_HEAD = re.compile(r"#{1,6}\s|\*\*[^*]+\*\*:?\s*\Z|[A-Z][^.|]{0,60}:\s*\Z")
NO = re.compile(r"\b(?:never|not|don't|avoid|instead of|rather than)\b[^.;]{0,60}\Z", re.IGNORECASE)
EXAMPLE = re.compile(r"<example>.*?</example>", re.DOTALL)


def stated(text: str, others: Mapping[str, str]) -> set[tuple[str, str]]:
    """The other agent and the kind of each relation in the text of a definition.

    *others* are the names of all agents, by what they are called: their names and the names of their files.
    """
    body = EXAMPLE.sub("", re.sub(r"\A---\n.*?\n---\n", "", text, count=1, flags=re.DOTALL))
    found = set()
    for line, above in lines(body):
        kinds = set()
        for kind, pattern in STATED.items():
            for match in pattern.finditer(line):
                if not NO.search(line[: match.start()]):
                    found |= {(name, kind) for name in named(match["names"], others)}
                    kinds.add(kind)
        if above and not kinds and (entry := re.match(rf"{ENTRY.pattern}(?:[A-Z][a-z]+\s)?(?P<names>{NAMES})", line)):
            found |= {(name, above) for name in named(entry["names"], others)}
    return found


def lines(body: str) -> Iterator[tuple[str, str]]:
    """The lines outside of code, each with the kind that the heading above it states."""
    above, fenced = "", False
    for line in body.split("\n"):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            if IS_HEAD.match(line):
                above = next((kind for kind, pattern in HEAD.items() if pattern.match(line)), "")
            yield line, above


def named(names: str, others: Mapping[str, str]) -> Iterator[str]:
    """The names of agents among *names*."""
    for match in re.finditer(NAME, names):
        name = match[0].strip("`*@")
        if name in others:
            yield others[name]
