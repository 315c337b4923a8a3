"""Words without their English endings, so that a question finds a word in any of its forms.

``deploy`` finds deployed and deployment, ``queries`` finds querying, ``naming`` finds name.  The steps are like
those of Porter's stemmer (https://tartarus.org/martin/PorterStemmer/), with fewer endings: words of different meaning
have to stay apart, such as access and accessibility, or integrity and integration.  That a term is often no word does
no harm.

The index carries the tables, so that the script has the same terms.
"""

from __future__ import annotations

import re

FORMS = (
    "agreed:agree alias:aliase analysis:analyse apis:api approval:approve atlas:atlase axes:axis bias:biase"
    " broke:break broken:break built:build canvas:canvase catalogue:catalog caught:catch centre:center"
    " children:child chose:choose chosen:choose conversion:convert cpus:cpu crises:crisis criteria:criterion dbs:db"
    " diagnoses:diagnosis dialogue:dialog drawn:draw drew:draw embedded:embed embedding:embed embeddings:embed"
    " exclusion:exclude fallen:fall fell:fall freed:free froze:freeze frozen:freeze gave:give given:give gpus:gpu"
    " grew:grow grown:grow guaranteed:guarantee held:hold hid:hide hidden:hide hypotheses:hypothesis ids:id"
    " inclusion:include indices:index kept:keep knew:know known:know kpis:kpi lens:lense licence:license lost:lose"
    " matrices:matrix men:man menus:menu movement:move overridden:override overrode:override overwritten:overwrite"
    " overwrote:overwrite pagination:paginate paid:pay payer:pay payment:pay people:person programme:program"
    " properly:proper prs:pr ran:run rebuilt:rebuild reduction:reduce registration:register removal:remove"
    " resolution:resolve retrieval:retrieve rewritten:rewrite sent:send shipment:ship shown:show simply:simple"
    " slept:sleep slos:slo spent:spend stole:steal stolen:steal submission:submit subscription:subscribe taken:take"
    " taught:teach threw:throw thrown:throw took:take traversal:traverse tying:tie uis:ui undone:undo"
    " vertices:vertex vms:vm woken:wake women:woman written:write wrote:write aws:aws container:container"
    " customer:customer dns:dns embed:embed gps:gps ios:ios likely:likely mission:mission news:news number:number"
    " prefer:prefer production:production proper:proper sms:sms statement:statement stripe:stripe tls:tls"
    " version:version windows:windows"
)
"""Forms that no rule gives, each with its word; a word with itself has no ending.  Each step looks them up first."""

STEPS = (
    # plurals
    (
        ("(.*)sses", "$1ss"),
        ("(.)ies", "$1ie"),
        ("(..+)ies", "$1y"),
        ("(.*)(ss|us|is)", "$1$2"),
        ("(...+)s", "$1"),
    ),
    # past and progressive forms
    (
        ("(.)ied", "$1ie"),
        ("(..+)ied", "$1y"),
        ("(.*eed)", "$1"),
        ("(.+(?:[^eo]at|bl|iz))(?:ed|ing)", "$1e"),
        ("(.*[aeiouy].*)([bdgmnprt])\\2(?:ed|ing)", "$1$2"),
        ("(.*[aeiouy].*)(?:ed|ing)", "$1"),
    ),
    # nouns and adverbs of verbs and adjectives; what stays of a word is not short
    (
        ("(..+)([ai])bility", "$1$2ble"),
        ("(..+[ai]bl)y", "$1e"),
        ("(.{3,}ic)al(?:ly)?", "$1"),
        ("(.{3,})ier", "$1y"),
    ),
    (
        ("(...+)i[sz]ation", "$1ize"),
        ("(..+)ification", "$1ify"),
        ("(.{4,})(?:ate|ator|ation|ative)", "$1"),
        ("(.{3,}[st])(?:ion|or)", "$1"),
        ("(.{4,})able", "$1"),
    ),
    (("(.{5,})ment|(.{3,}[^p])ly|(.{4,})ness", "$1$2$3"),),
    (
        ("(.{2,})([bdgmnprt])\\2er", "$1$2"),
        ("(.{3,}[^e])er", "$1"),
    ),
    # what is left of the end
    (
        ("(.{3,})e", "$1"),
        ("(.+[^aeiou])y", "$1i"),
        ("(.{3,})our", "$1or"),
        ("(.{4,})ll", "$1l"),
    ),
    (("(.{3,}[iy])s", "$1z"),),  # analyse, organise
)
"""The steps, each of which replaces the first of its endings that a whole word has: `$1` is what stays of it."""

LONG_ENDINGS = ("ation", "ations", "ating", "ated", "ator", "ment", "ments", "ability", "ization", "ing", "tion")
"""Endings in which a typing error hides the word that they belong to."""

_FORMS = dict(pair.split(":") for pair in FORMS.split())
_STEPS = tuple(
    tuple((re.compile(ending), instead.replace("$", "\\")) for ending, instead in endings) for endings in STEPS
)


def without_ending(word: str) -> str:
    """The stem of *word*, which consists of small letters from a to z."""
    for endings in _STEPS:
        word = _FORMS.get(word, word)
        if _FORMS.get(word) == word:
            return word
        for ending, instead in endings:
            if found := ending.fullmatch(word):
                word = found.expand(instead)
                break
    return word
