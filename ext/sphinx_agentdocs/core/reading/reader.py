"""One definition, from bytes to a frozen value with everything that was found wrong with it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from ..findings import Code, Finding
from ..limits import DEFAULT_LIMITS, Limits
from ..model import Body, Definition, Description, Example, Field, Passage
from ..subagent_format import COLORS, is_color
from ..text import identifiers
from ..text.characters import HiddenCharacter, hidden_characters, visible
from ..text.sentences import first_sentences
from .examples import read_example, split_description, unescape_newlines
from .frontmatter import read_frontmatter
from .guidelines import find_guidelines
from .markdown import parse
from .sections import VOCABULARY, Vocabulary, find_role, find_sections

PAGE_SECTIONS = ("when-to-use", "role", "withdrawn-guidance", "definition")
_KEPT_OF_A_LINE = 1_000
_QUOTED = 40
"""Characters of a value that a finding quotes."""
_SUSPECT_NAME = re.compile(r"[/\\]|\.\.|\A\W*\Z|%[0-9a-fA-F]{2}|\A_")
_TOOL = re.compile(r"(?:\([^()\n]*\)|[^,\n])+")
"""A name of the comma-separated line; commas in parentheses, as in ``Bash(ls, cat)``, belong to it."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read_definition(
    data: bytes,
    source: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    vocabulary: Vocabulary = VOCABULARY,
    blocks_only: bool = False,
) -> Definition:
    """Read the definition in *data*; *source* is its path below the collection, for its name where it has none.

    Never raises for anything in *data*: what cannot be understood is kept as text, and
    ``findings`` says so.  With *blocks_only* the prompt is split into blocks and no
    further: sections, guidelines, inline Markdown and anchors are left out, which a page
    needs and a check does not, and which take half of the time.
    """
    raw, findings = _decode(data, limits)
    front = read_frontmatter(raw, limits=limits)
    findings += front.findings
    findings += _hidden(raw, front.fields)
    by_key = {field.key: field for field in reversed(front.fields)}
    stem = PurePosixPath(source).name.removesuffix(".md")
    name, more = _name(by_key.get("name"), stem, raw, limits)
    findings += more
    description, more = _description(by_key.get("description"), by_key.get("name"), raw, limits)
    findings += more
    body, more = _body(front.body, front.body_line, limits, None if blocks_only else vocabulary)
    findings += more
    tools, more = _tools(by_key.get("tools"))
    findings += more
    findings += _plain_words(by_key)
    findings += _color(by_key.get("color"))
    definition = Definition(
        source=source,
        name=name,
        title=identifiers.title_of(name),
        anchor=identifiers.agent_anchor(name, stem),
        description=description,
        body=body,
        fields=front.fields,
        model=_word(by_key.get("model")),
        color=_word(by_key.get("color")),
        tools=tools,
        raw=raw,
        findings=tuple(sorted(findings, key=lambda found: found.line)),
    )
    return definition if blocks_only else _identified(definition)


def unread_definition(data: bytes, source: str, error: Exception, *, limits: Limits = DEFAULT_LIMITS) -> Definition:
    """A definition shown as it stands, for one on which reading or rendering failed with *error*."""
    raw, _ = _decode(data, limits)
    stem = PurePosixPath(source).name.removesuffix(".md")
    message = f"this program failed on it ({type(error).__name__}: {' '.join(str(error).split())[:120]}); report it"
    return _identified(
        Definition(
            source=source,
            name=stem,
            title=stem,
            anchor=identifiers.agent_anchor(stem, stem),
            description=Description((), 1),
            body=Body(source=tuple(raw.split("\n")), literal=True, role=0),
            raw=raw,
            findings=(Finding(Code.INTERNAL, message),),
        )
    )


# -- the text


def _decode(data: bytes, limits: Limits) -> tuple[str, list[Finding]]:
    r"""The file as text with ``\n`` newlines; bytes that are not text become ``\xNN``."""
    found = []
    if len(data) > limits.file_bytes:
        found.append(
            _too_large(f"larger than {limits.file_bytes:,} bytes, the rest is left out; split the definition", 1)
        )
        data = data[: limits.file_bytes]
    mark, encoding = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), (b"", "utf-8"))
    text = data[len(mark) :].decode(encoding, "backslashreplace")
    if encoding != "utf-8":
        found.append(Finding(Code.ENCODING, f"encoded as {encoding}; save it as UTF-8"))
    elif not found:
        found += _undecodable(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        at = text.index("\0")
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        found.append(Finding(Code.ENCODING, "a NUL character; remove it", line, column))
        text = text.replace("\0", "[U+0000]")
    text, shortened = _shortened(text, limits)
    return text, found + shortened


def _shortened(text: str, limits: Limits) -> tuple[str, list[Finding]]:
    """*text* within the limits of a file and of a line, saying where something is left out."""
    found = []
    if len(text) > limits.line_chars:
        lines, kept = text.split("\n"), min(_KEPT_OF_A_LINE, limits.line_chars // 2)
        for index, line in enumerate(lines):
            if len(line) > limits.line_chars:
                left_out = len(line) - 2 * kept
                found.append(_too_large(f"a line of {len(line):,} characters, shortened; break it", index + 1))
                note = f" [\u2026 {left_out:,} characters are left out here \u2026] "
                lines[index] = line[:kept] + note + line[-kept:]
        text = "\n".join(lines)
    if len(text) > limits.file_chars:
        message = f"longer than {limits.file_chars:,} characters, the rest is left out; split the definition"
        found.append(_too_large(message, text.count("\n", 0, limits.file_chars) + 1))
        text = text[: limits.file_chars]
    return text, found


def _too_large(message: str, line: int) -> Finding:
    return Finding(Code.TOO_LARGE, message, line)


def _undecodable(data: bytes) -> list[Finding]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = re.split(rb"\r\n|\r|\n", data[: error.start])
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        return [Finding(Code.ENCODING, message, len(before), len(before[-1].decode("utf-8")) + 1)]
    return []


def _hidden(raw: str, fields: Iterable[Field]) -> list[Finding]:
    """One finding for all hidden characters of a file: as they stand in it, else as its escapes mean them."""
    found = hidden_characters(raw)
    if not found:
        escaped = ((field.line, hidden_characters(field.key + field.text)) for field in fields)
        found = [HiddenCharacter(line, 1, hidden.char) for line, chars in escaped for hidden in chars]
    if not found:
        return []
    kinds = sorted({f"U+{ord(hidden.char):04X}" for hidden in found})
    named = ", ".join(kinds[:4]) + (" and others" if len(kinds) > 4 else "")
    message = f"{len(found)} character(s) that cannot be seen ({named}); remove them"
    return [Finding(Code.CONTROL_CHARACTER, message, found[0].line, found[0].column)]


# -- the fields


def _line_of(field: Field | None, *others: Field | None) -> int:
    return next((entry.line for entry in (field, *others) if entry), 1)


def _name(field: Field | None, stem: str, raw: str, limits: Limits) -> tuple[str, list[Finding]]:
    fix = "write `name: ` and lower-case words joined by hyphens"
    if not raw.strip():
        return stem, [Finding(Code.EMPTY, "the file is empty; write a definition or remove the file")]
    written = visible(field.text) if field else ""
    text = " ".join(written.split())
    if field is None or not text:
        what = "empty" if field else "missing"
        return stem, [Finding(Code.NAME, f"the name is {what}, the file's name stands in; {fix}", _line_of(field))]
    findings = []
    if field.typed:
        findings.append(
            Finding(Code.NAME, f"the name is a YAML {field.typed}, not text; quote it or {fix}", field.line)
        )
    elif _SUSPECT_NAME.search(text):
        message = f"the name `{first_sentences(text, _QUOTED)}` cannot be part of a path; {fix}"
        findings.append(Finding(Code.NAME, message, field.line))
    elif written.strip("\n") != text:
        message = f"the name `{first_sentences(text, _QUOTED)}` has a line break or needless spaces; {fix}"
        findings.append(Finding(Code.NAME, message, field.line))
    if len(text) > limits.name_chars:
        findings.append(Finding(Code.NAME, f"the name has {len(text):,} characters; shorten it", field.line))
        text = text[: limits.name_chars] + "\u2026"
    return text, findings


def _description(
    field: Field | None, name: Field | None, raw: str, limits: Limits
) -> tuple[Description, list[Finding]]:
    if field is None or not field.text.strip():
        line = _line_of(field, name)
        if not raw.strip():
            return Description((), line), []
        message = "no description; say in `description:` when to use the agent"
        return Description((), line), [Finding(Code.DESCRIPTION, message, line)]
    findings = []
    if field.typed:
        message = f"the description is a YAML {field.typed}, not text; quote it"
        findings.append(Finding(Code.DESCRIPTION, message, field.line))
    source = raw.split("\n", field.text_line - 1)[-1]
    if field.text_line == field.line:
        source = source.partition(":")[2]
    text = unescape_newlines(field.text)
    description = split_description(text, field.text_line, source)
    if len(description.blocks) + _pieces(description.examples) > limits.tokens:
        message = f"the description has more than {limits.tokens:,} pieces; it is shown as it stands; shorten it"
        findings.append(_too_large(message, field.line))
        description = Description((Passage(text.strip(), field.text_line),), field.text_line)
    return description, findings


def _pieces(examples: Iterable[Example]) -> int:
    return sum(len(example.parts) for example in examples)


def _word(field: Field | None) -> str | None:
    return " ".join(visible(field.text).split()) if field and field.text.strip() else None


def _tools(field: Field | None) -> tuple[tuple[str, ...] | None, list[Finding]]:
    """The names of the tools, or ``None`` where the field is absent and the agent has all of them."""
    if field is None or field.value is None:
        return None, []
    findings = []
    if field.typed not in ("", "list"):
        message = f"`tools` is a YAML {field.typed}; write a comma-separated line or a list of names"
        findings.append(Finding(Code.FIELD, message, field.line))
    texts = field.value if isinstance(field.value, tuple) else _TOOL.findall(field.value)
    return tuple(visible(text.strip()) for text in texts if text.strip()), findings


def _plain_words(by_key: dict[str, Field]) -> Iterable[Finding]:
    for key in ("model", "color"):
        field = by_key.get(key)
        if field and field.typed:
            yield Finding(Code.FIELD, f"`{key}` is a YAML {field.typed}, not text; write one word", field.line)


def _color(field: Field | None) -> Iterable[Finding]:
    if field and not field.typed and field.text and not is_color(field.text):
        names = ", ".join(COLORS)
        color = first_sentences(field.text, _QUOTED)
        yield Finding(Code.COLOR, f"`{color}` is no colour of the format; use {names}, or `#rrggbb`", field.line)


# -- the body


def _body(text: str, line: int, limits: Limits, vocabulary: Vocabulary | None) -> tuple[Body, list[Finding]]:
    """The prompt and what is wrong with it; without a *vocabulary* its blocks only."""
    lines = tuple(text.split("\n"))
    if not text.strip():
        message = "no prompt below the frontmatter; write one, or exclude the file"
        return Body(line=line), [Finding(Code.EMPTY, message, line)] if line > 1 else []
    parsed = parse(text, limits=limits, blocks_only=vocabulary is None)
    findings = [
        *_literal(Code.TOO_DEEP, "nested too deeply, shown as it stands; flatten it", parsed.too_deep, line),
        *_literal(Code.TOO_LARGE, "too long to tell its marks, shown as it stands; split it", parsed.too_long, line),
    ]
    if parsed.too_large:
        findings.append(Finding(Code.TOO_LARGE, f"{parsed.too_large}; it is shown as it stands", line))
        return Body(source=lines, line=line, literal=True, role=0), findings
    tokens = parsed.tokens
    examples = tuple(
        (index, read_example(token.content, line + (token.map or [0])[0]))
        for index, token in enumerate(tokens)
        if token.type == "example"
    )
    if _pieces(example for _, example in examples) > limits.tokens:
        message = f"the examples have more than {limits.tokens:,} pieces; split them; it is shown as it stands"
        return Body(source=lines, line=line, literal=True, role=0), [*findings, _too_large(message, line)]
    if vocabulary is None:
        return Body(tokens, examples=examples, source=lines, line=line), findings
    sections = find_sections(tokens, line, vocabulary)
    guidelines = find_guidelines(tokens, sections, line)
    body = Body(tokens, sections, guidelines, examples, lines, line, find_role(tokens, sections))
    return body, findings


def _literal(code: Code, message: str, lines: Sequence[int], first: int) -> Iterable[Finding]:
    """One finding for all blocks that are shown as they stand for the same reason; *first* is the line of line 0."""
    if lines:
        others = f", as are {len(lines) - 1:,} more" if len(lines) > 1 else ""
        what, fix = message.split("; ")
        yield Finding(code, f"{what}{others}; {fix}", first + lines[0])


def _identified(definition: Definition) -> Definition:
    """*definition* with an anchor for every heading, example and guideline."""
    body, description = definition.body, definition.description
    examples = definition.examples
    texts = [("section", section.title, section.path[-2] if len(section.path) > 1 else "") for section in body.sections]
    texts += [("example", example.title, "") for example in examples]
    texts += [
        (unit.kind, unit.title or unit.text, unit.section[-1] if unit.section else "") for unit in body.guidelines
    ]
    made = iter(identifiers.anchors(definition.anchor, texts))
    sections = tuple(replace(section, anchor=next(made)) for section in body.sections)
    in_description = iter([replace(example, anchor=next(made)) for example in description.examples])
    blocks = tuple(next(in_description) if isinstance(block, Example) else block for block in description.blocks)
    in_body = tuple((index, replace(example, anchor=next(made))) for index, example in body.examples)
    guidelines = tuple(replace(unit, anchor=next(made)) for unit in body.guidelines)
    body = replace(body, sections=sections, examples=in_body, guidelines=guidelines)
    definition = replace(definition, description=replace(description, blocks=blocks), body=body)
    taken = {section.anchor for section in sections} | {unit.anchor for unit in guidelines}
    taken |= {example.anchor for example in definition.examples}
    return replace(definition, anchors=identifiers.page_anchors(definition.anchor, PAGE_SECTIONS, taken))
