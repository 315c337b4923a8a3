"""The codes that teams give their rules: ``PERF-1``, ``[SEC-12]``, ``R4.2``, ``(id: naming-3)``.

A code counts at the head of a rule only, and only where it is set off: in brackets, in bold, or by a colon or
dash.  Names of standards look alike, so the most usual are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_STANDARDS = frozenset(
    "aes arm bip bsd ces cp covid cs cve cvss cwe des dsa eal ean ecma eip en erc es fips ga gpt h2 http https iec ieee"
    " iso itu java jpeg js ksuid md mp mpeg nist node pep pkcs posix python rfc rsa sha sox sql ssl tls utf uuid v vt"
    " wcag web win x y".split()
)
_CODE = (
    r"(?:[A-Z][A-Z0-9_]{0,11}(?:-[A-Z][A-Z0-9_]{0,11}){0,3}-\d{1,5}(?:\.\d{1,4}){0,3}[a-z]?"
    r"|[A-Z]{1,3}\d{1,4}(?:\.\d{1,4}){1,3})"
)
_HEAD = re.compile(
    rf"\s*(?:[*_`]+\s*)?(?:\[(?P<bracket>{_CODE})\]|\((?P<paren>{_CODE})\)"
    rf"|(?P<bare>{_CODE})(?=[*_`]*\s*(?:[:.\u2013\u2014|]|-\s|\Z|[*_`]{{1,3}}\s)))"
)
_IN_HEADING = re.compile(rf"[*_`]*(?P<bare>{_CODE})(?=[*_`]*\s)")
_NAMED = re.compile(
    r"[(\[{]\s*(?:id|rule|rule id|ruleId|code)\s*[:=]\s*`?"
    r"(?P<named>[A-Za-z][\w.-]{0,40}\d|\d[\w.-]{0,40})`?\s*[)\]}]"
)
_ALONE = re.compile(rf"\W*(?P<code>{_CODE})\W*\Z")
_ALIAS = re.compile(
    r"(?=.{3,60}\Z)(?=.*[0-9])(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\.)[a-z0-9]+(?:-[a-z0-9]+|\.[0-9]+)+\Z"
)
"""What can be a folder on every system: some names of devices with a full stop cannot."""
_FIELDS = ("ruleId", "rule_id", "rule-id", "id")
_BEGINS = re.compile(
    rf"^(?:[^\w\n<]|_|<[^>\n]*>|\d{{1,9}}[.)])*(?P<code>{_CODE})(?![^\W_])"
    r"|[(\[{]\s*(?:id|rule|rule id|ruleId|code)\s*[:=]"
    rf"|^[\"']?(?:{'|'.join(_FIELDS)})[\"']?\s*:",
    re.MULTILINE,
)
"""Where a line of a file may begin with a code, or a code is named."""
_SIGNS = (
    re.compile(r"-(?<=[A-Z0-9_]-)\d"),
    re.compile(r"\.(?<=\d\.)\d"),
    re.compile(r"d(?<=[Ii]d)[\"']?\s*:"),
    re.compile(r"[(\[{]\s*(?:id|rule|rule id|ruleId|code)\s*[:=]"),
)
"""A file without a match for one of these has no codes; each begins with a sign, so it is found, or missed, soon."""
_REFERS = re.compile(
    r"\W*(?:see(?!\s+(?:that|to|if|whether|what|how)\b)|cf\.|refer to|as in|(?:is )?(?:defined|described|stated) in)\s",
    re.IGNORECASE,
)
_RANKS = {"agent": 0, "rule": 0, "row": 2}


def may_have_codes(text: str) -> bool:
    """Whether a file may give a rule a code; it takes a fraction of the time of reading the file."""
    if not any(sign.search(text) for sign in _SIGNS):
        return False
    for match in _BEGINS.finditer(text):
        code = match["code"]
        if not code or not _is_standard(code) or match[0].endswith(f"[{code}"):
            return True
    return False


def code_of(text: str, *, is_heading: bool = False) -> str:
    """The code at the head of a rule, as written, or an empty string; a heading sets it off by its place alone."""
    match = _HEAD.match(text) or (_IN_HEADING.match(text) if is_heading else None)
    if match:
        groups = match.groupdict()
        code = groups.get("bracket") or groups.get("paren") or match["bare"]
        return "" if _is_standard(code) and not groups.get("bracket") else code
    named = _NAMED.search(text[:200])
    return named["named"] if named else ""


def _is_standard(code: str) -> bool:
    return code.partition("-")[0].casefold() in _STANDARDS


def rank(kind: str) -> int:
    """The rank of a unit among those with one code: a file or a section states the rule; an item or a row refers to it.

    The lowest states the rule.  Among items and paragraphs, and rows, a row is the one that refers.
    """
    return _RANKS.get(kind, 1)


def refers(words: str) -> bool:
    """Whether *words*, after a code, only say where the rule with that code is: "see the list of the team"."""
    return bool(_REFERS.match(words))


def without_code(text: str) -> str:
    """*text* without the code at its head."""
    match = _HEAD.match(text) or _IN_HEADING.match(text)
    return text[match.end() :].lstrip(" :.|*_`-\u2013\u2014") if match else text


def code_alone(text: str) -> str:
    """The code, or the name of a standard, that is all that *text* says; else an empty string."""
    match = _ALONE.match(text)
    return match["code"] if match else ""


def code_of_fields(fields: Iterable[tuple[str, str]]) -> str:
    """The code in the frontmatter of a file that is one rule, or an empty string."""
    found = dict(fields)
    for key in _FIELDS:
        code = " ".join(found.get(key, "").split())
        if code and is_alias(alias_of(code)):
            return code
    return ""


def alias_of(code: str) -> str:
    """A code as a part of an address: lower case, since addresses that differ in case only are one on many systems."""
    return code.casefold().replace("_", "-")


def is_alias(alias: str) -> bool:
    """Whether an alias can be part of an address; what a team writes may be anything.

    It has a digit, and a hyphen or a full stop, so that it is never one of our own codes.
    """
    return bool(_ALIAS.match(alias))
