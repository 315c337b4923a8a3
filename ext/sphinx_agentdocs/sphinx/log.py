"""Reports of a build through Sphinx's log: findings as warnings, and notes that never fail a build.

This module imports no other module of the adapter, so that all of them can report.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from docutils import nodes
from sphinx.errors import ExtensionError, SphinxError
from sphinx.util import logging

from ..core.findings import Code, failure
from ..core.text.characters import on_a_line

logger = logging.getLogger(__name__)
TYPE = "agentdocs"
"""The type of everything reported; ``suppress_warnings`` takes it, or it with a dot and a subtype."""


COUNT = "agentdocs_count"
"""The attribute of a record of the log with the number of findings that it stands for, if it is not one."""
Made = TypeVar("Made")
DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)


def warn(code: Code, message: str, location: str | nodes.Node | tuple[str, int]) -> None:
    """Report one finding as a warning, with its code and its place: a path and line, a node, or a page and line."""
    if isinstance(location, str):
        location = on_a_line(location)
    logger.warning("%s", on_a_line(message), type=TYPE, subtype=code.code, location=location)


def warn_of_more(code: Code, count: int, message: str) -> None:
    """Report *count* findings of one kind as a single warning."""
    logger.warning("%s", on_a_line(message), type=TYPE, subtype=code.code, extra={COUNT: count})


def deprecated(old: str, new: str, location: str) -> None:
    """Report the use of an *old* name.

    This is a note, not a warning: the old name works, and a strict build must not fail because of it.
    """
    message = f"{location}: `{old}` is deprecated; write `{new}` [{TYPE}.deprecated]"
    logger.info("%s", on_a_line(message), type=TYPE, subtype="deprecated")


def is_fatal(error: Exception) -> bool:
    """Whether an error is not about one definition: Sphinx raised it for its users, or the disk failed."""
    error = cause(error)
    return isinstance(error, SphinxError) or (isinstance(error, OSError) and error.errno in DISK_ERRORS)


def cause(error: Exception) -> Exception:
    """The error that an event handler raised, which Sphinx wraps in another; any other error is its own cause."""
    return error.orig_exc if isinstance(error, ExtensionError) and isinstance(error.orig_exc, Exception) else error


@contextmanager
def share(docname: str, step: str) -> Iterator[None]:
    """Leave out what is made of one definition if that fails, and report it."""
    try:
        yield
    except Exception as error:
        if is_fatal(error):
            raise
        warn(Code.INTERNAL, failure(cause(error), step), (docname, 1))


class HasPage(Protocol):
    """Something that belongs to a page, such as an agent."""

    @property
    def docname(self) -> str:
        """The page."""


Owner = TypeVar("Owner", bound=HasPage)


def shares(owners: Iterable[Owner], step: str, make: Callable[[Owner], Made]) -> Iterator[Made]:
    """What is made of each of *owners*, without those on which it fails, which are reported."""
    for owner in owners:
        made: list[Made] = []
        with share(owner.docname, step):
            made.append(make(owner))
        yield from made
