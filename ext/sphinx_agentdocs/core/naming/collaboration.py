"""How one agent works with others: as headings and verbs say, and in sentences that name a role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ..model import MentionKind, Way
from ..text.any_case import AnyCase

_NOT_FOR = r"(?! (?:generate|produce|create|track|extend|review|write|deliver|file|build|send|include))"
_BACK: tuple[tuple[MentionKind, re.Pattern[str]], ...] = (
    (
        "escalates-to",
        re.compile(
            r"\b(?:escalation (?:target|point|contact|authority|level|owner)|final escalation)s? for"
            r"(?: (?:these|the following|other|all))*(?: (?:sub)?agents| specialists| leads)?\Z"
            r"|\bescalat(?:ions?|ed)(?: to (?:me|you|us|this agent))? (?:from|by)\b"
            r"|\bescalat(?:es?|ions?) (?:\w+ )?to (?:me|you|us|this agent)\b"
        ),
    ),
    (
        "delegates-to",
        re.compile(
            r"\bdelegat(?:ed|ions?)(?: to (?:me|you|us|this agent))? (?:from|by)\b|\btasked by\b"
            r"|\bdelegat(?:es?|ions?) (?:\w+ )?to (?:me|you|us|this agent)\b"
        ),
    ),
    (
        "reports-to",
        re.compile(
            r"\bdirect reports?\b|\b(?:receives? )?reports from\b|\breport(?:s|ing)? to (?:me|you|us|this agent)\b"
            r"|\A(?:subordinates?|manages|supervises)\Z"
        ),
    ),
)
"""Headings of agents that do this to the agent itself."""
_HEADINGS: tuple[tuple[MentionKind, re.Pattern[str]], ...] = (
    (
        "names",  # not a relation of the agent, though the words look like one
        re.compile(
            r"\b(?:not|never|no|avoid|cannot|don t|doesn t|isn t|without)\b(?: \w+){0,3}?"
            r" (?:delegat|escalat|report|hand|work|collaborat|coordinat)"
            r"|\A(?:called|invoked|used|triggered|spawned|launched|engaged|requested) (?:by|when)\Z"
        ),
    ),
    ("escalates-to", re.compile(r"(?<!de-)(?<!de)\bescalat(?:e|es|ion|ions|ing)\b")),
    (
        "delegates-to",
        re.compile(
            r"\bdelegat(?:e|es|ion|ions|ing)\b|\bhand(?:s|ing)?[ -]?(?:offs?|over) to\b"
            r"|\Ahand[ -]?offs?(?: targets?)?\Z|\A(?:hands|passes|routes|dispatches|assigns)(?: \w+)? to\Z"
        ),
    ),
    (
        "reports-to",
        re.compile(
            rf"\breport(?:s|ing)? (?:in)?to\b{_NOT_FOR}|\A(?:(?:managed|supervised) by|supervisor|line manager)\Z"
        ),
    ),
    (
        "works-with",
        re.compile(
            r"\bcollaborat(?:ion|ions|ing|es?|ors?)\b|\b(?:hand[ -]?offs?|receives?) from\b"
            r"|\bdelivers? to\b"
            r"|\bwork(?:s|ing)? (?:best |well |closely )?(?:with|alongside)\b"
            r"|\b(?:other|related|companion|partner|sister|connected) (?:[\w-]+ )?(?:sub-?)?agents?\b"
            r"|\bintegrat(?:ion|ions|es|ing) with\b|\bteam (?:coordination|integration)\b"
            r"|\bcoordinat(?:e|es|ing|ion) with\b"
            r"|\bagent (?:coordination|integration|interactions?|relationships?)\b|\brelated agents\b"
            r"|\A(?:partners?|pairs?|liaises?|syncs?|aligns?) with\Z|\A(?:consults(?: with)?|peers)\Z"
        ),
    ),
)
_OF_AGENTS = re.compile(
    r"\b(?:sub-?)?agents?\b|\A(?:delegation map|delegates? to|hands? ?-?off to|reports? to|escalates? to"
    r"|works? (?:best |well |closely )?with|collaborates? with)\Z"
)
_NOT_A_WORD = re.compile(r"[^\w -]")
_BETWEEN = re.compile(r"[:;|()\uff1a\u2013\u2014]|\s-\s")
_MOST_WORDS = 4
"""The most words of a text that says nothing but a relation."""
_STEMS = tuple(
    (
        "agent align assign call collaborat consult coordinat deliver delegat dispatch engag escalat hand integrat"
        " invok launch liais manage pair partner pass peer receiv report request rout spawn subordinat supervis sync"
        " task team trigger used work"
    ).split()
)
"""A heading without one of these announces no relation; most have none."""
_RELATION = re.compile(
    r"(?:(?:primarily|mainly|directly|usually|often|also|may|can) )?"
    r"(?:delegat|escalat|report|hand|work|collaborat|coordinat|partner|pair|liais|consult|peer|supervis|subordinate"
    r"|manage|direct report|receive|integrat)"
)

_VERB = AnyCase(
    r"\b(?:(?P<target>escalation (?:target|point|contact) for)\b"
    r"|(?P<escalates>escalat(?:e|es|ed|ing))\b[^.;\n]{0,60}?\bto\b"
    r"|(?P<defers>defer(?:s|ring)?)\b[^.;\n]{0,60}?\bto\b"
    r"|(?P<delegates>delegat(?:e|es|ed|ing)|hand(?:s|ed|ing)?[ -]?(?:offs?|over)|pass(?:es|ing)?|rout(?:e|es|ing)"
    r"|forward(?:s|ing)?|assign(?:s|ing)?|transfer(?:s|ring)?)\b[^.;\n]{0,60}?\bto\b"
    r"|(?P<hands>hand(?:s|ed|ing)?\b[^.;\n]{1,40}?\b(?:off|over))\b[^.;\n]{0,20}?\bto\b"
    r"|(?P<reports>reports?|reporting)\b[^.;\n]{0,60}?\bto\b"
    r"|(?P<both>work(?:s|ing)?|collaborat(?:e|es|ing)|coordinat(?:e|es|ing)|partner(?:s|ing)?|sync(?:s|ing)?)\b"
    r"[^.;\n]{0,60}?\b(?:with|alongside)\b"
    r"|(?P<works>align(?:s|ing)?|pair(?:s|ing)?|liais(?:e|es|ing)|integrat(?:e|es|ing)|combin(?:e|es|ing)"
    r"|us(?:e|es|ing)|team(?:s|ing)? up)\b[^.;\n]{0,60}?\b(?:with|alongside)\b)"
)
_KINDS: dict[str, tuple[MentionKind, Way]] = {
    "target": ("escalates-to", "back"),
    "escalates": ("escalates-to", ""),
    "defers": ("delegates-to", "defers"),
    "delegates": ("delegates-to", ""),
    "hands": ("delegates-to", ""),
    "reports": ("reports-to", ""),
    "both": ("works-with", ""),
    "works": ("works-with", ""),
}
_TO_ME = re.compile(
    r"[*_`\"'\])\u2019\u201d]{0,4}(?:\s+(?:sub-?)?agents?)?\s+\(?(?:(?:also|always|may|will|should|can|must|who|that)\s+){0,2}"
    r"(?:(?P<escalates>escalat)|(?P<delegates>delegat|hand[\w -]{0,8}off)|(?P<reports>report))(?:e|es|ed|s)?\b"
    r"[^.;:\n]{0,60}?\sto\s(?:you|me|us|this agent)\b",
    re.IGNORECASE,
)
_BOTH_WAYS = re.compile(r"\bboth\b|\u2194|\u21c4|<->|\bbidirectional")

_CLOSE = ("closely", "hand in hand", "side by side")
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
    """The relation that a heading announces for the lines below it.

    *agents* if these are certainly about agents; *way* is that of a mention; *title* is the heading as plain words.
    """

    kind: MentionKind
    agents: bool
    way: Way
    title: str


class Verb(NamedTuple):
    """A verb of collaboration and its place; *both* means that it applies in both directions."""

    kind: MentionKind
    start: int
    end: int
    both: bool
    way: Way


@lru_cache(maxsize=4_096)
def heading_of(title: str) -> Heading | None:
    """The relation that *title* announces, or ``None`` if it is not about working with others.

    The kind is "names" if the title says that there is no such relation.
    """
    folded = title.casefold()
    if not any(stem in folded for stem in _STEMS):
        return None
    parts = (_NOT_A_WORD.sub(" ", part).split() for part in _BETWEEN.split(folded))
    words = " | ".join(" ".join(part) for part in parts if part)
    plain = " ".join(title.strip(" \t\n*_`#:\uff1a").split())
    kind, pattern = _HEADINGS[0]
    if pattern.search(words):
        return Heading(kind, False, "", plain)
    for kind, pattern in _BACK:
        if pattern.search(words):
            return Heading(kind, False, "back", plain)
    for kind, pattern in _HEADINGS[1:]:
        if pattern.search(words):
            return Heading(kind, bool(_OF_AGENTS.search(words)), "", plain)
    return None


def relation_of(text: str) -> Heading | None:
    """The relation that a few words state, such as the cell "Reports to" of a table, if they say nothing else."""
    words = _NOT_A_WORD.sub(" ", text.casefold()).split()
    if 0 < len(words) <= _MOST_WORDS and _RELATION.match(" ".join(words)):
        return heading_of(text)
    return None


def verbs(text: str) -> list[Verb]:
    """The verbs of collaboration in a line, in order."""
    found = []
    for match in _VERB.finditer(text):
        group = match.lastgroup or "works"
        kind, way = _KINDS[group]
        found.append(Verb(kind, match.start(), match.end(), group == "both", way))
    return found


def does_to_me(text: str, end: int) -> MentionKind | None:
    """What the agent whose name ends at *end* does to the one that reads the text: "`x` escalates to you"."""
    match = _TO_ME.match(text, end)
    return _KINDS[match.lastgroup][0] if match and match.lastgroup else None


def goes_both_ways(text: str) -> bool:
    """Whether a line says explicitly that it applies in both directions."""
    return bool(_BOTH_WAYS.search(text))


def roles(text: str) -> Iterator[tuple[int, int]]:
    """The places of the roles that a sentence says the agent works closely with."""
    if not any(words in text for words in _CLOSE) or not _CLOSELY.search(text):
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
