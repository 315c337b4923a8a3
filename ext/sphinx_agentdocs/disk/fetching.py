"""Fetching a file of a site over http or https."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    BaseHandler,
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    getproxies,
)

from ..core.site_url import SCHEMES
from ..errors import UserError, words_of

_PIECE = 1 << 16
_PATIENCE, _WHOLE_PATIENCE = 15, 120
"""Seconds to wait for the next bytes of a site, and for the whole file."""


def fetched(address: str, most: int) -> tuple[bytes, str]:
    """The file at *address*, of which at most a piece more than *most* bytes are read, and where it was in the end.

    Raises UserError.
    """
    request = Request(address, headers={"User-Agent": "agentdocs", "Accept": "application/json"})  # noqa: S310  # the opener accepts no other scheme
    try:
        with _opener().open(request, timeout=_PATIENCE) as response:
            data = b"".join(_pieces(response, most))
            end = response.geturl()
    except HTTPError as error:
        with error:
            status = f"{error.code} {error.reason}".strip()
        raise UserError(f"{address} was not found ({status}); name the root of a built site") from error
    except URLError as error:
        raise UserError(
            f"{address} cannot be reached ({words_of(error.reason)}); fix the address, or try again"
        ) from error
    except TimeoutError as error:
        raise UserError(f"{address} takes too long to load; try again, or name a folder") from error
    except (OSError, ValueError, HTTPException) as error:
        raise UserError(f"{address} cannot be read ({words_of(error)}); fix the address, or try again") from error
    return data, end.partition("?")[0].partition("#")[0]


def _pieces(response: Any, most: int) -> Iterator[bytes]:
    """The response in pieces, up to a limit of time and size."""
    until, size = time.monotonic() + _WHOLE_PATIENCE, 0
    while size <= most and (piece := response.read1(_PIECE)):
        size += len(piece)
        if time.monotonic() > until:
            raise TimeoutError
        yield piece
    if size <= most and response.length:
        raise ValueError("the response is incomplete")


def _opener() -> OpenerDirector:
    """An opener that follows http and https only, also after a redirect."""
    opener = OpenerDirector()
    opener.add_handler(ProxyHandler({scheme: proxy for scheme, proxy in getproxies().items() if scheme in SCHEMES}))
    errors = (HTTPRedirectHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor)
    for handler in (HTTPHandler, HTTPSHandler, *errors, _NoOther):
        opener.add_handler(handler())
    return opener


class _NoOther(BaseHandler):
    """Rejects every other scheme."""

    def unknown_open(self, request: Request) -> None:
        raise URLError(f"it redirects to {request.type}, not http or https")
