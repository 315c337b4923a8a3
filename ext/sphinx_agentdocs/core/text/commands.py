"""Words of command: whether an English text tells its reader to do something."""

from __future__ import annotations

import re

from .any_case import AnyCase

_VERBS = frozenset(
    "accept acknowledge act adapt add adhere adjust adopt advise agree align allow analyse analyze announce"
    " anticipate append apply approve ask assert assess assign assume attach avoid be become begin bind bring browse"
    " calculate capture carry choose cite clarify classify close collect combine come communicate compare compile"
    " complete comply compose compute conduct configure confirm consider consolidate construct consult continue"
    " convert coordinate correct create decide declare decline deduplicate defer define delegate delete deliver"
    " demonstrate deny derive describe detect determine develop diagnose disable discard disclose discover discuss"
    " distinguish divide do draw eliminate embrace emit emphasize employ enable encourage enforce engage enrich ensure"
    " enter enumerate escalate establish evaluate examine exclude execute expand expect explain explore expose extend"
    " extract fail favor favour fetch fill find finish follow forbid formulate gather generate get give go guarantee"
    " halt have honor honour identify ignore illustrate implement import improve include incorporate increase infer"
    " inform inherit initialize inject insert inspect install integrate interpret investigate invoke isolate iterate"
    " join justify keep know launch learn leave let listen locate maintain make maximize meet mention merge migrate"
    " minimize modify must navigate never notify obey observe obtain offer omit optimize orchestrate organize"
    " overwrite perform prefer prepare present preserve prevent prioritize proceed produce propose protect prove"
    " provide publish put quantify raise reach recommend reconcile recreate reduce refactor refer refine refuse reject"
    " rely remain remember remind remove rename rephrase replace reply reproduce require resolve respond restate"
    " restrict retain retrieve retry reuse reveal rewrite say seek select send separate should simplify skip speak"
    " specify stay stick strip suggest summarise summarize suspend tailor talk teach tell think throw tie touch"
    " translate trim try understand utilize validate verify warn weigh write".split()
)
"""Verbs that begin an instruction in English, and are hardly ever nouns."""
_ALSO_NOUNS = frozenset(
    "address answer approach audit balance base benchmark block break bridge build call catch cause challenge change"
    " check clean code comment commit connect contact control copy count cover craft cut deal deploy design display"
    " document draft drop embed end estimate exit experiment export filter fix flag focus format function guard guide"
    " handle help hide hold index lead leverage limit link list load lock log look map mark measure model monitor move"
    " name note notice open outline pass pattern pick pin place plan point post process profile program project prompt"
    " prototype pull push question rank read record release repeat report research respect result return review roll"
    " run sample save scale scan schedule scope score search secure sense serve set shape share show sign sort split"
    " start state step stop store stream structure study style support surface switch take test time trace track train"
    " transform treat trigger trust turn update upgrade use view wait walk watch work wrap".split()
)
"""Verbs that are nouns as often: in a few words they say nothing."""
_FEW_WORDS = 3
_FIRST = re.compile(
    r"\W*(?:(?:then|first|next|finally|also|and|please|proactively|immediately)[ ,]+)?([a-z]+)", re.IGNORECASE
)
_DESCRIPTION = re.compile(r"\W*(?:you|i|we)\b", re.IGNORECASE)
"""The beginning of a text that says who somebody is, or what they do."""
_DIRECTIVE = AnyCase(
    r"\b(?:must|shall|should|always|never|cannot|(?:ca|do|must|should)n['\u2019]t|do not|does not|may not"
    r"|needs? to|ha(?:ve|s) to|required?|ought to|make sure|ensure|avoid|prefer|only (?:if|when|after)"
    r"|no more than|at least|at most|(?:is|are) (?:not )?(?:allowed|permitted)|not permitted|forbidden|prohibited"
    r"|(?:you|it) will|(?:when|if|before|until) you|instead of|rather than)\b"
    r"|\A\W*(?:no|not|only)\b"
)


def is_command(text: str) -> bool:
    """Whether an English text tells its reader to do something, or not to."""
    if _DIRECTIVE.search(text):
        return True
    if _DESCRIPTION.match(text):
        return False
    first = _first(text)
    return first in _VERBS or (first in _ALSO_NOUNS and len(text.split()) > _FEW_WORDS)


def begins_with_a_verb(text: str) -> bool:
    """Whether the first word is a verb and hardly ever a noun."""
    return _first(text) in _VERBS


def may_begin_with_a_verb(text: str) -> bool:
    """Whether the first word is a verb, which can also be a noun."""
    first = _first(text)
    return first in _VERBS or first in _ALSO_NOUNS


def _first(text: str) -> str:
    match = _FIRST.match(text)
    return match[1].casefold() if match else ""
