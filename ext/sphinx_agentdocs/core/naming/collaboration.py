"""How one agent works with others: as headings and verbs say, and in sentences that name a role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ..model import MentionKind

_HEADINGS: tuple[tuple[MentionKind, re.Pattern[str]], ...] = (
    ("escalates-to", re.compile(r"(?<!de-)(?<!de)\bescalat(?:e|es|ion|ions|ing)\b")),
    (
        "delegates-to",
        re.compile(r"\bdelegat(?:e|es|ion|ions|ing)\b|\bhand(?:s|ing)?[ -]?(?:offs?|over) to\b|\Ahand[ -]?offs?\Z"),
    ),
    ("reports-to", re.compile(r"\breports? to\b")),
    (
        "works-with",
        re.compile(
            r"\bcollaborat(?:ion|ions|ing|es?|ors?)\b|\b(?:hand[ -]?offs?|receives?) from\b"
            r"|\bdelivers? to\b"
            r"|\bwork(?:s|ing)? (?:best |well |closely )?(?:with|alongside)\b"
            r"|\b(?:other|related|companion|partner|sister|connected) (?:[\w-]+ )?(?:sub-?)?agents?\b"
            r"|\bintegrat(?:ion|ions|es|ing) with\b|\bteam (?:coordination|integration)\b|\bcoordinat(?:ion|es) with\b"
            r"|\bagent (?:coordination|integration|interactions?|relationships?)\b|\brelated agents\b"
        ),
    ),
)
_OF_AGENTS = re.compile(
    r"\b(?:sub-?)?agents?\b|\A(?:delegation map|delegates? to|hands? ?-?off to|reports? to|escalates? to"
    r"|works? (?:best |well |closely )?with|collaborates? with)\Z"
)
_NOT_A_WORD = re.compile(r"[^\w -]")

_VERB = re.compile(
    r"\b(?:(?P<escalates>escalat(?:e|es|ed|ing))\b[^.;\n]{0,60}?\bto\b"
    r"|(?P<delegates>delegat(?:e|es|ed|ing)|hand(?:s|ed|ing)?[ -]?(?:offs?|over)|pass(?:es|ing)?|rout(?:e|es|ing)"
    r"|defer(?:s|ring)?|forward(?:s|ing)?|assign(?:s|ing)?|transfer(?:s|ring)?)\b[^.;\n]{0,60}?\bto\b"
    r"|(?P<reports>reports?|reporting)\b[^.;\n]{0,60}?\bto\b"
    r"|(?P<both>work(?:s|ing)?|collaborat(?:e|es|ing)|coordinat(?:e|es|ing)|partner(?:s|ing)?|sync(?:s|ing)?)\b"
    r"[^.;\n]{0,60}?\b(?:with|alongside)\b"
    r"|(?P<works>align(?:s|ing)?|pair(?:s|ing)?|liais(?:e|es|ing)|integrat(?:e|es|ing)|combin(?:e|es|ing)"
    r"|us(?:e|es|ing)|team(?:s|ing)? up)\b[^.;\n]{0,60}?\b(?:with|alongside)\b)",
    re.IGNORECASE,
)
_KINDS: dict[str, MentionKind] = {
    "escalates": "escalates-to",
    "delegates": "delegates-to",
    "reports": "reports-to",
    "both": "works-with",
    "works": "works-with",
}
_BOTH_WAYS = re.compile(r"\bboth\b|\u2194|\u21c4|<->|\bbidirectional")

_CLOSELY = re.compile(r"\b(?:closely|hand in hand|side by side)\s")
_ROLE_SENTENCE = re.compile(
    r"(?:(?<=[.!?]\s)|\A|(?<=\n))\s{0,3}(?:you\s(?:also\s|will\s|often\s|always\s|should\s|must\s){0,2})?"
    r"(?:work|collaborate|partner|coordinate)\s+(?:very\s+)?(?:closely|hand in hand|side by side)"
    r"\s+(?:together\s+)?(?:with|alongside)\s+(?P<roles>[^.!?;:()\n]{3,200})",
    re.IGNORECASE,
)
_ROLES_END = re.compile(
    r",?\s(?:to|on|for|in|when|so|while|during|throughout|across|who|that|as|by|at|from|ensuring|until|before|after"
    r"|under|within|if)\s",
    re.IGNORECASE,
)
_ROLE = re.compile(r"\s{0,3}(?:,\s{0,3}(?:(?:and|or)\s)?|\s(?:and|or|&)\s|/)\s{0,3}")


class Heading(NamedTuple):
    """The relation that a heading announces for the lines below it; *agents* if these are certainly about agents."""

    kind: MentionKind
    agents: bool


class Verb(NamedTuple):
    """A verb of collaboration, its place in the text, and whether it goes both ways."""

    kind: MentionKind
    start: int
    end: int
    both: bool


@lru_cache(maxsize=4_096)
def heading_of(title: str) -> Heading | None:
    """The relation that *title* announces, or ``None`` if it is not about working with others."""
    words = " ".join(_NOT_A_WORD.sub(" ", title.casefold()).split())
    for kind, pattern in _HEADINGS:
        if pattern.search(words):
            return Heading(kind, bool(_OF_AGENTS.search(words)))
    return None


def verbs(text: str) -> list[Verb]:
    """The verbs of collaboration in a line, in order."""
    found = []
    for match in _VERB.finditer(text):
        group = match.lastgroup or "works"
        found.append(Verb(_KINDS[group], match.start(), match.end(), group == "both"))
    return found


def goes_both_ways(text: str) -> bool:
    """Whether a line says explicitly that it applies in both directions."""
    return bool(_BOTH_WAYS.search(text))


def roles(text: str) -> Iterator[tuple[int, int]]:
    """The places of the roles that a sentence says the agent works closely with."""
    if not _CLOSELY.search(text):
        return
    for sentence in _ROLE_SENTENCE.finditer(text):
        start, words = sentence.start("roles"), sentence["roles"]
        if end := _ROLES_END.search(words):
            words = words[: end.start()]
        at = 0
        for separator in [*_ROLE.finditer(words), None]:
            stop = separator.start() if separator else len(words)
            if words[at:stop].strip():
                yield start + at, start + stop
            at = separator.end() if separator else stop
