"""The words of a text as the search knows them, so that a question finds a rule that is written a little differently.

Case, accents and endings of English do not count, and words that every text has are left out.  Names that
programmers type are words as they are: ``n+1``, ``C#``, ``.NET``, ``select_related``, ``PERF-1``.  A text in a script
without spaces is its pairs of neighbouring characters.  ``agentdocs-search.js`` has the same rules, and one table of
cases holds for both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from ..text.characters import normalized
from ..text.terms import UNSPACED
from .endings import without_ending

Word = tuple[str, ...]
"""A word: its term, then those of its parts if it has any, such as "select_related", "select", "relat"."""

STOP_WORDS = frozenset(
    "a about after again all also am an and any anybody anyone are around as at be because been before being but by"
    " can could did do does doing done each every everybody everyone find for from get go got had has have having he"
    " help her here him his how i if im in into is it its ive just know let make may me might more most must my need"
    " no not now of off on once one only or other our out over own per please put really shall she should so some"
    " somebody someone something stuff such than that the their them then there these they thing things this those"
    " through to too under until up us use used using very via want was way ways we were what when where which while"
    " who whom whose why will with without would you your".split()
)
_APOSTROPHE = re.compile(r"['\u2019]")
_ACCENT = re.compile("[\u0300-\u036f]")
_SAME = str.maketrans({"\u00df": "ss", "\u03c2": "\u03c3", "\u00f8": "o", "\u00e6": "ae", "\u0142": "l", "\u0131": "i"})
"""Letters that are another form of others, but do not decompose into them."""
_PUNCTUATION = re.compile("[\u2010-\u205e\u2190-\u22ff]+")
_CHUNK = re.compile(r"[a-z0-9_.+#-]+")
_CODED = re.compile(r"[a-z]+-[0-9][a-z0-9]*")
_WHOLE = re.compile(r"[a-z]+(?:\+\+|#)|[a-z0-9]\+[0-9]+|[0-9]+(?:\.[0-9]+)+")
_DOTTED = re.compile(r"\.[a-z][a-z0-9]*")
_SIGNS = re.compile(r"[.+#]+")
MOST_LETTERS = 40
"""A longer word has no ending and no typing error: to look for them in a hundred thousand letters takes minutes."""
_LETTERS = re.compile(rf"[a-z]{{1,{MOST_LETTERS}}}")


def words_of(text: str, *, every: bool = False) -> list[Word]:
    """The words of *text* in order, without stop words unless *every*."""
    found = [word for chunk in _chunks(_folded(text)) for word in _words(chunk)]
    return found if every else [word for word in found if word[0] not in STOP_WORDS]


def terms_of(text: str) -> list[str]:
    """The terms under which *text* is found: its words, and their parts."""
    return list(chain.from_iterable(map(_terms, _chunks(_folded(text)))))


def terms_in(texts: Iterable[str]) -> set[str]:
    """The terms under which any of *texts* is found; those of ASCII, which are nearly all, are taken apart at once."""
    plain, chunks = [], set[str]()
    for text in texts:
        if text.isascii():
            plain.append(text)
        else:
            chunks.update(_chunks(_folded(text)))
    chunks.update(_chunks(_folded("\n".join(plain))))
    return set(chain.from_iterable(map(_terms, chunks)))


def _folded(text: str) -> str:
    """*text* without case, accents and apostrophes."""
    text = _APOSTROPHE.sub("", text.lower())
    if text.isascii() or (text := _PUNCTUATION.sub(" ", text)).isascii():
        return text
    text = _ACCENT.sub("", normalized("NFKD", text)).translate(_SAME)
    return normalized("NFC", text).lower()


def _chunks(text: str) -> list[str]:
    if text.isascii():
        return _CHUNK.findall(text)
    return "".join(char if char in "_.+#-" or unicodedata.category(char)[0] in "LNM" else " " for char in text).split()


@lru_cache(maxsize=100_000)
def _terms(chunk: str) -> tuple[str, ...]:
    """The terms of a text without spaces, none of them a stop word."""
    return tuple(term for word in _words(chunk) if word[0] not in STOP_WORDS for term in word)


@lru_cache(maxsize=100_000)
def _words(chunk: str) -> tuple[Word, ...]:
    """The words of a text without spaces."""
    chunk = chunk.strip("-").rstrip(".")
    if _CODED.fullmatch(chunk):
        return ((chunk, *filter(None, chunk.split("-"))),)
    return tuple(word for piece in chunk.split("-") for word in _of_piece(piece.rstrip(".")))


def _of_piece(piece: str) -> Iterator[Word]:
    if _WHOLE.fullmatch(piece):
        yield (piece,)
    elif _DOTTED.fullmatch(piece):
        yield piece, _term(piece[1:])
    else:
        for name in filter(None, _SIGNS.split(piece)):
            yield from _of_name(name.strip("_"))


def _of_name(name: str) -> Iterator[Word]:
    """The words of a name; one in a script without spaces is several."""
    if not name.isascii() and UNSPACED.search(name):
        for run in UNSPACED.findall(name):
            yield from ((run[at : at + 2],) for at in range(max(1, len(run) - 1)))
        name = UNSPACED.sub(" ", name)
        yield from ((_term(part),) for part in name.split())
    elif "_" in name:
        parts = (part for part in name.split("_") if part and part not in STOP_WORDS)
        yield name, *map(_term, parts)
    elif name:
        yield (_term(name),)


def _term(word: str) -> str:
    """*word* without its ending, if it is one of English."""
    if not _LETTERS.fullmatch(word) or word in STOP_WORDS:
        return word
    short = without_ending(word)
    return word if short in STOP_WORDS else short
