"""Baselines: what was found before, so that a team that starts with many findings sees the new ones.

A finding is known by its file, its code and the line that it is about, and not by the
number of that line, so that it stays known when the file is edited elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ..errors import UserError
from .check import FileFinding

VERSION = 1
_Key = tuple[str, str, str]


def read_baseline(path: Path) -> Counter[_Key]:
    """How many findings of each kind the file at *path* knows; raises UserError where it cannot say."""
    fix = "restore it, or write it anew with --update-baseline"
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["version"] != VERSION:
            raise UserError(f"{path} has version {data['version']!r}, and this program reads {VERSION}; {fix}")
        return Counter({_known(row): _count(row) for row in data["findings"]})
    except FileNotFoundError as error:
        raise UserError(f"{path} does not exist; write it with --update-baseline") from error
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror}); mend its permissions, or name another file"
        ) from error
    except json.JSONDecodeError as error:
        raise UserError(f"{path}:{error.lineno}:{error.colno}: not JSON ({error.msg}); {fix}") from error
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise UserError(f"{path} is no baseline; {fix}") from error


def write_baseline(path: Path, findings: Iterable[FileFinding]) -> None:
    """Write *findings* to *path* as known, one kind on a line and sorted, so that changes merge well."""
    counts = Counter(_key(found) for found in findings)
    rows = [
        {"path": file, "code": code, "context": context, "count": count}
        for (file, code, context), count in sorted(counts.items())
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    try:
        path.write_text(f'{{"version": {VERSION}, "findings": [\n{lines}\n]}}\n', "utf-8")
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror}); make room, mend its permissions, or name another file"
        ) from error


def unknown(findings: Iterable[FileFinding], known: Counter[_Key]) -> list[FileFinding]:
    """The findings that are not known; of several on the same text, as many as are new."""
    left = Counter(known)
    new = []
    for found in findings:
        if left[_key(found)] > 0:
            left[_key(found)] -= 1
        else:
            new.append(found)
    return new


def fingerprints(findings: Sequence[FileFinding]) -> list[str]:
    """A text for each finding by which it is known again in another run, unique among *findings*."""
    seen: Counter[_Key] = Counter()
    result = []
    for found in findings:
        key = _key(found)
        seen[key] += 1
        text = "\0".join([*key, str(seen[key])])
        result.append(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return result


def _key(found: FileFinding) -> _Key:
    return found.path, found.code, found.context


def _known(row: dict[str, Any]) -> _Key:
    return str(row["path"]), str(row["code"]), str(row["context"])


def _count(row: dict[str, Any]) -> int:
    return int(row["count"])
