"""Whether a build would change nothing: known without a build, from what the last one left.

A build that succeeds notes a digest of its inputs, one of the output as it is then, and its report.  If both are
still the same, the next build would make the same files again and say the same, so its report is
repeated.  The note is recorded like the list of the cache: one that came with a checkout is not trusted.

In doubt nothing is noted, or the note is not used, and everything is built as if there were none.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

from ..disk.plain_files import Tree, digest_of, remove, states_of, write_new
from .clock import is_past
from .records import Records
from .report import Report

NOTE = "unchanged.json"
BUILDERS = ("html", "dirhtml")
"""The builders whose files depend on nothing but the inputs; others add the date, or look at the internet."""
_COLOURS = ("NO_COLOR", "NO_COLOUR", "FORCE_COLOR", "FORCE_COLOUR", "CI", "TERM")


def repeated(cache: Path, out: Path, inputs: str | None, records: Records) -> Report | None:
    """The report of the last build, if one with *inputs* would say the same and change nothing at *out*."""
    content = records.read(cache / NOTE, cache / NOTE)
    if content is None or inputs is None:
        return None
    last = json.loads(content)
    try:
        if last["inputs"] != inputs or last["cache"] != _names(cache):
            return None
        if last["output"] != digest_of(states_of(out, last["names"])):
            return None
    except OSError:
        return None
    report = Report(**last["report"])
    report.warnings = Counter(report.warnings)
    return None if report.said and last["terminal"] != _terminal() else report


def forget(cache: Path) -> None:
    """Remove the note, before anything changes."""
    remove(cache / NOTE)


def note(cache: Path, inputs: str | None, output: Tree, report: Report, records: Records) -> None:
    """Note that a build with *inputs* was completed and left *output*; no error ends it, for the site is published."""
    with suppress(OSError):
        if inputs is not None and report.is_repeatable and _can_be_told(output, cache):
            said = {name: getattr(report, name) for name in ("agents", "examples", "guidelines", "warnings", "said")}
            states = {**output.files, **output.folders}
            known = {"inputs": inputs, "cache": sorted({*_names(cache), NOTE})}
            known |= {"names": list(states), "output": digest_of(states.values())}
            content = json.dumps({**known, "terminal": _terminal(), "report": said}).encode()
            records.remember(cache / NOTE, content)
            write_new(cache / NOTE, content)


def _can_be_told(output: Tree, cache: Path) -> bool:
    """Whether a later change of *output* can be told by the states of its files and folders.

    Windows does not know when a file was changed, only what a program says about it.
    """
    states = (*output.files.values(), *output.folders.values())
    return sys.platform != "win32" and bool(states) and is_past(max(state.changed for state in states), cache)


def _names(cache: Path) -> list[str]:
    """What is in the cache: remains of a build that was killed are removed by the next whole one."""
    return sorted(f"{path.name}{'/' * path.is_dir()}" for path in cache.iterdir())


def _terminal() -> list[str | bool | None]:
    """What decides how warnings are shown: their characters and their colours."""
    return [sys.stderr.encoding, sys.stdout.isatty(), *map(os.environ.get, _COLOURS)]
