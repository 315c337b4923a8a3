"""A target for atheris: the reader, or with ``--page`` the page as well, on bytes meant to break them.

    python tests/fuzz/fuzz_reader.py [--page] [options of libFuzzer] [folder of inputs, or one input to repeat]

`make fuzz` runs both.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
with atheris.instrument_imports(include=["sphinx_agentdocs", "markdown_it"]):
    from invariants import check, check_definition, lost_letters, page_of

    from sphinx_agentdocs.core.reading.reader import read_definition

SOURCE = "some/agent.md"


def read(data: bytes) -> None:
    """The reader accepts anything, and returns the same every time."""
    once, again = read_definition(data, SOURCE), read_definition(data, SOURCE)
    check_definition(once)
    assert (once.fields, once.description, once.findings) == (again.fields, again.description, again.findings)
    assert (once.body.sections, once.body.guidelines, once.body.examples) == (
        again.body.sections,
        again.body.guidelines,
        again.body.examples,
    )


def show(data: bytes) -> None:
    """Any page consists of nodes known to be harmless, and no word of the prompt is missing."""
    definition, page = page_of(data)
    check(definition, page)
    assert not lost_letters(definition, page), lost_letters(definition, page)


def main() -> None:
    """Fuzz until libFuzzer's options end the run."""
    target = show if "--page" in sys.argv else read
    atheris.Setup([argument for argument in sys.argv if argument != "--page"], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
