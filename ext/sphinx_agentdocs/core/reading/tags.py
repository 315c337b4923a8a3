"""Tags around blocks: structure that authors write as ``<constraints>`` … ``</constraints>``.

A line that consists of a tag is a token of its own, ``tag``, so that it is neither a paragraph nor part of the
item above it.  What stands between a tag and its end is read as if it began at the margin: authors
indent it, and Markdown would take that for code.  Tags of HTML are not structure, and stay text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from markdown_it.rules_block import StateBlock

_TAG = re.compile(r"[ \t]*<(?P<end>/?)(?P<name>[A-Za-z][\w.-]*)(?P<rest>(?:[ \t][^<>]*)?)>")
_LONE = re.compile(rf"{_TAG.pattern}[ \t]*\Z")
_END = re.compile(r"</(?P<name>[A-Za-z][\w.-]*)[ \t]*>\Z")
_MARKUP = re.compile(r"""\b(?:class|className|style|href|src|id|on[A-Z]\w*|key|type)\s*=|[{}]|/\Z""")
"""Attributes of markup; a tag that has them is part of a page, not of a prompt."""
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_MOST_NESTED = 12
"""How many tags may be open around a line whose content is read without its indentation."""
HTML = frozenset(
    "a abbr address area article aside audio b base bdi bdo blockquote body br button canvas caption center cite code"
    " col colgroup datalist dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form h1"
    " h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main map mark menu meta meter"
    " nav noscript object ol optgroup option p param picture pre progress q rp rt ruby s samp script search section"
    " select slot small source span strong sub summary sup svg table tbody td textarea tfoot th thead tr track u ul var"
    " video wbr".split()
)
"""Elements of HTML that are not also usual names of the parts of a prompt.

Source: https://html.spec.whatwg.org/multipage/indices.html, without ``output``, ``style`` and ``template``.
"""
_OF_EXAMPLES = frozenset({"example", "examples", "commentary", "reasoning"})
"""Tags of examples, which `core.reading.examples` reads."""
_FEWEST_WORDS = 4
"""Words between a tag and its end on one line that make them a part of the prompt, rather than a value."""


class Region(NamedTuple):
    """A tag and its end, by their lines; the content of a tag and its end that share a line is inside of that line."""

    name: str
    start: int
    stop: int


def tag(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule: a lone tag, or a tag, what is between it and its end, and its end."""
    if state.is_code_block(start):
        return False
    line = _line(state, start)
    if not line.startswith("<"):
        return False
    region = _regions(state).get(start) if state.env.get("tags", 0) < _MOST_NESTED else None
    if region and (region.stop >= end or _is_value(line, region) or not _holds(state, region)):
        region = None
    lone = _LONE.match(line)
    if lone and not is_structure(lone["name"], lone["rest"]):
        return False
    if region is None and (not lone or _would_make_code(state, start, end)):
        return False
    if silent:
        return True
    if region is None:
        _push(state, line, start)
        state.line = start + 1
        return True
    state.env["tags"] = state.env.get("tags", 0) + 1
    _read(state, region)
    state.env["tags"] -= 1
    return True


def _would_make_code(state: StateBlock, start: int, end: int) -> bool:
    """Whether the line below a tag without an end is indented so far that it would be code on its own."""
    return start + 1 < end and not state.isEmpty(start + 1) and state.is_code_block(start + 1)


def _is_value(line: str, region: Region) -> bool:
    """Whether a region is a short value on one line, such as ``<score>5</score>``."""
    return region.start == region.stop and len(line.split(">", 1)[1].rpartition("</")[0].split()) < _FEWEST_WORDS


def is_structure(name: str, attributes: str = "") -> bool:
    """Whether a tag is structure of the prompt: neither one of HTML nor one of an example."""
    lower = name.casefold()
    return lower not in HTML and lower not in _OF_EXAMPLES and not _MARKUP.search(attributes)


def title_of_tag(content: str) -> str:
    """The words of a tag as a title: "Workflow steps" for ``<workflow_steps>``."""
    match = _LONE.match(content)
    if match is None:
        return content
    words = re.sub(r"(?<=[a-z\d])(?=[A-Z])", " ", match["name"]).replace("_", " ").replace("-", " ").replace(".", " ")
    shown = " ".join(words.split())
    return shown[:1].upper() + (shown[1:] if not shown.istitle() else shown[1:].lower())


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _ending(line: str) -> re.Match[str] | None:
    """The end of a tag at the end of *line*."""
    shown = line.rstrip(" \t")
    return _END.match(shown, shown.rindex("</")) if shown.endswith(">") and "</" in shown else None


def _regions(state: StateBlock) -> dict[int, Region]:
    """The regions of the prompt by the line of their tag; found once, since a text has many lines."""
    if "regions" not in state.env:
        state.env["regions"] = regions(state.src.split("\n"))
    found: dict[int, Region] = state.env["regions"]
    return found


def regions(lines: list[str]) -> dict[int, Region]:
    """The regions of *lines*, outside of fences: each end belongs to the last tag of its name that is open."""
    found: dict[int, Region] = {}
    opened: list[tuple[str, int]] = []
    counts: dict[str, int] = {}
    fence = ""
    for number, line in enumerate(lines):
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            continue
        if fence or "<" not in line:
            continue
        match = _TAG.match(line)
        if match and not match["end"] and is_structure(match["name"], match["rest"]):
            opened.append((match["name"], number))
            counts[match["name"]] = counts.get(match["name"], 0) + 1
        ending = _ending(line)
        if ending and counts.get(ending["name"]):
            while opened:
                name, start = opened.pop()
                counts[name] -= 1
                if name == ending["name"]:
                    found[start] = Region(name, start, number)
                    break
    return found


def _holds(state: StateBlock, region: Region) -> bool:
    """Whether the lines of a region all belong to the list item or quotation in which it begins."""
    inside = range(region.start, region.stop + 1)
    return all(state.isEmpty(line) or state.sCount[line] >= state.blkIndent for line in inside)


def _read(state: StateBlock, region: Region) -> None:
    """Push a tag, the blocks between it and its end without their common indentation, and its end."""
    first, last = region.start, region.stop
    opening = _TAG.match(_line(state, first))
    ending = _ending(_line(state, last))
    if opening is None or ending is None:
        raise AssertionError("a region begins with a tag and ends with one")
    _push(state, opening[0].strip(), first, opens=True)
    saved = state.bMarks[first], state.tShift[first], state.sCount[first], state.eMarks[last]
    around = state.blkIndent, state.lineMax, state.listIndent, state.parentType
    after = state.bMarks[first] + state.tShift[first] + opening.end()
    state.eMarks[last] = state.bMarks[last] + state.tShift[last] + ending.start()
    begin = first if state.src[after : state.eMarks[first]].strip() else first + 1
    if begin == first:
        _move(state, first, after)
    stop = last + 1 if state.src[state.bMarks[last] : state.eMarks[last]].strip() else last
    state.blkIndent = max(state.blkIndent, _margin(state, first + 1, stop))
    if begin == first:
        state.sCount[first] = state.blkIndent
    state.lineMax, state.listIndent, state.parentType = stop, -1, "root"
    if begin < stop:
        state.md.block.tokenize(state, begin, stop)
    state.bMarks[first], state.tShift[first], state.sCount[first], state.eMarks[last] = saved
    state.blkIndent, state.lineMax, state.listIndent, state.parentType = around
    _push(state, ending[0], last, ends=True)
    state.line = last + 1


def _move(state: StateBlock, line: int, to: int) -> None:
    """Make *line* begin at the character *to* of the text, after its tag."""
    while state.src[to : to + 1] in (" ", "\t"):
        to += 1
    state.bMarks[line], state.tShift[line] = to, 0


def _margin(state: StateBlock, start: int, stop: int) -> int:
    """The indentation that all lines with text from *start* up to *stop* share."""
    columns = [state.sCount[line] for line in range(start, stop) if not state.isEmpty(line)]
    return min(columns, default=0)


def _push(state: StateBlock, content: str, line: int, **place: bool) -> None:
    token = state.push("tag", "", 0)
    token.content = content
    token.map = [line, line + 1]
    token.meta = place
