"""Stopping the build when a file cannot be written.

Sphinx only warns and goes on, so the build would succeed with a page that is cut off.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from . import compat
from .log import DISK_ERRORS


class UnwrittenError(SphinxError):
    """A file of the output cannot be written."""

    category = "Output error"


def register(app: Sphinx) -> None:
    """Watch the builders from before the first file is written until after the last."""
    app.connect("builder-inited", _watch)
    app.connect("build-finished", _leave)


def _watch(app: Sphinx) -> None:
    for logger in compat.writer_loggers():
        logger.addFilter(_raise)


def _leave(app: Sphinx, exception: Exception | None) -> None:
    for logger in compat.writer_loggers():
        logger.removeFilter(_raise)


def _raise(record: logging.LogRecord) -> bool:
    """Raise the error that a warning is about, if it is a disk error (a filter of a logger).

    The log record is the only place where Sphinx still has the error itself and not its text.
    """
    arguments: tuple[Any, ...] = record.args if isinstance(record.args, tuple) else ()
    for error in arguments:
        if isinstance(error, OSError) and error.errno in DISK_ERRORS:
            path = error.filename2 or next((one for one in arguments if isinstance(one, Path)), error.filename)
            raise UnwrittenError(str(OSError(error.errno, error.strerror, *([str(path)] if path else [])))) from error
    return True
