"""Whether a text says what to do or what not to do; only where its words, or those around it, are plain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from .commands import begins_with_a_verb, is_command
from .signs import CROSSES

Polarity = Literal["do", "dont", ""]

_PLACES = 256
"""Headings and lead-ins that are remembered: most stand above several rules."""
_NOT = r"(?: not\b| never\b|n['\u2019]t)"
_FORBIDS = (
    r"\W*(?:(?:you|agents?|we|it)\s+)(?:cannot|can['\u2019]t|won['\u2019]t)\b|"
    r"\W*(?:(?:you|agents?|we|it)\s+)?(?:(?:please|absolutely|strictly|always)\s+)?(?:"
    r"(?:(?:make|be) (?:sure|certain)|be careful|take care|ensure) (?:that )?(?:(?:you|we|to)\s+)?"
    r"(?:never|not(?! only)|do not|don['\u2019]t)\b"
    r"|(?:try|prefer) (?:to )?not\b|(?:must|should|shall) be avoided\b|under no circumstances\b"
    r"|(?:(?:must|should|shall|try to) )?avoid\b(?!.*\bby\W*\Z)|(?:stay away from|steer clear of)\b"
    rf"|never\b|do(?:es)? not\b|don['\u2019]?ts?\b|doesn['\u2019]t\b|(?:must|should|may|can|shall|will){_NOT}\b"
    r"|not\b(?! (?:only|sure|certain|every|all|yet|applicable)\b)"
    r"|no\b(?!,|-(?:code|std|op|sql)\b"
    r"| (?:matter|later|longer|doubt|exceptions?|more than|less than|fewer than|need)\b)"
    r"|refuse to\b|refrain\b|forbidden\b|prohibited\b|disallowed\b)"
    rf"|\s*[*_`]*[{CROSSES}]"
)
_DONT = re.compile(
    rf"{_FORBIDS}|\W*stop\b(?! (?:and|when|if|after|at|once))|\W*(?:bad|wrong|incorrect)\W*:\W*\w"
    r"|[^.,:;!?(\n\u2013\u2014]{1,60}\b(?:must|should|shall) (?:not|never)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\W*(?:do|does|did|is|are|was|were|should|must|shall|can|could|would|will|have|has|what|why|how|who|whom|when"
    r"|where|which)\b",
    re.IGNORECASE,
)
_REMINDS = re.compile(
    r"\W*(?:never|do not|don['\u2019]t)\s+(?:forget|hesitate|(?:fail|neglect|omit) to)\b", re.IGNORECASE
)
"""The beginning of a text that says what to do with two negations."""
_ALERT = re.compile(
    r"\W*(?:critical|important|warning|caution|danger|attention|note|remember|reminder)\W*:\W*", re.IGNORECASE
)
"""A word before a rule that says how much it matters."""
_DO = re.compile(
    r"\W*(?:(?:you|agents?|we)\s+)?(?:please\s+)?(?:"
    rf"always\b|(?:must|should|shall)\b(?!{_NOT})|do\b(?! not|n['\u2019]?t)|make sure\b|ensure\b)"
    r"|\s*[*_`]*[\u2705\u2713\u2714\u2611\U0001f44d]",
    re.IGNORECASE,
)
_REMEDY = re.compile(
    r"\W*(?:instead\b|(?:fix|solution|remedy|mitigation|correct(?:ion)?|better|preferred|alternative|do|good|right)\W*:\W*\w)",
    re.IGNORECASE,
)
"""The beginning of a text that says what to do in place of something else."""
_OBLIGES = re.compile(
    rf"\b(?:must|shall|should)\b(?!{_NOT})|\balways\b|\b(?:needs?|ha(?:s|ve)) to\b|\bwith care\b", re.IGNORECASE
)
_FORBIDDING_PLACE = re.compile(
    rf"\A(?:{_FORBIDS})(?!\W*(?:just|only|forget|skip|panic|hesitate|fail|omit|neglect|ignore|miss)\b)"
    r"|\A\W*(?:bad|wrong|incorrect|banned)\b|\A\W*(?:stop|unsafe|unacceptable)\W*\Z|\bstop (?:doing|using)\b"
    r"|\bit is wrong to\b|\bno longer (?:do|use|want|allow)"
    r"|\A\W*(?:what|things|words|patterns)\b(?:(?!\b(?:if|when|where|until)\b).)*\b"
    r"(?:not|cannot|(?:ca|do|wo)n['\u2019]t|never)\b"
    r"|\A\W*(?:when|where)\b(?: (?:you|we|to))?(?: (?:should|must))?(?: (?:not|never)|n['\u2019]t)\b"
    r"|\w\W+(?<!how )to avoid\b(?=\W*(?:\Z|(?:in|when|at|during|while|for|with|on)\b))"
    r"|\b(?:to never|not to (?:do|flag|report|use|say|write|include)|never do|don['\u2019]?ts|not allowed"
    r"|forbidden|prohibited)\b",
    re.IGNORECASE,
)
"""A heading or a lead-in below which everything is what not to do, commands too."""
_NEGATIVE_TOPIC = re.compile(
    r"\A\W*(?:poor|weak|worse|anti-?patterns?|pitfalls?)\b"
    r"|\b(?:anti-?patterns|pitfalls|(?:common|typical|frequent) (?:mistakes|errors|failures?)|out of scope"
    r"|non-goals|red lines)\b",
    re.IGNORECASE,
)
"""A heading or a lead-in of what not to do, below which a command may also be the advice against it."""
_CONDITION = re.compile(r"\b(?:if|when|whenever|unless|until|where)\W*\Z", re.IGNORECASE)
"""The end of a lead-in below which each text is a condition, not a rule."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\S)|(?<=[\u3002\uff01\uff1f])(?=.)")
_POSITIVE_PLACE = re.compile(
    rf"(?:{_DO.pattern})|\W*(?:good|correct|right|better|preferred|dos|do['\u2019]s|allowed)\b"
    r"|.*\b(?:to do|instead|in scope)\W*\Z",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:dos?|do['\u2019]s|good|right)\W{1,5}(?:and|&|/|vs\.?|or)\W{1,5}(?:don|bad|wrong)", re.IGNORECASE
)
"""A heading for what to do and what not to do."""


def polarity(text: str, places: Sequence[str]) -> tuple[Polarity, str]:
    """Whether a rule says what to do or what not to do, and the one of *places* that makes it negative, if any.

    *places* are the texts around the rule, the nearest first: its lead-in, then the headings.  The nearest
    that is plain decides, unless it is positive and the rule itself is negative.
    """
    own = _own(text, places)
    if _REMEDY.match(text):
        return "do", ""
    for place in places:
        kind = _kind_of(place)
        if kind == "both":
            break
        if kind == "forbidding":
            return "dont", place
        if kind == "negative topic":
            return ("" if own != "dont" and _advises(text) else "dont"), place
        if kind == "positive":
            return own or "do", ""
    return own or ("do" if begins_with_a_verb(text) and not _asks(text) else ""), ""


_Kind = Literal["both", "forbidding", "negative topic", "positive", ""]


@lru_cache(maxsize=_PLACES)
def _kind_of(place: str) -> _Kind:
    """What a heading or a lead-in says of all that is below it."""
    said = last_sentence(place)
    if _BOTH.search(said):
        return "both"
    if _FORBIDDING_PLACE.search(said):
        return "forbidding"
    if _NEGATIVE_TOPIC.search(said):
        return "negative topic"
    return "positive" if _POSITIVE_PLACE.match(said) else ""


@lru_cache(maxsize=_PLACES)
def _is_condition(place: str) -> bool:
    """Whether each text below a lead-in is a condition."""
    return _CONDITION.search(place) is not None


def _own(text: str, places: Sequence[str]) -> Polarity:
    """What a rule says itself; a condition and a question say neither."""
    if (places and _is_condition(places[0])) or _asks(text):
        return ""
    alert = _ALERT.match(text)
    said = text[alert.end() :] if alert else text
    if _REMINDS.match(said):
        return "do"
    return "dont" if _DONT.match(said) else "do" if _DO.match(said) else ""


def _asks(text: str) -> bool:
    return text.rstrip().endswith("?") and _QUESTION.match(text) is not None


def _advises(text: str) -> bool:
    return bool(_OBLIGES.search(text)) or is_command(text)


def last_sentence(text: str) -> str:
    """The sentence of a lead-in that introduces what follows."""
    return _SENTENCE_END.split(text)[-1]


def is_plain(text: str) -> bool:
    """Whether a text alone says what to do or what not to do."""
    return bool(_DONT.match(text) or _DO.match(text))
