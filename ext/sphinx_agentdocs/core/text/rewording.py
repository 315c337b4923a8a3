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
_HEAD = 300
"""Characters by which two long texts are compared first."""
_HEAD_ENOUGH = 0.7
_SHORT = 8
_SAME_WORDS = 0.85
"""The likeness of two texts with the same words that carry meaning."""
_PHRASE = 4
_HOPELESS = 0.5
_STEM = 3
_TITLED = 0.82
_SHARED_BELOW_A_TITLE = 0.3
_ENDINGS = frozenset(" s es e ed d er r or ing ion ions y ies ied ly al able ment ments n ation ations".split(" "))
_SHORTENED = {"re": "are", "ll": "will", "ve": "have"}
"""The ends of contractions, without the apostrophe, and the words that they stand for."""
_GENERIC = frozenset(
    "note notes tip tips example examples important critical high medium low warning caution info input output format"
    " goal purpose context description documentation name value default optional required good bad do why what how when"
    " step rule check action result status type".split()
)
"""Words that many guidelines have for a title: two that share one have little in common."""
_SYNONYMS = (
    "check verify validate confirm ensure",
    "create make build generate produce",
    "use utilize leverage employ apply",
    "remove delete drop",
    "fix repair resolve correct",
    "show display present",
    "find identify locate detect",
    "explain describe",
    "write author",
    "review inspect examine",
    "keep maintain preserve retain",
    "modify change edit",
    "start begin",
    "stop end finish",
    "get fetch retrieve obtain",
    "choose select pick",
    "large big",
    "small little",
    "quick fast rapid",
)
_SENSE = {word: line for line in _SYNONYMS for word in line.split()}
_OPPOSITES = frozenset(
    frozenset(pair.split("/"))
    for pair in (
        "enable/disable allow/deny allow/forbid allow/block permit/forbid before/after more/less more/fewer most/least"
        " min/max minimum/maximum minimize/maximize include/exclude add/remove add/delete create/delete first/last"
        " input/output inputs/outputs read/write start/stop open/close accept/reject always/sometimes on/off up/down"
        " top/bottom high/low higher/lower increase/decrease upper/lower true/false public/private internal/external"
        " local/remote sync/async synchronous/asynchronous old/new early/late push/pull upload/download import/export"
        " encode/decode encrypt/decrypt client/server frontend/backend success/failure pass/fail valid/invalid"
        " required/optional positive/negative left/right small/large short/long fast/slow many/few with/without"
        " manual/automatic manually/automatically unit/integration good/bad hot/cold static/dynamic mutable/immutable"
    ).split()
)
"""Words that turn a rule into another one."""
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
    heavy: tuple[str, ...]

    @property
    def head(self) -> str:
        """The beginning by which long texts are compared first."""
        return self.plain[:_HEAD]

    @property
    def weight(self) -> int:
        """How many words carry meaning."""
        return len(self.heavy)


def prepared(title: str, text: str) -> Text:
    """*text*, which may begin with its *title*, prepared for comparison; of a long text, only the beginning counts."""
    found = tuple(each_word(text[:_CHARS]))
    heavy = tuple(word for word in found if word not in SMALL)
    negated = any(word in NEGATIONS for word in found)
    return Text(" ".join(found), found, _telling(words(title)), negated, heavy)


def _telling(title: Sequence[str]) -> str:
    """A title as a text; empty if it is a word that says nothing about the guideline, such as "Note"."""
    return "" if all(word in _GENERIC or word in SMALL or word.isdecimal() for word in title) else " ".join(title)


def each_word(text: str) -> list[str]:
    """The words of a text; in a script without spaces, each character is one."""
    result: list[str] = []
    for word in words(text):
        if len(word) > 1 and re.search("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", word):
            result += word
        else:
            result += _spelt_out(word)
    return result


def _spelt_out(word: str) -> list[str]:
    """A word, or the two words of a contraction such as "you're"; one with "not" stays a negation of its own."""
    first, _, second = word.replace("\u2019", "'").partition("'")
    return [first, _SHORTENED[second]] if second in _SHORTENED else [word]


def likeness(one: Text, other: Text) -> float:
    """How surely two texts are one guideline, from 0 to 1."""
    if one.words == other.words:
        return 1.0 if one.words else 0.0
    if not one.words or not other.words:
        return 0.0
    if one.negated != other.negated:
        return _with_an_exception(one, other)
    if one.title and one.title == other.title:
        same = fuzz.ratio(one.plain, other.plain) / 100
        return max(_TITLED, same) if _shared(one, other) >= _SHARED_BELOW_A_TITLE else 0.0
    if _begin_differently(one, other) or one.weight == other.weight == 0:
        return 0.0
    same = fuzz.ratio(one.plain, other.plain) / 100
    if _are_forms(one.heavy, other.heavy):
        return max(_SAME_WORDS, same)
    if min(one.weight, other.weight) < 3:
        return same if same >= 0.9 and _only_forms_differ(one.words, other.words) else 0.0
    if (extended := _extension(one.words, other.words)) > same:
        return extended
    return same if same >= ENOUGH - CLEARLY and _few_words_differ(one.words, other.words) else 0.0


def _begin_differently(one: Text, other: Text) -> bool:
    """Whether two texts differ so much at their beginnings that the rest, which takes ten times as long, is no use."""
    is_long = min(len(one.plain), len(other.plain)) > _HEAD
    enough = _HEAD_ENOUGH if is_long else _HOPELESS
    if fuzz.ratio(one.head, other.head, score_cutoff=100 * enough) > 0:
        return False
    return one.words[:_PHRASE] != other.words[:_PHRASE]


def _with_an_exception(one: Text, other: Text) -> float:
    """The likeness of two texts of which one is the other with a clause that has a "not" added at its end.

    The clause before is untouched, so it is still the same rule.
    """
    short, long = sorted((one.words, other.words), key=len)
    if len(short) < _PHRASE or long[: len(short)] != short or any(word in NEGATIONS for word in short):
        return 0.0
    added = long[len(short) :]
    if len(added) < 2 or all(word in NEGATIONS or word in SMALL for word in added):
        return 0.0
    return ENOUGH + (1 - ENOUGH) * len(short) / len(long)


def is_one_word_off(one: Text, other: Text) -> bool:
    """Whether two texts are the same but for one word, and that one does not make an opposite of the rule.

    Too little for `likeness`: it proves something only of the same place in the same list.
    """
    if len(one.words) != len(other.words) or one.negated != other.negated or min(one.weight, other.weight) < 2:
        return False
    changed = [pair for pair in zip(one.words, other.words, strict=True) if pair[0] != pair[1]]
    return len(changed) == 1 and frozenset(changed[0]) not in _OPPOSITES


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
    if not set(short) <= set(long) or any(op.tag != "insert" for op in _changes(short, long)):
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
    """Whether words were replaced by others with the same meaning: "writes" by "writing", "data base" by "database"."""
    if "".join(gone) == "".join(come):
        return True
    if len(gone) != len(come):
        return False
    return all(one == other or _mean_the_same(one, other) for one, other in zip(gone, come, strict=True))


def _mean_the_same(one: str, other: str) -> bool:
    """Whether two words are forms, synonyms, or versions of each other, or one is short for the other."""
    if one in SMALL or other in SMALL:
        return one in SMALL and other in SMALL
    if one in _SENSE and _SENSE[one] == _SENSE.get(other):
        return True
    return _have_one_stem(one, other) or _are_versions(one, other) or _is_short_for(*sorted((one, other), key=len))


def _are_versions(one: str, other: str) -> bool:
    """Whether two words differ only by a number in them: "es2023" and "es2025"."""
    plain = [re.sub(r"\d+", "0", word) for word in (one, other)]
    return plain[0] == plain[1] != "0"


def _is_short_for(short: str, long: str) -> bool:
    """Whether one word abbreviates the other: "env" and "environment", "vars" and "variables"."""
    stem = short.removesuffix("s")
    return len(stem) >= _STEM and len(long) >= len(stem) + _STEM and long.startswith(stem)


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
