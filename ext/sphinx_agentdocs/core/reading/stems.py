"""The stem of a unit: what it depends on, so that a rule quoted alone does not say the opposite.

"The value is a constant." below "Do NOT flag if:" says the wrong thing without these words.  The stem is the titles of
sections in whose scope the unit is, then the texts that introduce it: a paragraph with a colon at its end, and the
items around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from markdown_it.token import Token

from ..model import Section
from ..text.polarity import Polarity, last_sentence, polarity
from ..text.sentences import first_sentences
from .markdown import plain

MOST_CHARS = 200
"""Characters of one text of a stem; more is no introduction."""
_LEAD_CHARS = 100
"""Characters of a lead; of several texts, the nearest count."""
_LABEL_WORDS = 2
_CODE = ("fence", "code_block")
_BLOCKS = ("bullet_list_open", "ordered_list_open", "table_open", *_CODE)
_CONDITION = re.compile(
    r"\b(?:if|when|whenever|unless|until|except|only|before|after|during|while|without|instead|for)\b", re.IGNORECASE
)


class Stems:
    """Follows a prompt, token by token, and knows at each what introduces a unit that begins there."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self._scope: tuple[str, ...] = ()
        self._around: tuple[str, ...] | None = None
        self._labels: set[tuple[str, ...]] = set()
        self._introduction = ""
        self._below = -1

    def section(self, section: Section) -> None:
        """Enter a section.  A label has only the block below it in its scope, not the paragraphs below that block."""
        self._introduction, self._around = "", None
        self._labels.discard(section.path)
        path = section.path
        self._scope = shortened(tuple(part for at, part in enumerate(path, 1) if path[:at] not in self._labels))
        if self._is_label(section):
            self._labels.add(section.path)
            self._around = self._scope[:-1]

    @property
    def scope(self) -> tuple[str, ...]:
        """The titles of the sections around what comes next."""
        return self._scope

    def leave(self, scope: tuple[str, ...]) -> None:
        """Leave the section of a tag; *scope* is that around it."""
        self._scope, self._around, self._introduction = scope, None, ""

    def _is_label(self, section: Section) -> bool:
        """Whether a section is the label of the block below it: with a colon, or one or two bold words above code."""
        below = self._type(section.token + 3)
        is_short = self._type(section.token) == "paragraph_open" and len(section.title.split()) <= _LABEL_WORDS
        return (section.introduces and below in _BLOCKS) or (is_short and below in _CODE)

    def paragraph(self, index: int) -> None:
        """Enter a paragraph that is neither a section nor in an item."""
        if self._around is not None:
            self._scope, self._around = self._around, None
        first, stop = self.tokens[index].map or (0, 0)
        text = plain(self.tokens[index + 1])
        if is_introduction(text):
            self._introduction, self._below = "", stop  # it does not introduce itself
        elif first != self._below:
            self._introduction = ""
        else:
            self._below = stop

    def after_paragraph(self, index: int) -> None:
        """Leave a paragraph, which may introduce what follows."""
        text = plain(self.tokens[index + 1])
        if is_introduction(text):
            self._introduction = short(text)

    def now(self, parents: Sequence[str]) -> tuple[str, ...]:
        """The stem of a unit inside of items that say *parents*."""
        return (*self._scope, *filter(None, (self._introduction, *map(short, parents))))

    def _type(self, index: int) -> str:
        return self.tokens[index].type if index < len(self.tokens) else ""


def lead_and_polarity(stem: Sequence[str], text: str) -> tuple[str, Polarity]:
    """The part of a stem without which *text* would mislead, and whether it says what to do or what not to do.

    The part is what makes the unit negative, and the texts with a colon that state a condition.
    """
    found, decisive = polarity(text, stem[::-1])
    needed = [last_sentence(part) for part in stem if part == decisive or _states_a_condition(part)]
    lead = ""
    for part in reversed(list(dict.fromkeys(needed))):
        longer = f"{part if is_introduction(part) else f'{part}:'} {lead}".strip()
        if lead and len(longer) > _LEAD_CHARS:
            break
        lead = longer
    return lead, found


def _states_a_condition(part: str) -> bool:
    return is_introduction(part) and bool(_CONDITION.search(last_sentence(part)))


def is_introduction(text: str) -> bool:
    """Whether a text introduces what follows: it ends with a colon."""
    return text.rstrip("*_` ").endswith((":", "\uff1a"))


def shortened(titles: Iterable[str]) -> tuple[str, ...]:
    """*titles* as parts of a stem."""
    return tuple(map(short, titles))


def short(text: str) -> str:
    """*text* as a part of a stem, which every unit below it has."""
    return text if len(text) <= MOST_CHARS else first_sentences(text, MOST_CHARS)
