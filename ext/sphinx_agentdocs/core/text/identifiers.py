"""Identifiers: readable anchors made from the text of a unit, never from its position.

Two different texts that would share an anchor both carry four characters of the digest of
their text, so that neither depends on their order.  Only a text that is really repeated
is distinguished by its section, and if need be by a number.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from .characters import normalized

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [first + second for first in _CROCKFORD for second in _CROCKFORD]
"""Two characters for each ten bits; base64.b32encode takes three times the time, for each unit of a site."""
_SLUG_LENGTH = 60
_CHARS_READ = 8
"""How many characters of a text are read for each character of its slug."""
_UNSEEN = re.compile(
    "[\u034f\u17b4\u17b5\u180b-\u180d\u180f\u20dd-\u20e0\u20e2-\u20e4\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
"""Marks that choose the form of a character, join it to the next, or enclose it as a key: no part of a word.

Source: Default_Ignorable_Code_Point in https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt, and the
enclosing marks of https://www.unicode.org/charts/PDF/U20D0.pdf.
"""
_APOSTROPHE = re.compile(r"(?<=\w)['\u2019](?=\w)")


def slug(text: str, limit: int = _SLUG_LENGTH, keep: str = "_") -> str:
    """*text* as lower-case words joined by hyphens, cut at a word so that it fits *limit* characters.

    Letters, digits and combining marks of every script are kept, and so are the characters of *keep*; the invisible
    parts of an emoji are not.
    """
    result = ""
    for word in words(text[: limit * _CHARS_READ], keep):
        longer = f"{result}-{word}" if result else word
        if len(longer) > limit and result:
            break
        result = longer
    return result[:limit].strip("-_.")


def words(text: str, keep: str = "_") -> list[str]:
    """The words of *text* as a slug has them."""
    text = _normal(text)
    if text.isascii():
        return _ascii_words(keep).findall(text)
    text = without_unseen(text)
    kept = (char if char.isalnum() or char in keep or unicodedata.category(char)[0] in "LNM" else " " for char in text)
    return "".join(kept).split()


@cache
def _ascii_words(keep: str) -> re.Pattern[str]:
    return re.compile(f"[a-z0-9{re.escape(keep)}]+")


def without_unseen(text: str) -> str:
    """*text* without the marks that nobody sees on their own."""
    return _UNSEEN.sub("", text)


def _normal(text: str) -> str:
    """*text* normalized: case, forms of the same character, and apostrophes inside words do not count."""
    if text.isascii():
        return _APOSTROPHE.sub("", text.lower()) if "'" in text else text.lower()
    text = normalized("NFC", text).casefold()
    return _APOSTROPHE.sub("", normalized("NFC", text))


def agent_anchor(name: str, stem: str) -> str:
    """The anchor of an agent: its name as a slug, dots kept; else its file name as one; else a digest."""
    return slug(name, keep="._-") or slug(stem, keep="._-") or f"agent-{digest(name or stem)}"


def digest(text: str, length: int = 4) -> str:
    """The first characters of the SHA-256 digest of *text*, in lower-case Crockford base 32.

    Source: https://www.crockford.com/base32.html
    """
    first = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:10])
    pairs = (_PAIRS[first >> shift & 0x3FF] for shift in range(70, 70 - 5 * length, -10))
    return "".join(pairs)[:length]


def anchors(agent: str, texts: Iterable[tuple[str, str, str]], reserved: Iterable[str] = ()) -> list[str]:
    """An anchor for each ``(group, text, section)``, unique in the page.

    *group* keeps units apart that may say the same, such as a heading and a guideline; *reserved*
    are slugs of the page itself, which yield to these (see `page_anchors`).
    """
    entries = list(texts)
    bases = [slug(text) or f"{group}-{digest(text)}" for group, text, _ in entries]
    distinct: dict[str, set[tuple[str, str]]] = {}
    for (group, text, _), base in zip(entries, bases, strict=True):
        distinct.setdefault(base, set()).add((group, text))
    names = [
        base if len(distinct[base]) == 1 else f"{base}-{digest(group + text)}"
        for (group, text, _), base in zip(entries, bases, strict=True)
    ]
    taken = _Taken(set(reserved), frozenset(names))
    return [f"{agent}.{taken.free(name, slug(entry[2]))}" for name, entry in zip(names, entries, strict=True)]


def page_anchors(agent: str, names: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """Anchors of the sections that the page itself adds.  The author's headings take precedence."""
    used = set(taken)
    result = {}
    for name in names:
        anchor = f"{agent}.{name}"
        while anchor in used:
            anchor += "-section"
        used.add(anchor)
        result[name] = anchor
    return result


@dataclass(slots=True)
class _Taken:
    """The anchors assigned so far; ``names`` are reserved for their own text."""

    anchors: set[str]
    names: frozenset[str]
    numbers: Counter[str] = field(default_factory=Counter)

    def free(self, name: str, section: str) -> str:
        """Take the first that is free: *name*, *name* with its section, or either with a number."""
        choice = name
        if choice in self.anchors and section:
            choice = f"{section}.{name}"
        base = choice
        while choice in self.anchors or (choice != name and choice in self.names):
            self.numbers[base] += 1
            choice = f"{base}-{self.numbers[base] + 1}"
        self.anchors.add(choice)
        return choice


def title_of(name: str) -> str:
    """A name as a title: hyphenated lower-case words are capitalised, anything else is unchanged."""
    if not re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", name):
        return name
    return " ".join(map(capitalised, re.split("[-_]", name)))


def capitalised(word: str) -> str:
    """A word of a name with a capital, or as it is spelled if it is a known acronym."""
    return _ACRONYMS.get(word.casefold(), word[:1].upper() + word[1:])


def spelled(word: str) -> str:
    """A word of a name, unchanged unless it is a known acronym."""
    return _ACRONYMS.get(word.casefold(), word)


_ACRONYMS = {
    word.casefold(): word
    for word in (
        "AI API AR AWS CI CLI CPU CRM CSS CSV CTO DB DBA DDD DevOps ETL FAQ FinOps GCP GDPR GPU GraphQL HTML HTTP IaC"
        " IDE IoT iOS JS JSON JWT K8s KPI LLM MCP ML MLOps MVP NLP OAuth OKR ORM OS PDF PHP PR PRD QA RAG REST SDK SEO"
        " SLO SQL SRE SSR TDD TypeScript UI UML URL UX VR WCAG XML XR XSS YAML macOS htmx"
    ).split()
}
