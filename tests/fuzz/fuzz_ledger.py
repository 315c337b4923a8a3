"""A target for atheris: the reader of ledgers, on lines that a stranger could add to one.

    python tests/fuzz/fuzz_ledger.py [options of libFuzzer] [folder of inputs, or one input to repeat]

`make fuzz` runs it.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
with atheris.instrument_imports(include=["sphinx_agentdocs.core"]):
    from any_ledger import UNITS, check_entries, tried

    from sphinx_agentdocs.core.ledger.writing import LAST_LINE
    from sphinx_agentdocs.core.text.characters import on_a_line

_VALUES: tuple[Any, ...] = (
    *("", "live", "moved", "withdrawn", "agent", "part", "item", "example", "2026-01-01", "2026-02-30", "0000a"),
    *("agents/a", "agents/a#a.trim", "agents/A", "../x", "404", "a.trim", "Trim the wick before dusk falls."),
    *("\u202e", "\x9b31m", "\ufdd0", "a\u200d", None, 7, True, [], ["0000a"], {}, [{"text": "x", "until": ""}]),
)


def read(data: bytes) -> None:
    """A ledger is refused with the number of a line, or everything that a build does with it succeeds."""
    text = data.decode("utf-8", "replace")
    entries, refusal = tried(text)
    if refusal is None:
        check_entries(entries)
        check_entries(entries, UNITS[:2])
    else:
        assert 1 <= refusal.line <= text.count("\n") + 1
        assert on_a_line(refusal.message) == refusal.message


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """A ledger with another value in one line, a line repeated with another code, or other bytes."""
    rng = random.Random(seed)
    lines = data.decode("utf-8", "replace").split("\n")
    at = rng.randrange(len(lines))
    try:
        values = json.loads(lines[at])
        key = rng.choice(list(values))
        values[key] = rng.choice(
            [*_VALUES, *(json.loads(line).get(key) for line in lines if line.startswith('{"code'))]
        )
        changed = json.dumps(values, ensure_ascii=rng.random() < 0.5)
    except (ValueError, TypeError, AttributeError, IndexError, KeyError):
        return bytes(atheris.Mutate(data, max_size))
    if rng.random() < 0.4:
        lines.insert(at, changed)
    else:
        lines[at] = changed
    if LAST_LINE not in lines:
        lines.append(LAST_LINE)
    whole = "\n".join(lines).encode("utf-8", "surrogatepass")
    return whole if len(whole) <= max_size and rng.random() < 0.9 else bytes(atheris.Mutate(data, max_size))


def main() -> None:
    """Fuzz until libFuzzer's options end the run."""
    atheris.Setup(sys.argv, read, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
