"""What single words mean to a comparison of texts: which ones carry meaning, agree, or contradict each other.

The lists are short on purpose: a pair is here if exchanging the two words in a guideline (almost)
never, or (almost) always, makes another guideline of it.
"""

from __future__ import annotations

import re
from itertools import takewhile

SMALL = frozenset(
    "a an the of to in on at for from by with and or as is are be been being it its this that these those any all each"
    " every your you their they we our when where which who will would can could should must may might do does also"
    " then than so if into via per e g eg ie etc using use".split()
)
"""Words that carry too little meaning to be counted."""
NEGATIONS = frozenset(
    "no not never none nothing without avoid avoids don't dont doesn't doesnt cannot cant can't won't wont shouldn't"
    " shouldnt mustn't mustnt neither nor refuse refrain reject forbid forbidden prohibit prohibited prohibits disallow"
    " disallowed except unless"
    " nicht nie niemals kein keine keinen keinem keiner keines ohne vermeide vermeiden verboten untersagt"  # German
    " nunca jamas jam\u00e1s sin evita evitar evite prohibido ninguno ninguna"  # Spanish
    " pas jamais sans aucun aucune \u00e9vite \u00e9viter \u00e9vitez interdit"  # French
    " n\u00e3o nao sem proibido"  # Portuguese
    " mai senza vietato nessun nessuna"  # Italian
    " niet nooit geen zonder vermijd verboden"  # Dutch
    " \u043d\u0435 \u043d\u0438\u043a\u043e\u0433\u0434\u0430 \u043d\u0435\u043b\u044c\u0437\u044f"  # Russian
    " \u0644\u0627 \u0644\u0646 \u0644\u0645 \u0644\u064a\u0633 \u0628\u062f\u0648\u0646"  # Arabic
    " \u4e0d \u52ff \u7981 \u522b \u65e0 \u672a \u6ca1 \u83ab"  # Chinese
    " \u306a\u3044 \u306a\u304f \u307e\u305b\u3093 \u305a\u306b".split()  # Japanese
)
"""Words that turn what they govern into its opposite; in Chinese and Japanese, parts of words."""

_LEAST_STEM = 3
_BEGINNING = 4
_ENDINGS = frozenset(" s es e ed d er r or ing ion ions y ies ied ly al able ment ments n ation ations".split(" "))
_SAME = (
    "check verify validate confirm",
    "create build make generate produce",
    "utilize leverage employ apply",
    "remove delete drop",
    "fix repair resolve",
    "show display present",
    "find identify locate detect",
    "explain describe",
    "review inspect examine",
    "keep maintain preserve retain",
    "modify change alter",
    "fetch retrieve obtain get",
    "choose select pick",
    "assist help support",
    "collaborate work cooperate operate",
    "ensure guarantee",
    "big large",
    "fast quick rapid",
    "comprehensive complete thorough",
    "application app",
    "applications apps",
    "architecture arch",
    "argument arg",
    "arguments args",
    "configuration config",
    "database db",
    "databases dbs",
    "dependencies deps",
    "development dev",
    "directory dir folder",
    "directories dirs folders",
    "documentation docs",
    "environment env",
    "environments envs",
    "identifier id",
    "identifiers ids",
    "information info",
    "javascript js",
    "kubernetes k8s",
    "maximum max",
    "message msg",
    "messages msgs",
    "minimum min",
    "parameter param",
    "parameters params",
    "performance perf",
    "production prod",
    "repository repo",
    "repositories repos",
    "specification spec",
    "specifications specs",
    "typescript ts",
    "variable var",
    "variables vars",
)
_OPPOSITE = (
    "enable/disable allow/deny,forbid,block,disallow permit/forbid,deny before/after until/after more/less,fewer"
    " most/least,fewest min,minimum/max,maximum minimize/maximize include/exclude including/excluding"
    " add/remove,delete,drop create/delete,remove,destroy first/last input/output inputs/outputs"
    " read/write reader/writer reads/writes start/stop,end,finish begin/end,stop,finish open/close accept/reject,refuse"
    " approve/reject always/sometimes,rarely,never often/rarely,never on/off up/down upper/lower top/bottom high/low"
    " higher/lower highest/lowest increase/decrease,reduce true/false public/private,internal internal/external"
    " local/remote,global sync/async synchronous/asynchronous old/new older/newer oldest/newest early/late"
    " earlier/later push/pull upload/download import/export encode/decode encrypt/decrypt client/server"
    " frontend/backend success/failure,error succeed/fail successful/failed pass/fail passing/failing valid/invalid"
    " required/optional,forbidden mandatory/optional positive/negative left/right small/large,big short/long"
    " fast/slow many/few above/below over/under inside/outside with/without manual/automatic"
    " manually/automatically good/bad right/wrong best/worst better/worse hot/cold static/dynamic mutable/immutable"
    " request/response producer/consumer source/destination,target parent/child upstream/downstream"
    " horizontal/vertical strong/weak simple/complex safe/unsafe secure/insecure known/unknown explicit/implicit"
    " do/dont keep/drop,remove ensure/skip check/skip from/to must/may,can"
    " prefer/avoid use/avoid encourage/discourage recommended/discouraged lock/unlock install/uninstall"
    " mount/unmount show/hide visible/hidden expand/collapse upgrade/downgrade forward/backward next/previous"
    " unit/integration success/errors online/offline stateless/stateful confirm/contradict,refute"
    " confirming/contradicting,refuting support/contradict"
    " atmost/atleast,over atleast/under conjunction/disjunction identical/equals"
    " skip/run ignore/fix,heed,report even/except,unless caller/callee sender/receiver buyer/seller"
)
_NEGATIVE = frozenset("un non dis in im de".split())
_SENSE = {word: line.partition(" ")[0] for line in _SAME for word in line.split()}
_CONTRACTIONS = {
    f"{word}{end}": (word, rest)
    for end, rest, bases in (
        ("re", "are", "you they"),
        ("ll", "will", "you they it that"),
        ("ve", "have", "you they"),
        ("nt", "not", "do does did is are was were has have had should would could must need"),
    )
    for word in bases.split()
} | {"cant": ("can", "not"), "cannot": ("can", "not"), "wont": ("will", "not"), "thats": ("that", "is")}


def _opposites() -> frozenset[tuple[str, str]]:
    sides = [[side.split(",") for side in pair.split("/")] for pair in _OPPOSITE.split()]
    pairs = {(one, other) for first, second in sides for one in first for other in second}
    return frozenset(pairs | {(other, one) for one, other in pairs})


_OPPOSITES = _opposites()


def spelt_out(word: str) -> tuple[str, ...]:
    """A word, or the two words of a contraction, given without its apostrophe: "youre" is "you are"."""
    return _CONTRACTIONS.get(word, (word,))


def sense(word: str) -> str:
    """A key that words with the same meaning nearly always share: that of the synonyms, or the beginning."""
    return _SENSE.get(word, word[:_BEGINNING])


def mean_the_same(one: str, other: str) -> bool:
    """Whether two words are the same, forms or synonyms of each other, or versions of one thing."""
    if one == other:
        return True
    if one in SMALL or other in SMALL:
        return one in SMALL and other in SMALL
    known = _SENSE.get(one)
    if known is not None and known == _SENSE.get(other):
        return True
    return have_one_stem(one, other) or are_versions(one, other)


def have_one_stem(one: str, other: str) -> bool:
    """Whether two words differ only by common English endings."""
    if one[:_LEAST_STEM] != other[:_LEAST_STEM]:
        return False
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    stem = one[:same]
    if len(stem) < _LEAST_STEM:
        return False
    endings = [word[len(stem) :] for word in (one, other)]
    return all(ending in _ENDINGS or (ending[:1] == stem[-1] and ending[1:] in _ENDINGS) for ending in endings)


def are_opposites(one: str, other: str) -> bool:
    """Whether exchanging one word for the other turns a guideline into its opposite, or aims it at the other side."""
    if (one, other) in _OPPOSITES:
        return True
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer.endswith(shorter) and longer[: -len(shorter)] in _NEGATIVE


def are_versions(one: str, other: str) -> bool:
    """Whether two different words differ only by their numbers: "2025" and "2026", "es2023" and "es2025"."""
    if one == other or not (any(map(str.isdecimal, one)) and any(map(str.isdecimal, other))):
        return False
    return re.sub(r"\d+", "0", one) == re.sub(r"\d+", "0", other)
