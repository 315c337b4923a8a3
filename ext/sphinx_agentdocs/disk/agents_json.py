"""Reading what a finished site says of its agents, from its folder or from where it is published."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from ..core.agents_json import FILE, MOST_BYTES, values_of
from ..core.site_url import site_url
from ..errors import UserError, words_of
from .files import opened


class SiteFile(NamedTuple):
    """The content of an ``agents.json``, what it is called, and for a published one the address of its site."""

    values: dict[str, Any]
    name: str
    place: str


def read_site(source: Path | str) -> SiteFile:
    """The ``agents.json`` of a site in the folder, or published at the address, *source*; raises UserError.

    An address is normalized; the place is where it led in the end.
    """
    if isinstance(source, Path):
        name = str(source / FILE)
        return SiteFile(values_of(_content(source), name), name, "")
    from .fetching import fetched  # its modules take longer to load than most questions to answer

    data, end = fetched(f"{source}{FILE}", MOST_BYTES)
    place = site_url(end)
    return SiteFile(values_of(data, f"{place}{FILE}"), f"{place}{FILE}", place)


def _content(folder: Path) -> bytes:
    try:
        with opened(folder, FILE) as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        if not folder.is_dir():
            raise UserError(f"{folder} is not a folder; name the folder of a built site, or its address") from error
        raise UserError(f"{folder} contains no {FILE}; name the root of a site built with html or dirhtml") from error
    except (OSError, RuntimeError, ValueError) as error:
        problem = f"{folder / FILE} cannot be read ({words_of(error)})"
        raise UserError(f"{problem}; name the folder of a built site") from error
