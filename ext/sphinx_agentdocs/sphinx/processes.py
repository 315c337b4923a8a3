"""The work at the end of a build, shared by several processes where Sphinx was told to use them (``-j``).

Sphinx resolves each page in the main process, since what an extension notes then would be lost in another one, and
only writes it in others.  Where nothing but Sphinx and this package resolves the pages of definitions, which note
nothing, both are done in the other processes.  The files next to the pages do not depend on each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from sphinx import locale
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import SphinxError
from sphinx.util.display import status_iterator
from sphinx.util.parallel import ParallelTasks, make_chunks, parallel_available

from . import compat
from .domain import domain_of

Step: TypeAlias = Callable[[Sphinx, Exception | None], None]
"""A handler of the end of a build."""


def share_pages(app: Sphinx, builder: Builder) -> None:
    """Let other processes resolve and write the pages of definitions (an event handler before pages are written)."""
    is_of_sphinx = type(builder).__module__.startswith("sphinx.") and isinstance(builder, StandaloneHTMLBuilder)
    if is_of_sphinx and not compat.others_resolve(app):
        compat.share_writing(builder, partial(_write_parallel, app))


def _write_parallel(app: Sphinx, write: compat.WriteParallel, docnames: Sequence[str], nproc: int) -> None:
    """Write the pages of definitions with one process more than Sphinx, whose main process works too."""
    agents = domain_of(app.env).agents
    own = [docname for docname in docnames if docname in agents]
    others = [docname for docname in docnames if docname not in agents]
    if others:
        write(others, nproc)
    for docname in own[:1]:  # what is made once for all pages is made before the processes part
        compat.write_page(app.builder, docname)
    chunks = make_chunks(own[1:], nproc + 1)
    progress = status_iterator(chunks, locale.__("writing output... "), "darkgreen", len(chunks), app.verbosity)
    tasks = ParallelTasks(nproc + 1)
    for chunk in chunks:
        tasks.add_task(partial(_write_chunk, app), chunk, lambda chunk, result: next(progress))
    tasks.join()


def _write_chunk(app: Sphinx, docnames: Sequence[str]) -> None:
    for docname in docnames:
        compat.write_page(app.builder, docname)


def in_several(*steps: Step) -> Step:
    """A handler that does what each of *steps* does, in several processes if there are to be more than one."""

    def run(app: Sphinx, exception: Exception | None) -> None:
        if exception is not None or app.parallel < 2 or not parallel_available:
            for step in steps:
                step(app, exception)
            return
        tasks, errors = ParallelTasks(app.parallel), list[Exception]()
        for step in steps:
            tasks.add_task(partial(_error_of, step, app), None, lambda _, error: errors.extend(error))
        tasks.join()
        if errors:
            raise errors[0]

    return run


def _error_of(step: Step, app: Sphinx) -> list[Exception]:
    """The error that a step ends with, if it is one for users; Sphinx reports any other with its traceback."""
    try:
        step(app, None)
    except (OSError, SphinxError) as error:
        return [error]
    return []
