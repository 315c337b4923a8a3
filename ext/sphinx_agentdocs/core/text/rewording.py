"""Whether one text is a rewording of another: conservative, since a wrong answer misleads a reader.

Words are compared, not only characters: "test the input" and "test the output" differ by
three letters and are two rules.  The thresholds were chosen by reading the pairs that they
accept; ``docs/decisions`` describes how.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import log2

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein, Opcode

from .identifiers import words
from .signs import with_signs_as_words
from .word_sense import NEGATIONS, SMALL, are_opposites, are_versions, mean_the_same, spelt_out

_CHARS = 2_000
_SENTENCE_END = re.compile(r"(?<=[.!?;\u3002\uff01\uff1f])\s*")
_NEAR = 0.6
"""The closeness from which a sentence is about the same as another one."""
_BLOCK = 12
"""A changed passage with more words was written anew: its words are not compared one by one."""
_SIGNS = re.compile("\u306a\u3044|\u306a\u304f|\u307e\u305b\u3093|\u305a\u306b|.", re.DOTALL)
_DIRECTED = frozenset("over than before after not instead from into above below under until unless".split())
"""Words that say something else if what is on their two sides changes places."""
_OUT, _IN = ("out", "of"), ("in",)
_TURNING = NEGATIONS | {"non"}
_CONDEMNING = frozenset(
    "bad wrong incorrect common anti pattern patterns antipattern antipatterns"
    " mistake mistakes pitfall pitfalls".split()
)
"""Words that, before a colon, make what not to do of what follows."""
_VERBS = frozenset("is are be was were can must may might should shall will would could do does did has have".split())
_GENERIC = frozenset(
    "note notes tip tips example examples important critical high medium moderate low warning caution info input output"
    " format goal purpose context description documentation name value default optional required good bad do dont why"
    " what how when step phase rule check action result status type usage summary overview other general".split()
)
"""Words that are the title of many guidelines, which may have nothing else in common."""


@dataclass(frozen=True)
class Text:
    """A text prepared for comparison."""

    words: tuple[str, ...]
    title: tuple[str, ...]

    @cached_property
    def plain(self) -> str:
        """The words as one text."""
        return " ".join(self.words)

    @cached_property
    def weight(self) -> int:
        """How many words carry meaning."""
        return _heavy(self.words)


def prepared(title: str, text: str) -> Text:
    """*text*, which may begin with its *title*, prepared for comparison; of a long text, only the beginning counts."""
    return Text(_words_of(text[:_CHARS]), _words_of(title))


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(part for word in each_word(with_signs_as_words(text)) for part in spelt_out(word))


def each_word(text: str) -> list[str]:
    """The words of a text; in a script without spaces, each character is one, and so is each ending that negates."""
    result: list[str] = []
    for word in words(text):
        if len(word) > 1 and re.search("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", word):
            result += _SIGNS.findall(word)
        else:
            result.append(word)
    return result


class Weights:
    """How much each word distinguishes a text among those of its page: the rarer, the more."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts

    def of(self, word: str) -> float:
        """The weight of a word, from 0 to 1."""
        return 0.0 if word in SMALL else 1 / (1 + log2(max(1, self._counts.get(word, 1))) / 2)

    def total(self, text: Sequence[str]) -> float:
        """The weight of all words of a text."""
        return sum(map(self.of, text))


ALONE = Weights({})
"""The weights of words of which no other texts are known."""


@dataclass(frozen=True, slots=True)
class Change:
    """A passage of a text that was replaced, added or dropped.

    *kept* lists the words that only changed their form, or were exchanged for a synonym.
    """

    gone: tuple[str, ...]
    come: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    first: bool
    last: bool

    @property
    def lost(self) -> list[str]:
        """The words with meaning that were dropped or replaced."""
        return [word for word in _less(self.gone, [one for one, _ in self.kept]) if word not in SMALL]

    @property
    def gained(self) -> list[str]:
        """The words with meaning that were added or replace others."""
        return [word for word in _less(self.come, [other for _, other in self.kept]) if word not in SMALL]


def _less(passage: Sequence[str], dropped: Sequence[str]) -> list[str]:
    left = list(passage)
    for word in dropped:
        left.remove(word)
    return left


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two texts have in common.

    *shares* are the weights of the words in common, in order, relative to all words of either
    text; *letters* is the share of letters in common; *run* counts the words with meaning in the
    longest passage that both have.  It *exchanges* what it compares if "one over two" became "two over one".
    """

    one: Text
    other: Text
    changes: tuple[Change, ...]
    shares: tuple[float, float]
    run: int
    exchanges: bool = False

    @property
    def closeness(self) -> float:
        """How much they have in common, from 0 to 1."""
        return sum(self.shares) / 2

    @property
    def letters(self) -> float:
        """The share of letters in common."""
        return fuzz.ratio(self.one.plain, self.other.plain) / 100

    @property
    def weight(self) -> int:
        """How many words with meaning the text with fewer of them has."""
        return min(self.one.weight, self.other.weight)

    @property
    def kept(self) -> int:
        """How many words with meaning they have in common."""
        return self.one.weight - sum(_heavy(change.lost) for change in self.changes)

    @property
    def only_adds(self) -> bool:
        """Whether the second text is the first one with words added."""
        return not any(change.gone for change in self.changes)

    @property
    def only_drops(self) -> bool:
        """Whether the second text is the first one with words dropped."""
        return not any(change.come for change in self.changes)

    @property
    def contradicts(self) -> bool:
        """Whether one says the opposite of the other, or the same about an opposite."""
        return self.exchanges or any(_reverses(change) or _swaps(change) for change in self.changes)


def compare(one: Text, other: Text, weights: Weights = ALONE) -> Comparison:
    """What two texts have in common, word by word, in order."""
    operations = list(Levenshtein.opcodes(one.words, other.words))
    changes = _settled(list(_changes(one.words, other.words, operations)))
    runs = [one.words[op.src_start : op.src_end] for op in operations if op.tag == "equal"]
    same = sum(map(weights.total, runs))
    kept = [pair for change in changes for pair in change.kept]
    shares: list[float] = []
    for text, side in ((one, 0), (other, 1)):
        total = weights.total(text.words)
        in_common = same + sum(weights.of(pair[side]) for pair in kept)
        shares.append(in_common / total if total else float(not changes))
    longest = max(map(_heavy, runs), default=0)
    return Comparison(one, other, changes, (shares[0], shares[1]), longest, _exchanges(runs, changes))


def _changes(one: Sequence[str], other: Sequence[str], operations: Sequence[Opcode]) -> Iterator[Change]:
    """The changed passages; neighbouring operations are one change."""
    at = there = 0
    for op in [op for op in operations if op.tag == "equal"] + [None]:
        end, to = (op.src_start, op.dest_start) if op else (len(one), len(other))
        gone, come = tuple(one[at:end]), tuple(other[there:to])
        if gone or come:
            before = one[at - 1] if at else ""
            gone, come = (_turned(side, before) if not (gone and come) else side for side in (gone, come))
            yield Change(gone, come, tuple(_kept(gone, come)), at == there == 0, op is None)
        if op:
            at, there = op.src_end, op.dest_end


def _turned(passage: tuple[str, ...], before: str) -> tuple[str, ...]:
    """An added passage, with a negation at its end moved to its start if the word *before* it is the same.

    "Not [now. Not] later" is "[Not now.] Not later".
    """
    if before in _TURNING and passage[-1:] == (before,):
        return (before, *passage[:-1])
    return passage


def _kept(gone: Sequence[str], come: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The words of a replaced passage that have the same meaning in the new one, in order."""
    if "".join(gone) == "".join(come):  # "data base", "database"
        yield from zip(gone, come, strict=False)
        return
    start = 0
    if max(len(gone), len(come)) > _BLOCK:
        return
    for word in gone:
        for index in range(start, len(come)):
            if word not in SMALL and mean_the_same(word, come[index]):
                yield word, come[index]
                start = index + 1
                break


def _settled(changes: list[Change]) -> tuple[Change, ...]:
    """The changes, with a new number counted as the same only if nothing else has changed."""
    if all(not (change.lost or change.gained) for change in changes):
        return tuple(changes)
    return tuple(
        replace(change, kept=tuple(pair for pair in change.kept if not are_versions(*pair))) for change in changes
    )


# -- contradictions


def _reverses(change: Change) -> bool:
    """Whether a negation was added or dropped that governs words which both texts have.

    A negation governs what follows it.  In a clause of its own ("…, not just a number") it
    leaves the rest of the guideline untouched.
    """
    if change.first and not (change.gone and change.come) and _CONDEMNING.issuperset(change.gone or change.come):
        return True  # "Bad: skip the tests"
    sides = [_negations(side) for side in (change.gone, change.come)]
    if bool(sides[0]) == bool(sides[1]):
        return False
    passage, places = (change.gone, sides[0]) if sides[0] else (change.come, sides[1])
    if change.first or (change.last and passage[0] in _VERBS):
        return True
    if change.last and passage[0] in ("never", "no") and passage[1:2] and passage[1] in SMALL:
        return True  # "ring the bell never in fog"
    before, after = (_heavy(part) for part in (passage[: places[-1]], passage[places[-1] + 1 :]))
    return after == 0 if change.last or before >= 2 else after < 2


def _heavy(passage: Iterable[str]) -> int:
    """How many words with meaning a passage has; in a script without spaces, two characters are one."""
    heavy = [word for word in passage if word not in SMALL]
    return len(heavy) - sum(len(word) == 1 and not word.isascii() for word in heavy) // 2


def _negations(passage: Sequence[str]) -> list[int]:
    return [index for index, word in enumerate(passage) if word in _TURNING]


def _exchanges(runs: Sequence[Sequence[str]], changes: Sequence[Change]) -> bool:
    """Whether two passages changed places around a word that says which of them comes first; *runs* are the others."""
    between = runs if changes and changes[0].first else runs[1:]
    return any(
        bool(one.lost) and one.lost == other.gained and one.gained == other.lost and not _DIRECTED.isdisjoint(run)
        for (one, other), run in zip(pairwise(changes), between, strict=False)
    )


def _swaps(change: Change) -> bool:
    """Whether a short passage replaced a word by its opposite."""
    if len(change.gone) > _BLOCK or len(change.come) > _BLOCK:
        return False
    if {change.gone, change.come} == {_OUT, _IN}:
        return True
    return any(are_opposites(gone, come) for gone in change.gone for come in change.come)


def sentences(text: str) -> list[Text]:
    """The sentences of *text*, each prepared for comparison."""
    return [prepared("", sentence) for sentence in _SENTENCE_END.split(text)]


def is_reversed(text: str, found: Iterable[Text]) -> bool:
    """Whether one of the sentences *found* is the opposite of *text*, and none is *text* reworded.

    A text with several sentences may have a negation in another one, so it cannot be compared as a whole.
    """
    one = prepared("", text)
    near = [each.contradicts for each in (compare(one, other) for other in found) if each.closeness >= _NEAR]
    return bool(near) and all(near)


# -- the decision


def is_reworded(found: Comparison) -> bool:
    """Whether the words alone prove that one text is the other reworded, wherever the two are on a page."""
    if found.contradicts or not found.weight:
        return found.one.words == found.other.words != ()
    return any(rule(found) for rule in (_same_meaning, _same_title, _extended, _few_words_differ, _long_passage))


def is_reworded_in_place(found: Comparison) -> bool:
    """Whether two texts of the same list are one guideline, if no other text of the page is as close."""
    if found.contradicts or not found.weight:
        return False
    if max(found.shares) == 1:
        return found.closeness >= 0.62 and (found.letters >= 0.7 or (found.weight >= 2 and found.letters >= 0.55))
    enough = 0.5 if found.kept >= 4 else 0.62 if found.kept >= 2 else 1
    return found.closeness >= enough and found.letters >= 0.7


def _same_meaning(found: Comparison) -> bool:
    """Every word with meaning is still there, or has become a synonym or another form of itself."""
    return found.shares == (1, 1) and (found.weight >= 3 or found.letters >= 0.8)


def _same_title(found: Comparison) -> bool:
    """The titles are the same and say something, and much of what follows is."""
    title = set(found.one.title)
    if not title or found.one.title != found.other.title or _is_generic(title):
        return False
    sides = [{word for word in text.words if word not in SMALL} - title for text in (found.one, found.other)]
    fewer = min(map(len, sides))
    return len(sides[0] & sides[1]) >= 0.3 * fewer


def _is_generic(title: Iterable[str]) -> bool:
    return all(word in _GENERIC or word in SMALL or word.isdecimal() for word in title)


def _extended(found: Comparison) -> bool:
    """Words were only added, or only dropped, and not too many of them."""
    short, long = sorted((found.one.words, found.other.words), key=len)
    if found.weight < 3 or max(found.shares) < 1:
        return False
    if not (found.only_adds or found.only_drops):
        return found.letters >= 0.7 and found.weight >= 4
    return len(short) >= 0.4 * len(long) or long[: len(short)] == short


def _few_words_differ(found: Comparison) -> bool:
    """Most letters agree, and few words with meaning were exchanged; an added word counts half."""
    if found.letters < 0.8:
        return False
    counts = [(len(change.lost), len(change.gained)) for change in found.changes]
    changed = sum(max(both) if all(both) else max(both) / 2 for both in counts)
    if found.weight >= 8:
        return changed <= found.weight / 4
    return changed <= (0 if found.weight < 4 else 1 if found.weight > 4 and found.letters >= 0.85 else 0.5)


def _long_passage(found: Comparison) -> bool:
    """A long passage is untouched that makes up most of one of the texts."""
    return found.run >= 5 and max(found.shares) >= 0.6 and found.letters >= 0.6
