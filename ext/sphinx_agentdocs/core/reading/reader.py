"""One definition, from bytes to a frozen value with all findings about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..findings import Code, Finding, failure
from ..formats import Format, format_of, is_for_people, is_plugin, stem_of
from ..limits import DEFAULT_LIMITS, Limits
from ..model import Body, Definition, Description
from ..text import identifiers
from ..text.characters import visible
from .anchoring import with_anchors
from .file_text import decode, hidden_finding
from .frontmatter import Frontmatter, read_frontmatter
from .known_fields import read_description, read_name, read_tools, read_word, word_findings
from .prompt import read_prompt
from .sections import VOCABULARY, Vocabulary

_PROMPT = re.compile(
    r"\s*(?:\+{3}\n|\{\s*\"|(?:#[^\n]*\s+)?(?:you(?:'re)? (?!can|could|have|may|might|must|need|should|want|will|would)"
    r"|act as\b|your (?:role|task|job|goal|mission)\b))",
    re.IGNORECASE,
)
"""The beginning of a prompt, or of frontmatter in another language; what begins otherwise may be for people."""


def read_definition(
    data: bytes,
    source: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    vocabulary: Vocabulary = VOCABULARY,
    blocks_only: bool = False,
    folder: str = "",
) -> Definition:
    """Read the definition in *data*; *source*, its path below the collection, names it if the frontmatter does not.

    *folder* is the path of the collection, which may say the format, as ``.claude/agents`` does.
    Never raises, whatever *data* contains: text that cannot be understood is kept, and
    ``findings`` reports it.  With *blocks_only* the prompt is split into blocks and no
    further.  Sections, guidelines, inline Markdown and anchors are skipped: a page needs
    them, a check does not, and they take half of the time.
    """
    raw, findings = decode(data, limits)
    front = read_frontmatter(raw, limits=limits)
    fields = {field.key: field for field in reversed(front.fields)}
    of = format_of(source, None if front.missing else fields, folder)
    stem = stem_of(source, of)
    findings += [*_front_findings(front, of, source, folder), *hidden_finding(raw, front.fields)]
    if raw.strip():
        name, of_name = read_name(fields.get("name"), stem, limits, of)
        line = fields["name"].line if "name" in fields else 1
        description, of_description = read_description(fields.get("description"), line, raw, limits, of)
        findings += [] if front.missing else [*of_name, *of_description]
    else:
        name, description = stem, Description((), 1)
        findings.append(Finding(Code.EMPTY, "the file is empty; write a definition or remove the file"))
    body, of_body = read_prompt(front.body, front.body_line, limits, None if blocks_only else vocabulary)
    tools, of_tools = read_tools(fields.get("tools"), of)
    findings += [*of_body, *of_tools, *word_findings(fields, of)]
    definition = Definition(
        source=source,
        name=name,
        title=visible(identifiers.title_of(name)),
        anchor=identifiers.agent_anchor(name, stem),
        description=description,
        body=body,
        fields=front.fields,
        model=read_word(fields.get("model")),
        color=read_word(fields.get("color")),
        tools=tools,
        raw=raw,
        format=of,
        findings=tuple(sorted(findings, key=lambda found: found.line)),
    )
    return definition if blocks_only else with_anchors(definition)


def _is_prompt(text: str, source: str, of: Format) -> bool:
    """Whether a file without frontmatter is more likely a prompt than a document, which begins with its title."""
    if _PROMPT.match(text):
        return True
    return of is Format.DOCUMENT and not text.lstrip().startswith("#") and not is_for_people(source)


def unread_definition(
    data: bytes, source: str, error: Exception, step: str = "", *, limits: Limits = DEFAULT_LIMITS
) -> Definition:
    """A definition that is shown verbatim, because reading it, or a later *step*, failed with *error*."""
    raw, _ = decode(data, limits)
    stem = stem_of(source, format_of(source, None))
    return with_anchors(
        Definition(
            source=source,
            name=stem,
            title=visible(stem),
            anchor=identifiers.agent_anchor(stem, stem),
            description=Description((), 1),
            body=Body(source=tuple(raw.split("\n")), literal=True, role=0),
            raw=raw,
            findings=(Finding(Code.INTERNAL, failure(error, step)),),
        )
    )


def _front_findings(front: Frontmatter, of: Format, source: str, folder: str) -> Iterator[Finding]:
    """The problems with the frontmatter, in the words of its format."""
    effect = ""
    if of is Format.CLAUDE_AGENT:
        in_plugin = is_plugin(source, folder)
        effect = "Claude Code knows the agent only by its file name" if in_plugin else "Claude Code skips the file"
    yield from front.findings_with(effect)
    if (
        front.missing
        and not front.findings
        and front.body.strip()
        and (of.required or _is_prompt(front.body, source, of))
    ):
        message = "no frontmatter; begin the file with `---`, `name:`, `description:` and `---`, or exclude it"
        yield Finding(Code.FRONTMATTER, message, 1)
