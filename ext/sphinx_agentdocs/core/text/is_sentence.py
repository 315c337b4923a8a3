"""Whether a text is a sentence that says what is or what to do, or only a name for something.

"Keep releases small" is a sentence; "Blue-green deployment: releases without downtime" is not.
"""

from __future__ import annotations

import re

from .terms import UNSPACED

_WORD = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")
_CLAUSE = frozenset(
    "am is are was were isn't aren't has have had do does did don't doesn't didn't must mustn't should shouldn't"
    " shall can't cannot could may might will won't would never always if unless until whenever because you you're"
    " you've you'll it's we they let's who whether while when".split()
)
"""Words that only a clause has."""
_SURE = frozenset(
    "accept acknowledge adapt add address adhere adjust adopt advise aim align allow analyze anticipate apply ask"
    " assess assume avoid balance be begin bring calculate call capture choose clarify collaborate collect combine"
    " commit communicate compare complete conduct confirm consider consult continue convert coordinate create"
    " decide define delegate deliver determine develop disable discuss distinguish divide eliminate embrace"
    " emphasize enable encourage enforce ensure establish evaluate examine execute explain explore extract"
    " facilitate favor find fix flag follow gather generate get give go guide handle help highlight identify"
    " ignore illustrate implement improve include incorporate inform initialize insist inspect integrate"
    " investigate invoke involve isolate keep know learn leave leverage listen look maintain make manage maximize"
    " measure minimize mitigate modify optimize organize outline perform pick prefer prepare preserve prevent"
    " prioritize proceed produce propose protect prove provide put recommend reduce refuse reject remain remember"
    " remove replace reproduce require research resolve respect respond retain return rewrite run save say see"
    " seek select send separate serve simplify solve specify start stay stop suggest summarize take tell think"
    " transform treat try turn understand update use utilize validate verify wait warn watch work write".split()
)
"""Words that begin an instruction and hardly anything else."""
_MAYBE = frozenset(
    "act answer approach audit build cache change check cite close control count cover debug deploy design"
    " document draft escalate estimate fail focus group hand hold iterate label link list load lock log map mark"
    " match mock monitor move note number offer open order own pair pass pin plan process push question quote rank"
    " read record refactor release report request reuse review scan schedule scope score set share show sign sort"
    " split stage step store study switch target test time trace track trim trust weigh".split()
)
"""Words that begin an instruction only if the next word shows it: "Check for leaks", but not "Check digits"."""
_NEXT = frozenset(
    "all any both each every no your our their its it this that these those them what which how where why when if"
    " whether for on in out up with at before after against only and or to from into existing new one two".split()
)
_ARTICLES = frozenset("a an the any each every your our their its it this that these those them".split())
_NO_VERBS = frozenset(
    "a about across after all along among and any as at before behind between both but by during each every few"
    " for from half how in into just like many more most near no nor of off on one only or over per plus since"
    " some such than the then through throughout to toward under up upon via what which while with within"
    " without".split()
)
_END = re.compile(r"[.!?\u3002\uff01\uff1f][\"'\u201d\u2019)*_]{0,3}\Z")
_TITLE = re.compile(r"(?:[^\s:\uff1a]+ ){0,4}[^\s:\uff1a]+(?:: |\uff1a| [\u2013\u2014] )")
_AFTER_TITLE = " \t:\uff1a\u2013\u2014-.*_"
_LONG = 16
_UNSPACED = 12


def below_title(text: str, title: str = "") -> str:
    """*text* without its *title*, or without a few words that end in a colon."""
    if title and text.startswith(title):
        return text[len(title) :].lstrip(_AFTER_TITLE)
    match = _TITLE.match(text)
    return text[match.end() :] if match else text


def is_sentence(text: str) -> bool:
    """Whether *text*, given without a title, is a sentence; a long text that ends like one is taken for one."""
    if not text.isascii() and sum(map(len, UNSPACED.findall(text))) >= _UNSPACED:
        return True
    if _begins_like_one(text):
        return True
    words = [word.casefold().replace("\u2019", "'") for word in _WORD.findall(text)]
    return not _CLAUSE.isdisjoint(words) or (len(words) >= _LONG and _END.search(text.rstrip()) is not None)


def _begins_like_one(text: str) -> bool:
    """Whether the first words are those of an instruction: "Keep ...", "Keeps ...", "Do not ..."."""
    words = _first_words(text)
    if not words:
        return False
    first = words[0]
    verbs = (first, first.removesuffix("s"), first.removesuffix("es"))
    if not _SURE.isdisjoint(verbs):
        return True
    following = words[1] if len(words) > 1 else ""
    return (following in _ARTICLES and first not in _NO_VERBS) or (following in _NEXT and not _MAYBE.isdisjoint(verbs))


def _first_words(text: str) -> list[str]:
    """The first two words of *text* in lower case."""
    words = text.split(None, 2)[:2]
    if not all(map(str.isalpha, words)):
        words = [match[0] for match, _ in zip(_WORD.finditer(text), range(2), strict=False)]
    return [word.casefold() for word in words]
