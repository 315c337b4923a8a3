"""Hidden characters, made visible.

A definition is read by a model, which sees every character; a reader must see no less.
The set consists of the control characters, Unicode's general category Cf (format) except the
characters that are drawn, and the other code points that are drawn as nothing
(https://www.unicode.org/reports/tr44/, Default_Ignorable_Code_Point).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple, NewType

VisibleText = NewType("VisibleText", str)
"""Text without hidden characters: made only by `visible`, and safe to show anywhere."""

_HIDDEN_RANGES = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters except tab and newline
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"  # soft hyphen, joiners, fillers
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # zero-width spaces, directions, separators
    "\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"  # tags and the variation selectors supplement
)
_JOINERS = r"\u200c\u200d"
_SELECTORS = r"\u180b-\u180d\u180f\ufe00-\ufe0f"  # they choose a form of the character before them
_DRAWN = rf"[^\x00-\x7f\s{_HIDDEN_RANGES}{_JOINERS}{_SELECTORS}]"
"""A character that a joiner can join and whose form a selector can choose; none of them is ever replaced."""
_JOINER_OUT_OF_PLACE = rf"(?<!{_DRAWN})(?<!{_DRAWN}[{_SELECTORS}])[{_JOINERS}]|[{_JOINERS}](?!{_DRAWN})"
_SELECTOR_OUT_OF_PLACE = rf"(?<!{_DRAWN})(?!(?<=[0-9#*])\ufe0f\u20e3)[{_SELECTORS}]"
_HIDDEN = re.compile(f"[{_HIDDEN_RANGES}]|{_JOINER_OUT_OF_PLACE}|{_SELECTOR_OUT_OF_PLACE}")
_SUSPECT = re.compile(f"[{_HIDDEN_RANGES}{_JOINERS}{_SELECTORS}]")
_SUSPECT_ASCII = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""A text without a match has no hidden characters; most texts have none."""
_MOST_MARKS = 1000
_COMMAND = re.compile(r"##(?=\w*\[)")
"""The start of a command anywhere in a line of a log: ``##[`` for GitHub, ``##vso[`` for Azure."""


class HiddenCharacter(NamedTuple):
    """One hidden character and its place; line and column count from 1."""

    line: int
    column: int
    char: str


def visible(text: str) -> VisibleText:
    """*text* with each hidden character written as ``[U+202E]``.

    Newlines and tabs stay.  So does one joiner between letters of a script that needs it or
    between the parts of an emoji, and one selector after the character whose form it chooses.
    """
    if not _is_suspect(text):
        return VisibleText(text)
    return VisibleText(_HIDDEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text))


def normalized(form: Literal["NFC", "NFKD"], text: str) -> str:
    """*text* in a normal form (https://www.unicode.org/reports/tr15/), in a time that grows with its length.

    The marks of a letter are put in order, which for thousands of them takes a time that grows with the square of their
    number.  So the marks of a letter that has more than any writing are normalized some at a time.
    """
    if len(text) <= _MOST_MARKS or text.isascii() or not _has_many_marks(text):
        return unicodedata.normalize(form, text)
    pieces = (text[at : at + _MOST_MARKS] for at in range(0, len(text), _MOST_MARKS))
    return "".join(unicodedata.normalize(form, piece) for piece in pieces)


def _has_many_marks(text: str) -> bool:
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run > _MOST_MARKS:
            return True
    return False


def on_a_line(text: str) -> str:
    """*text* as one line of a log: a quoted file name may contain newlines and undecodable bytes.

    Source for the start of a command: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
    """
    text = text.encode("utf-8", "backslashreplace").decode().replace("\n", "\\n")
    return _COMMAND.sub("# #", visible(text))


def hidden_characters(text: str) -> list[HiddenCharacter]:
    """Each hidden character of *text*, in order."""
    found: list[HiddenCharacter] = []
    if not _is_suspect(text):
        return found
    line, begin, counted = 1, 0, 0
    for match in _HIDDEN.finditer(text):
        at = match.start()
        newlines = text.count("\n", counted, at)
        if newlines:
            line, begin = line + newlines, text.rindex("\n", counted, at) + 1
        counted = at
        found.append(HiddenCharacter(line, at - begin + 1, match[0]))
    return found


def _is_suspect(text: str) -> bool:
    return bool((_SUSPECT_ASCII if text.isascii() else _SUSPECT).search(text))
