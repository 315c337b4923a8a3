"""The build without configuration: a folder of definitions in, a site out."""

from __future__ import annotations

import gc
import io
import logging
import os
import re
import shutil
import sys
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, TextIO

from .files import find_definitions
from .publish import ForeignFilesError, check_target, publish, recover

COLLECTION = "agents"
_ERASE_LINE = "\x1b[2K"
STARTER = Path(__file__).resolve().parent / "starter"


class BuildError(Exception):
    """What keeps a site from being built, in one line that says how to mend it."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to build, as the options of the command say it."""

    source: Path
    out: Path
    builder: str = "html"
    jobs: int = 1
    title: str = "Agents"
    base_url: str = ""
    exclude: tuple[str, ...] = ()
    strict: bool = False
    quiet: bool = False
    limits: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """What was built."""

    agents: int = 0
    examples: int = 0
    guidelines: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    written: int = 0
    removed: int = 0


def build_site(request: Request) -> Report:
    """Build the site; raises BuildError where that cannot be done, with the site of before untouched."""
    source, out = request.source.resolve(), request.out.resolve()
    _check(source, out, request)
    cache = out.with_name(out.name + ".cache")
    try:
        recover(out, cache)
        check_target(out)
        _prepare(cache)
        report = _run_sphinx(request, source, cache)
        site = _site(cache, request.builder)
        (site / ".buildinfo.bak").unlink(missing_ok=True)  # Sphinx leaves it when the configuration changes
        report.written, report.removed = publish(site, out, cache)
        (cache / "busy").unlink(missing_ok=True)
    except ForeignFilesError as error:
        raise BuildError(str(error)) from error
    except OSError as error:
        where = error.filename or out
        reason = (error.strerror or str(error)).rstrip(".")
        message = f"{where} cannot be written ({reason}); choose another output folder or mend its permissions"
        raise BuildError(message if error.strerror else str(error)) from error
    return report


def _check(source: Path, out: Path, request: Request) -> None:
    if not source.exists():
        raise BuildError(f"{request.source} does not exist; name the folder that holds the definitions")
    if not source.is_dir():
        raise BuildError(f"{request.source} is a file; name the folder that holds it")
    if out == source or source.is_relative_to(out):
        raise BuildError(f"{request.out} holds the definitions themselves; choose another output folder")
    if not find_definitions(source, request.exclude).paths:
        raise BuildError(f"{request.source} holds no definition; a definition is a file that ends in .md")


def _prepare(cache: Path) -> None:
    """Make the cache usable; one that a killed build left half written is made anew."""
    busy = cache / "busy"
    if busy.exists():
        process = busy.read_text("utf-8").strip()
        if process.isdigit() and int(process) != os.getpid() and _runs(int(process)):
            raise BuildError(f"process {process} is building the same site; wait for it, or remove {busy}")
        shutil.rmtree(cache)
    cache.mkdir(parents=True, exist_ok=True)
    busy.write_text(str(os.getpid()), "utf-8")


def _runs(process: int) -> bool:
    """Whether a process is there; Windows has no way to ask without a signal, so there it never is."""
    if sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # it runs, as somebody else
    return True


def _site(cache: Path, builder: str) -> Path:
    return cache / "site" / builder


def _run_sphinx(request: Request, source: Path, cache: Path) -> Report:
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.console import color_terminal, nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils
    from sphinx.util.logging import WarningStreamHandler

    if not (sys.stdout.isatty() and color_terminal()):
        nocolor()

    overrides: dict[str, Any] = {
        "agentdocs_collections": {COLLECTION: str(source)},
        "agentdocs_exclude": list(request.exclude),
        "agentdocs_limits": dict(request.limits),
        "project": request.title,
        "html_title": escape(request.title),  # Sphinx takes it as HTML
        "html_baseurl": request.base_url,
    }
    report = Report()
    status = Progress(None if request.quiet else sys.stdout)
    with patch_docutils(str(STARTER)), docutils_namespace(), _rare_collections():
        try:
            app = Sphinx(
                STARTER,
                STARTER,
                _site(cache, request.builder),
                cache / "doctrees" / request.builder,
                request.builder,
                overrides,
                status=status,
                warning=sys.stderr,
                warningiserror=request.strict,
                parallel=request.jobs,
            )
            for handler in logging.getLogger("sphinx").handlers:
                if isinstance(handler, WarningStreamHandler):
                    handler.addFilter(_Counter(report.warnings))
            app.build()
        except SphinxError as error:
            raise BuildError(" ".join(str(error).split())) from error
        except Exception as error:
            log = cache / "error.log"
            log.write_text(traceback.format_exc(), "utf-8")
            raise BuildError(f"the build failed ({type(error).__name__}: {error}); report it with {log}") from error
    from .sphinx.domain import domain_of

    agents = domain_of(app.env).agents.values()
    report.agents = len(agents)
    report.examples = sum(len(agent.examples) for agent in agents)
    report.guidelines = sum(len(agent.guidelines) for agent in agents)
    return report


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Let Python look for garbage less often.

    Pages are kept as trees of many small objects until they are written, and each look for
    garbage walks them all; that took a seventh of the time of a build.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Progress(io.StringIO):
    """Passes on what Sphinx says of its progress through the pages, and nothing else."""

    PASSED = ("reading sources", "writing output")

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__()
        self.stream, self.line = stream, ""

    def write(self, text: str) -> int:
        """Take a piece of a line; a line is passed on when it is whole."""
        self.line += text
        *whole, self.line = re.split(r"(?<=[\n\r])", self.line)
        for line in whole:
            if self.stream and any(words in line for words in self.PASSED) and "%" in line:
                on_terminal = self.stream.isatty()
                self.stream.write(line if on_terminal else line.replace(_ERASE_LINE, "").rstrip() + "\n")
                self.stream.flush()
        return len(text)


class _Counter(logging.Filter):
    """Counts the warnings that are shown, by their code."""

    def __init__(self, counts: Counter[str]) -> None:
        super().__init__()
        self.counts = counts

    def filter(self, record: logging.LogRecord) -> bool:
        """Count *record* and let it pass."""
        kind, code = getattr(record, "type", None), getattr(record, "subtype", None)
        self.counts[".".join(filter(None, (kind, code))) or "other"] += 1
        return True
