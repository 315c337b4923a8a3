"""Baselines: known findings, so that a team that starts with many sees only the new ones.

A finding is identified by its file, its code and the text of its line, not by the line
number, so it stays known when the file is edited elsewhere.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..disk.files import opened
from ..disk.replace import replace_file
from ..errors import UserError
from .found import FileFinding, Key

VERSION = 1
_MOST_BYTES = 100_000_000


def read_baseline(path: Path) -> Counter[Key]:
    """The number of findings of each kind in the baseline at *path*; raises UserError if it cannot be read."""
    fix = "restore it, or write it again with --update-baseline"
    try:
        data = json.loads(_content(path).decode("utf-8"))
        if data["version"] != VERSION:
            raise UserError(f"{path} has version {data['version']!r}, but this program reads version {VERSION}; {fix}")
        return Counter({_known(row): _count(row) for row in data["findings"]})
    except FileNotFoundError as error:
        raise UserError(f"{path} does not exist; create it with --update-baseline") from error
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({error.strerror or error}); name a plain file that you can read"
        ) from error
    except json.JSONDecodeError as error:
        raise UserError(f"{path}:{error.lineno}:{error.colno}: not JSON ({error.msg}); {fix}") from error
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise UserError(f"{path} is not a baseline; {fix}") from error


def _content(path: Path) -> bytes:
    """The bytes of a baseline; raises OSError unless it is a plain file of a plausible size."""
    with opened(path.parent, path.name) as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise OSError(f"larger than {_MOST_BYTES:,} bytes")
    return data


def write_baseline(path: Path, findings: Iterable[FileFinding]) -> None:
    """Write *findings* to *path* as known: sorted, one kind per line, so that changes merge well."""
    counts = Counter(found.key for found in findings)
    rows = [
        {"path": file, "code": code, "context": context, "count": count}
        for (file, code, context), count in sorted(counts.items())
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    if path.is_symlink():  # it may have come with a checkout, and lead to any file of the user
        raise UserError(f"{path} is a symbolic link; name the file itself")
    try:
        replace_file(path, f'{{"version": {VERSION}, "findings": [\n{lines}\n]}}\n'.encode())
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror}); free disk space or fix its permissions"
        ) from error


def unknown(findings: Iterable[FileFinding], known: Counter[Key]) -> list[FileFinding]:
    """The findings that are not known; of several on the same text, only the additional ones."""
    left = Counter(known)
    new = []
    for found in findings:
        if left[found.key] > 0:
            left[found.key] -= 1
        else:
            new.append(found)
    return new


def _known(row: dict[str, Any]) -> Key:
    return str(row["path"]), str(row["code"]), str(row["context"])


def _count(row: dict[str, Any]) -> int:
    return int(row["count"])
