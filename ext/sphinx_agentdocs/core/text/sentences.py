"""Sentences as a reader sees them: the one around a place, which is the evidence for a relation, and the first ones."""

from __future__ import annotations

import re

from .characters import VisibleText, visible

EVIDENCE_CHARS = 300
_AROUND = 500
"""How far from a place its sentence may extend, in characters."""
_ENDS = re.compile(r"[.!?][\"'\u201d\u2019)*_]{0,3}(?=\s|\Z)|[\u3002\uff01\uff1f]|\n{2,}")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf)|\A\s*\d{1,3})\.\Z")
_LINK = re.compile(r"!?\[([^\[\]\n]{1,200})\]\([^()\n]{0,300}\)")
_MARKS = re.compile(r"\*+|`+|~~+|(?<![^\W_])_+(?=\w)|(?<=[^\W_])_+(?!\w)")
_MARKUP = re.compile(r"[`*_~]")
_QUOTES = {"'": "'", '"': '"', "\u201c": "\u201d", "\u2018": "\u2019", "\u300c": "\u300d", "`": "`"}
_ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")


def plain_text(text: str) -> VisibleText:
    """Markdown as plain words on one line, with hidden characters made visible."""
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if _MARKUP.search(text):
        text = _MARKS.sub("", text)
    if "\\" in text:
        text = _ESCAPE.sub("", text)
    return visible(" ".join(text.split()))


def sentence_around(text: str, start: int, end: int) -> VisibleText:
    """The sentence of *text* that contains the place from *start* to *end*."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    begin = first
    for match in _ENDS.finditer(text, first, start):
        if not _ABBREVIATION.search(text[first : match.start() + 1]):
            begin = match.end()
    stop = last
    for match in _ENDS.finditer(text, end, last):
        if not _ABBREVIATION.search(text[begin : match.start() + 1]):
            stop = match.end()
            break
    return cut(text[begin:stop], start - begin)


def cut(text: str, at: int) -> VisibleText:
    """*text* as plain text, short enough to quote and including the place *at*."""
    begin = max(0, at - _AROUND)
    whole = plain_text(text[begin : at + _AROUND])
    if len(whole) <= EVIDENCE_CHARS:
        return whole
    before = plain_text(text[begin:at])
    begin = max(0, min(len(before) - EVIDENCE_CHARS // 2, len(whole) - EVIDENCE_CHARS))
    if begin:
        begin = whole.find(" ", begin) + 1
    part = whole[begin : begin + EVIDENCE_CHARS]
    if begin + EVIDENCE_CHARS < len(whole) and " " in part[EVIDENCE_CHARS // 2 :]:
        part = part[: part.rindex(" ")]
    lead = "\u2026 " if begin else ""
    return VisibleText(lead + part.rstrip(" ,;:") + (" \u2026" if begin + len(part) < len(whole) else ""))


def first_sentences(text: str, limit: int = 200) -> str:
    """The first sentences of *text* that fit *limit*, else its first words and an ellipsis."""
    text = " ".join(text.split(maxsplit=limit)[:limit])  # more words are more characters than that
    if len(text) <= limit:
        return text
    cut = max(text.rfind(mark, 0, limit + 1) for mark in (". ", "! ", "? ", "\u3002"))
    if cut > limit // 4:
        return text[: cut + 1]
    return text[: text.rfind(" ", 0, limit) if " " in text[:limit] else limit].rstrip(" ,;:") + " \u2026"


def unquoted(text: str) -> str:
    """*text* without one pair of quotation marks around all of it."""
    text = text.strip()
    if len(text) > 1 and _QUOTES.get(text[0]) == text[-1]:
        return text[1:-1].strip()
    return text
