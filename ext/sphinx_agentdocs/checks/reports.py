"""Reports of findings for people and programs: text, JSON, GitHub annotations, SARIF."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from .. import __version__
from ..core.choices import LEVELS, REPORT_FORMATS
from ..core.text.counts import counted
from .found import CODES, Checked, FileFinding, fingerprints

VERSION = 1


def as_text(checked: Checked) -> str:
    """One line per finding, in the format of compilers, and a summary."""
    lines = [f"{_harmless(path)}: fixed" for path in checked.fixed]
    lines += [
        f"{_harmless(found.path)}:{found.line}:{found.column}: {found.level}: {found.message} [{found.code}]"
        for found in checked.findings
    ]
    return "\n".join([*lines, _summary(checked)]) + "\n"


def as_json(checked: Checked) -> str:
    """The findings as JSON, one per line."""
    rows = [
        {
            "path": found.path,
            "line": found.line,
            "column": found.column,
            "level": found.level,
            "code": found.code,
            "message": found.message,
            "fixable": found.fixable,
            "mendable": found.fixable,  # deprecated, as is "mended" below
        }
        for found in checked.findings
    ]
    head = {"version": VERSION, "definitions": checked.definitions, "fixed": checked.fixed, "mended": checked.fixed}
    lines = ",\n".join(json.dumps(row) for row in rows)
    return f'{json.dumps(head)[:-1]}, "findings": [\n{lines}\n]}}\n'


def as_github(checked: Checked) -> str:
    """The findings as workflow commands, which GitHub shows next to the lines of a pull request.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    kinds = {"error": "error", "warning": "warning", "note": "notice"}
    lines = []
    for found in checked.findings:
        place = f"file={_property(found.path)},line={found.line},col={found.column}"
        title = _property(f"agentdocs {found.code}")
        lines.append(f"::{kinds[found.level]} {place},title={title}::{_data(found.message)}\n")
    return "".join(lines)


def as_sarif(checked: Checked) -> str:
    """The findings as a SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""
    codes = sorted({found.code for found in checked.findings})
    prints = fingerprints(checked.findings)
    driver = {"name": "agentdocs", "version": __version__, "rules": [_rule(code) for code in codes]}
    results = [
        _result(found, codes.index(found.code), print_) for found, print_ in zip(checked.findings, prints, strict=True)
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1) + "\n"


FORMATS: dict[str, Callable[[Checked], str]] = dict(
    zip(REPORT_FORMATS, (as_text, as_json, as_github, as_sarif), strict=True)
)
"""The formats by the names that users write."""


def _summary(checked: Checked) -> str:
    counts = Counter(found.level for found in checked.findings)
    if not counts:
        return f"{counted(checked.definitions, 'definition')} checked, no problems found."
    listed = ", ".join(counted(counts[level], level) for level in LEVELS if counts[level])
    files = len({found.path for found in checked.findings})
    fixable = sum(found.fixable for found in checked.findings)
    hint = f" {fixable} can be fixed with --fix." if fixable else ""
    return f"{listed} in {counted(files, 'file')} of {counted(checked.definitions, 'definition')}.{hint}"


def _harmless(path: str) -> str:
    """A path that can begin a line: a leading ``::`` would make it a workflow command."""
    return f"./{path}" if path.lstrip().startswith(":") else path


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _rule(code: str) -> dict[str, Any]:
    found = CODES[code]
    levels = {"level": found.level}
    return {
        "id": code,
        "shortDescription": {"text": found.meaning.split(". ")[0].rstrip(".") + "."},
        "fullDescription": {"text": found.meaning},
        "help": {"text": found.fix, "markdown": found.fix},
        "defaultConfiguration": levels,
    }


def _result(found: FileFinding, rule: int, fingerprint: str) -> dict[str, Any]:
    place = {
        "artifactLocation": _artifact(found.path),
        "region": {"startLine": found.line, "startColumn": found.column},
    }
    return {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": found.level,
        "message": {"text": found.message.replace("](", "] (")},  # "](" would make a link
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"agentdocs/v1": fingerprint},
    }


def _artifact(path: str) -> dict[str, str]:
    if PurePath(path).is_absolute():
        return {"uri": PurePath(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}
