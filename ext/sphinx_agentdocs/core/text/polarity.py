"""Whether a text says what to do or what not to do; only where its words, or those around it, are plain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from .commands import begins_with_a_verb

Polarity = Literal["do", "dont", ""]

_NOT = r"(?: not|n['\u2019]t)"
_DONT = re.compile(
    r"\W*(?:(?:you|agents?|we|it)\s+)?(?:please\s+)?(?:"
    rf"never\b|do(?:es)? not\b|don['\u2019]?ts?\b|doesn['\u2019]t\b|avoid\b|(?:must|should|may|can|shall|will){_NOT}\b"
    r"|cannot\b|can['\u2019]t\b|won['\u2019]t\b|not\b(?! only)"
    r"|no\b(?! (?:matter|later|longer|doubt|more than|less than|fewer than))"
    r"|refuse to\b|refrain\b|stop\b(?! (?:and|when|if|after|at|once))|forbidden\b|prohibited\b|disallowed\b)"
    r"|\s*[*_`]*[\u274c\u2717\u2718\u2716\U0001f6ab\u26d4\U0001f44e]",
    re.IGNORECASE,
)
_DO = re.compile(
    r"\W*(?:(?:you|agents?|we)\s+)?(?:please\s+)?(?:"
    rf"always\b|(?:must|should|shall)\b(?!{_NOT})|do\b(?! not|n['\u2019]?t)|make sure\b|ensure\b)"
    r"|\s*[*_`]*[\u2705\u2713\u2714\u2611\U0001f44d]",
    re.IGNORECASE,
)
_NEGATIVE_PLACE = re.compile(
    rf"\A(?:{_DONT.pattern})(?!\W*(?:just|only)\b)"
    r"|\A\W*(?:bad|wrong|incorrect|poor|weak|worse|banned|anti-?patterns?|pitfalls?)\b"
    r"|\A\W*(?:what|things|when|where|words|patterns)\b.*\b(?:not|cannot|(?:ca|do|wo)n['\u2019]t|never)\b"
    r"|\b(?:to avoid|to never|not to (?:do|flag|report|use|say|write|include)|never do|anti-?patterns|pitfalls"
    r"|(?:common|typical|frequent) (?:mistakes|errors|failures?)|don['\u2019]?ts|out of scope|not allowed"
    r"|forbidden|prohibited|non-goals|red lines)\b",
    re.IGNORECASE,
)
"""A heading or a lead-in below which everything is what not to do."""
_POSITIVE_PLACE = re.compile(
    rf"(?:{_DO.pattern})|\W*(?:good|correct|right|better|preferred|dos|do['\u2019]s|allowed)\b"
    r"|.*\b(?:to do|instead|in scope)\W*\Z",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\b(?:dos?|do['\u2019]s|good|right)\W+(?:and|&|/|vs\.?|or)\W+(?:don|bad|wrong)", re.IGNORECASE)
"""A heading for what to do and what not to do."""


def polarity(text: str, places: Iterable[str]) -> tuple[Polarity, str]:
    """Whether a rule says what to do or what not to do, and the one of *places* that makes it negative, if any.

    *places* are the texts around the rule, the nearest first: its lead-in, then the headings.  The nearest
    that is plain decides, unless it is positive and the rule itself is negative.
    """
    own: Polarity = "dont" if _DONT.match(text) else "do" if _DO.match(text) else ""
    for place in places:
        if _BOTH.search(place):
            break
        if _NEGATIVE_PLACE.search(place):
            return "dont", place
        if _POSITIVE_PLACE.match(place):
            return own or "do", ""
    return own or ("do" if begins_with_a_verb(text) else ""), ""


def is_plain(text: str) -> bool:
    """Whether a text alone says what to do or what not to do."""
    return bool(_DONT.match(text) or _DO.match(text))
