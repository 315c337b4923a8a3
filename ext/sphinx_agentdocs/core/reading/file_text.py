r"""The text of a file: decoded, with ``\n`` newlines, within the limits, and checked for hidden characters."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from ..findings import Code, Finding
from ..limits import Limits
from ..model import Field
from ..text.characters import HiddenCharacter, hidden_characters

_KEPT_OF_A_LINE = 1_000
"""Characters kept at each end of a line that is too long."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(data: bytes, limits: Limits) -> tuple[str, list[Finding]]:
    r"""The file as text with ``\n`` newlines; bytes that cannot be decoded become ``\xNN``."""
    found = []
    if len(data) > limits.file_bytes:
        message = f"larger than {limits.file_bytes:,} bytes, so the rest is omitted; split the definition"
        found.append(Finding(Code.TOO_LARGE, message))
        data = data[: limits.file_bytes]
    mark, encoding = next(((mark, name) for mark, name in _BOMS if data.startswith(mark)), (b"", "utf-8"))
    text = data[len(mark) :].decode(encoding, "backslashreplace")
    if encoding != "utf-8":
        found.append(Finding(Code.ENCODING, f"encoded as {encoding}; save it as UTF-8"))
    elif not found:
        found += _undecodable(data)
    text, nul = _without_nul(text.replace("\r\n", "\n").replace("\r", "\n"))
    text, shortened = _shortened(text, limits)
    return text, [*found, *nul, *shortened]


def hidden_finding(raw: str, fields: Iterable[Field]) -> Iterator[Finding]:
    """One finding for all hidden characters of a file, whether written as such or as escapes in its frontmatter."""
    found = hidden_characters(raw)
    if not found:
        escaped = ((field.line, hidden_characters(field.key + field.text)) for field in fields)
        found = [HiddenCharacter(line, 1, hidden.char) for line, chars in escaped for hidden in chars]
    if found:
        kinds = sorted({f"U+{ord(hidden.char):04X}" for hidden in found})
        named = ", ".join(kinds[:4]) + (" and others" if len(kinds) > 4 else "")
        noun, them = ("character", "it") if len(found) == 1 else ("characters", "them")
        message = f"{len(found)} hidden {noun} ({named}); remove {them}"
        yield Finding(Code.CONTROL_CHARACTER, message, found[0].line, found[0].column)


def _undecodable(data: bytes) -> list[Finding]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = re.split(rb"\r\n|\r|\n", data[: error.start])
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        return [Finding(Code.ENCODING, message, len(before), len(before[-1].decode("utf-8")) + 1)]
    return []


def _without_nul(text: str) -> tuple[str, list[Finding]]:
    """*text* with its NUL characters spelled out, and the place of the first one."""
    if "\0" not in text:
        return text, []
    at = text.index("\0")
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return text.replace("\0", "[U+0000]"), [Finding(Code.ENCODING, "a NUL character; remove it", line, column)]


def _shortened(text: str, limits: Limits) -> tuple[str, list[Finding]]:
    """*text* within the limits of a file and of a line; a note in it marks where a line was cut."""
    found = []
    if len(text) > limits.line_chars:
        lines, kept = text.split("\n"), min(_KEPT_OF_A_LINE, limits.line_chars // 2)
        for index, line in enumerate(lines):
            if len(line) > limits.line_chars:
                message = f"a line of {len(line):,} characters is shortened; break it"
                found.append(Finding(Code.TOO_LARGE, message, index + 1))
                note = f" [\u2026 {len(line) - 2 * kept:,} characters are left out here \u2026] "
                lines[index] = line[:kept] + note + line[-kept:]
        text = "\n".join(lines)
    if len(text) > limits.file_chars:
        message = f"longer than {limits.file_chars:,} characters, so the rest is omitted; split the definition"
        found.append(Finding(Code.TOO_LARGE, message, text.count("\n", 0, limits.file_chars) + 1))
        text = text[: limits.file_chars]
    return text, found
