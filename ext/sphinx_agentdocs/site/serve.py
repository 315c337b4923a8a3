"""A preview of a site while one writes: built again after each change of a file, and loaded again in the browser."""

from __future__ import annotations

import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from ..disk.files import find_definitions
from ..errors import UserError
from .build import STARTER, Request, ledger_of, nothing_found, values_of
from .changes import files_of
from .preview_build import Builds, Built, Order
from .preview_server import Preview

_SECONDS_BETWEEN_LOOKS = 0.2
_FEW_FILES: dict[str, Any] = {
    "agentdocs_short_links": "resolver",
    "agentdocs_drop_short_links": True,
    "agentdocs_builder_redirects": False,
}
"""One page for all short links, in place of thousands of which none is published."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """What to show: the folder of a configuration, values in place of its own, and the files that decide its pages."""

    confdir: Path
    values: dict[str, Any]
    watched: tuple[Path, ...]


def folder_of_definitions(request: Request) -> Subject:
    """The site that a build with this request would make, wherever it would be; raises UserError if there is none."""
    source = request.source.resolve()
    if not source.is_dir():
        raise UserError(f"{request.source} does not exist or is no folder; name the folder that holds the definitions")
    found = find_definitions(source, request.exclude)
    if not found.paths:
        raise nothing_found(request, found)
    if request.permalinks and not request.permalinks.exists():
        raise UserError(f"{request.permalinks} does not exist; fix the path")
    ledger = ledger_of(request)
    return Subject(STARTER, values_of(request, source, ledger), (source, *([ledger] if ledger else [])))


def serve(subject: Subject, port: int, say: Say) -> None:
    """Serve a site until it is interrupted; raises UserError if the first build fails or the port is taken."""
    with tempfile.TemporaryDirectory(prefix="agentdocs-") as folder, _interrupted_by_termination():
        order = Order(subject.confdir.resolve(), subject.values | _FEW_FILES, Path(folder))
        try:
            _serve(order, subject.watched, port, say)
        except KeyboardInterrupt:
            say("Stopped.")


def _serve(order: Order, watched: tuple[Path, ...], port: int, say: Say) -> None:
    order.site.mkdir()
    try:
        preview = Preview(order.site, port)
    except OSError as error:
        raise UserError(f"port {port} is taken ({error.strerror}); choose another with --port") from error
    builds = Builds(order)
    try:
        files = files_of(watched)
        built = _built(builds, "", say)
        if built.error:
            raise UserError(built.error)
        say(f"The preview is at {preview.address}; end it with Ctrl-C.")
        while True:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
            now = files_of(watched)
            if now != files:
                changed = [path for path, state in now.items() if files.get(path) != state]
                files = now
                if builds.write_early(changed):
                    preview.reload()
                built = _built(builds, built.said, say)
                preview.reload()
    finally:
        builds.end()
        preview.close()


def _built(builds: Builds, said: str, say: Say) -> Built:
    """Build, and say how long it took, what went wrong, and the warnings if they are not what the last build *said*."""
    started = time.monotonic()
    built = builds.build()
    if built.said and built.said != said:
        say(built.said.rstrip("\n"))
    say(f"Not built: {built.error}" if built.error else f"Built in {time.monotonic() - started:.1f} s.")
    return built


@contextmanager
def _interrupted_by_termination() -> Iterator[None]:
    """Have a request to terminate do what Ctrl-C does."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
