"""The language and the direction of a text, as far as its letters prove them.

Only a script that one language is written in proves a language; Latin and Cyrillic letters prove none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal
from unicodedata import bidirectional

Language = Literal["", "ar", "el", "he", "ja", "ko", "th", "zh"]
"""A language as HTML names it, or an empty text if the script does not say which it is."""
Direction = Literal["", "ltr", "rtl"]
"""The direction of a text; one without letters has none."""

_KANA = "[\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d]"
_HAN = "[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_HANGUL = "[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"
_THAI = "[\u0e01-\u0e2e]"
_GREEK = "[\u0370-\u03ff\u1f00-\u1fff]"
_HEBREW = "[\u05d0-\u05ea]"
_YIDDISH = "[\u05ef-\u05f2\ufb1f]"
_ARABIC_SCRIPT = "[\u0620-\u06ff\u0750-\u077f\u0870-\u08c9]"
_OTHER_ARABIC = "[\u0620\u063b-\u063f\u066e-\u06d3\u06d5\u06ee-\u06ff\u0750-\u077f\u0870-\u08c9]"
"""Letters of the script that Arabic itself does not use: those of Persian, Urdu, Pashto, Uyghur and others."""
_ONLY_ARABIC = "[\u0629\u0643\u0649\u064a]"
"""Letters that Persian and Urdu write with other characters."""
_DISTINCT = (
    "[\u0370-\u03ff\u0590-\u08ff\u0e00-\u0e7f\u1100-\u11ff\u1f00-\u1fff"
    "\u3005-\ud7a3\uf900-\ufdff\ufe70-\ufefc\uff66-\uff9d\U00010800-\U00010fff\U0001e800-\U0001efff"
    "\U00020000-\U0003ffff]"
)
_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
_LEAST_KANA = 0.1


def language_of(texts: Iterable[str]) -> Language:
    """The language of *texts* together, if most of their letters are of a script that proves it.

    A sign of Chinese, Japanese or Korean counts as two letters: it says about as much.
    """
    text = " ".join(texts)
    if not is_distinct(text):
        return ""
    kana, han, hangul = _count(_KANA, text), _count(_HAN, text), _count(_HANGUL, text)
    signs = kana + han + hangul
    most = (sum(map(str.isalpha, text)) + signs) / 2
    if 2 * (kana + han) > most:
        return _japanese_or_chinese(kana, han)
    if 2 * hangul > most:
        return "ko"
    if _count(_ARABIC_SCRIPT, text) > most:
        return "ar" if _compiled(_ONLY_ARABIC).search(text) and not _compiled(_OTHER_ARABIC).search(text) else ""
    if _count(_HEBREW, text) > most:
        return "" if _compiled(_YIDDISH).search(text) else "he"
    if _count(_GREEK, text) > most:
        return "el"
    return "th" if _count(_THAI, text) > most else ""


def _japanese_or_chinese(kana: int, han: int) -> Language:
    """Japanese has kana in every sentence, Chinese at most in what it quotes; a few prove neither."""
    if not kana:
        return "zh"
    return "ja" if kana > _LEAST_KANA * (kana + han) else ""


def _count(letters: str, text: str) -> int:
    return len(_compiled(letters).findall(text))


@cache
def _compiled(letters: str) -> re.Pattern[str]:
    """The pattern for a set of *letters*, made when first needed: large sets take long, and most sites need none."""
    return re.compile(letters)


def direction_of(text: str) -> Direction:
    """The direction of the first letter of *text* that has one, as ``dir="auto"`` decides it."""
    for character in text:
        kind = bidirectional(character)
        if kind == "L":
            return "ltr"
        if kind in ("R", "AL"):
            return "rtl"
    return ""


def is_distinct(text: str) -> bool:
    """Whether a text may have a language or a direction to mark, which almost none in Latin letters has."""
    return not text.isascii() and _compiled(_DISTINCT).search(text) is not None


def has_right_to_left(text: str) -> bool:
    """Whether a text may have letters that are written from right to left."""
    return not text.isascii() and _compiled(_RIGHT_TO_LEFT).search(text) is not None
