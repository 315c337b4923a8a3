"""Whether one text is a rewording of another: conservative, since a wrong answer misleads a reader.

Words are compared, not only characters: "test the input" and "test the output" differ by
three letters and are two rules.  The thresholds were chosen by reading the pairs that they
accept; ``docs/decisions`` describes how.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein, Opcode

from .identifiers import words

ENOUGH = 0.8
"""The likeness from which two texts may be the same guideline."""
CLEARLY = 0.06
"""By how much the best candidate must exceed the next one."""
_CHARS = 2_000
_SHORT = 8
_PHRASE = 4
_HOPELESS = 0.5
_STEM = 3
_TITLED = 0.82
_SHARED_BELOW_A_TITLE = 0.3
_ENDINGS = frozenset(" s es e ed d er r or ing ion ions y ies ied ly al able ment ments n ation ations".split(" "))
NEGATIONS = frozenset(
    "no not never none nothing without avoid avoids don't dont doesn't doesnt cannot cant can't won't wont shouldn't"
    " shouldnt mustn't mustnt neither nor refuse reject forbid forbidden except unless".split()
)
SMALL = frozenset(
    "a an the of to in on at for from by with and or as is are be been being it its this that these those any all each"
    " every your you their they we our when where which who will would can could should must may might do does also"
    " then than so if into via per e g eg ie etc using use".split()
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text prepared for comparison."""

    plain: str
    words: tuple[str, ...]
    title: str
    negated: bool

    @property
    def weight(self) -> int:
        """How many words carry meaning."""
        return sum(word not in SMALL for word in self.words)


def prepared(title: str, text: str) -> Text:
    """*text*, which may begin with its *title*, prepared for comparison; of a long text, only the beginning counts."""
    text = text[:_CHARS]
    found = tuple(each_word(text))
    return Text(" ".join(found), found, " ".join(words(title)), any(word in NEGATIONS for word in found))


def each_word(text: str) -> list[str]:
    """The words of a text; in a script without spaces, each character is one."""
    result: list[str] = []
    for word in words(text):
        if len(word) > 1 and re.search("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", word):
            result += word
        else:
            result.append(word)
    return result


def likeness(one: Text, other: Text) -> float:
    """How surely two texts are one guideline, from 0 to 1."""
    if one.words == other.words:
        return 1.0 if one.words else 0.0
    if one.negated != other.negated or not one.words or not other.words:
        return 0.0
    same = fuzz.ratio(one.plain, other.plain) / 100
    if one.title and one.title == other.title:
        return max(_TITLED, same) if _shared(one, other) >= _SHARED_BELOW_A_TITLE else 0.0
    if same < _HOPELESS and one.words[:_PHRASE] != other.words[:_PHRASE]:
        return 0.0  # true of most pairs; the rest of this function takes ten times as long
    if min(one.weight, other.weight) < 3:
        return same if same >= 0.9 and _only_forms_differ(one.words, other.words) else 0.0
    if (extended := _extension(one.words, other.words)) > same:
        return extended
    return same if _few_words_differ(one.words, other.words) else 0.0


def _shared(one: Text, other: Text) -> float:
    """The share of words after the same title that both have, relative to the text with fewer words."""
    title = set(one.title.split())
    sides = [{word for word in text.words if word not in SMALL} - title for text in (one, other)]
    fewer = min(len(side) for side in sides)
    return len(sides[0] & sides[1]) / fewer if fewer else 1.0


def _extension(one: Sequence[str], other: Sequence[str]) -> float:
    """The likeness of two texts if one is the other with words added, else 0."""
    short, long = sorted((one, other), key=len)
    if len(short) < _PHRASE or (len(short) / len(long) < 0.4 and long[: len(short)] != short):
        return 0.0
    if any(op.tag != "insert" for op in _changes(short, long)):
        return 0.0
    return ENOUGH + (1 - ENOUGH) * len(short) / len(long)


def _few_words_differ(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether only a small part differs, or only the forms of words."""
    changed = 0.0
    for op in _changes(one, other):
        gone, come = one[op.src_start : op.src_end], other[op.dest_start : op.dest_end]
        if op.tag == "replace" and (_are_forms(gone, come) or all(word.isdecimal() for word in (*gone, *come))):
            continue
        weights = [sum(word not in SMALL for word in side) for side in (gone, come)]
        changed += max(weights) if op.tag == "replace" else max(weights) / 2
    heavy = max(1, min(sum(word not in SMALL for word in side) for side in (one, other)))
    allowed = 0 if heavy < 4 else heavy / 4 if heavy >= _SHORT else 0.5
    return changed <= allowed


def _only_forms_differ(one: Sequence[str], other: Sequence[str]) -> bool:
    return all(
        op.tag == "replace" and _are_forms(one[op.src_start : op.src_end], other[op.dest_start : op.dest_end])
        for op in _changes(one, other)
    )


def _are_forms(gone: Sequence[str], come: Sequence[str]) -> bool:
    """Whether words were replaced by other forms: "writes" by "writing", "data base" by "database"."""
    if "".join(gone) == "".join(come):
        return True
    if len(gone) != len(come):
        return False
    return all(
        (one in SMALL and other in SMALL) or _have_one_stem(one, other) for one, other in zip(gone, come, strict=True)
    )


def _have_one_stem(one: str, other: str) -> bool:
    """Whether two words differ only by common English endings."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    stem = one[:same]
    endings = [word[len(stem) :] for word in (one, other)]
    if len(stem) < _STEM:
        return False
    return all(ending in _ENDINGS or (ending[:1] == stem[-1] and ending[1:] in _ENDINGS) for ending in endings)


def _changes(one: Sequence[str], other: Sequence[str]) -> list[Opcode]:
    return [op for op in Levenshtein.opcodes(one, other) if op.tag != "equal"]
