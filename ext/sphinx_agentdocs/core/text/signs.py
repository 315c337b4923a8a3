"""Signs that say something, as words: a comparison of words alone would not see that ``<`` became ``>``."""

from __future__ import annotations

import re

CROSSES = "\u274c\u2717\u2718\u2716\U0001f6ab\u26d4\U0001f44e"
"""Signs that forbid what follows them."""
_WORDS = {
    "===": "identical",
    "!==": "not identical",
    "==": "equals",
    "!=": "not equals",
    "\u2260": "not equals",
    "<=": "atmost",
    "\u2264": "atmost",
    "\u2a7d": "atmost",
    ">=": "atleast",
    "\u2265": "atleast",
    "\u2a7e": "atleast",
    "<": "under",
    "&lt;": "under",
    "\uff1c": "under",
    ">": "over",
    "&gt;": "over",
    "\uff1e": "over",
    "\u00ac": "not",
    "\u2209": "not in",
    "&&": "conjunction",
    "||": "disjunction",
    "++": "plusplus",
    "#": "sharp",
    "!": "not",
    "-": "minus",
} | dict.fromkeys(CROSSES, "not")
_NO_SIGN = (
    r"</?[A-Za-z][\w.-]*(?:\s[^<>]*)?/?>"  # a tag, or the type of the items of a list
    r"|<!--|[-=~]+>|<[-~]+|<>|<{2,}|>{2,}"  # a comment, an arrow, a shift
)
_SIGN = re.compile(
    rf"(?:{_NO_SIGN})"
    r"|(?P<sign>[!=]==?|[<>]=?|[\u00ac\u2209\u2260\u2264\u2265\u2a7d\u2a7e\uff1c\uff1e]|&[lg]t;"
    r"|&&|\|\||(?<=\w)\+\+|(?<=\w)#(?!\w)|(?<![\w!])!(?=[A-Za-z_(])"
    rf"|(?<![\w.)\]}}-])-(?=\d)|[{CROSSES}])"
)


def with_signs_as_words(text: str) -> str:
    """*text* with the signs that compare, negate or forbid, and those of "C++" and "C#", written as words."""
    return _SIGN.sub(_word, text)


def _word(match: re.Match[str]) -> str:
    return f" {_WORDS[match['sign']]} " if match["sign"] else match[0]
