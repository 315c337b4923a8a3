r"""Newlines that a description has as two characters, ``\n``, as generated files often do."""

from __future__ import annotations

import re

_WRITTEN_BREAK = re.compile(r"(?<!\\)(?<!\b[A-Za-z]:)\\n")
_LINE_BEGINS = re.compile(
    r"[ \t]*(?:\Z|\\n|<|[-*\u2022] |\d{1,2}[.)] |\*\*|#{1,6} "
    r"|(?:user|assistant|human|context|commentary|examples?)\b[^:\\\n]{0,20}:)",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"[.!?:;>)\]\"'\u2019\u201d][ \t]?\Z")
_SENTENCE_BEGINS = re.compile(r"[ \t]*[\"'\u2018\u201c(\[]?[^\W\d_a-z]")
_PATH = 200
"""The most characters of a path that are looked at, on each side."""


def unescape_newlines(text: str) -> str:
    r"""*text* with each literal ``\n`` as a newline, unless it is part of a path such as ``docs\notes``.

    Generated definitions contain them, quoted or not, even after YAML is parsed.  Where a line certainly begins, as
    before a tag or the name of a speaker, they are newlines; elsewhere they are so only in a text that has such places.
    """
    breaks = [match for match in _WRITTEN_BREAK.finditer(text) if not _is_literal(text, match)]
    if not any(_begins_line(text, match) for match in breaks):
        return text
    at, parts = 0, []
    for match in breaks:
        parts.append(text[at : match.start()])
        at = match.end()
    return "\n".join([*parts, text[at:]])


def _begins_line(text: str, match: re.Match[str]) -> bool:
    """Whether a line certainly begins after a written newline: by what it begins with, or where a sentence ends."""
    if _LINE_BEGINS.match(text, match.end()) or text.endswith("\\n", 0, match.start()):
        return True
    return bool(_SENTENCE_ENDS.search(text, max(0, match.start() - 3), match.start())) and bool(
        _SENTENCE_BEGINS.match(text, match.end())
    )


def _is_literal(text: str, match: re.Match[str]) -> bool:
    r"""Whether ``\n`` is in the middle of a path or a pattern, or stands for itself between words."""
    if _begins_line(text, match):
        return False
    before, after = text[max(0, match.start() - _PATH) : match.start()], text[match.end() : match.end() + _PATH]
    word = "" if before[-1:].isspace() else "".join(before.split()[-1:])
    rest = "" if after[:1].isspace() else "".join(after.split()[:1])
    around = (word + rest).replace("\\n", "")
    return "\\" in around or not around
