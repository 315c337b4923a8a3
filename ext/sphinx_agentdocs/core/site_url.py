"""The address of a site: as people write it, and normalized as the beginning of links."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from ..errors import UserError

SCHEMES = ("http", "https")
_FILE = re.compile(r"(?:index\.html?|agents\.json)\Z")
_PATH = "/%:@!&+,;=~-._"
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*", re.IGNORECASE)
_EXAMPLE = "write one such as https://example.org/agents/"


def is_url(text: str) -> bool:
    """Whether *text* is meant as a URL, not as a path."""
    return bool(re.match(r"[a-z][a-z0-9+.-]+://", text, re.IGNORECASE))


def site_url(text: str) -> str:
    """The address of the root of a site, ending in one slash; raises UserError.

    Characters with a special meaning in a shell or in Markdown are encoded.
    """
    if re.search(r"[\s\x00-\x1f\x7f\"'<>`\\^{|}$*]", text):
        raise UserError(f"{text!r} contains a character that is not allowed in an address; {_EXAMPLE}")
    parts, host, port = _split(text)
    if parts.scheme.lower() not in SCHEMES or not host:
        raise UserError(f"{text!r} is not an http:// or https:// address; {_EXAMPLE}")
    if parts.username is not None or parts.query or parts.fragment:
        raise UserError(f"{text!r} has a user, a query or a fragment; {_EXAMPLE}")
    if not _HOST.fullmatch(host):
        raise UserError(f"{text!r} has no valid host; {_EXAMPLE}")
    if ":" in host:
        host = f"[{host}]"
    path = quote(_FILE.sub("", parts.path), safe=_PATH).strip("/")
    return f"{parts.scheme.lower()}://{host}{port}/{path}{'/' if path else ''}"


def absolute(root: str, link: str) -> str:
    """The absolute form of *link*, which is relative to *root*; unchanged if *root* is empty."""
    return urljoin(root, link) if root else link


def place_of(address: str) -> str:
    """Where *address* is, in one spelling: without its scheme, a usual port, escapes, and dots; it ends in a slash.

    One without a host is on a host of its own.
    """
    parts = urlsplit(urljoin("//./a/b/c/d/e/f/g/h/", address))
    host = (parts.netloc.rpartition("@")[2]).casefold().removesuffix(":443").removesuffix(":80").rstrip(".")
    path = posixpath.normpath(f"/{unquote(parts.path)}").lstrip("/")
    return f"{host}/{path}/" if path not in ("", ".") else f"{host}/"


def _split(text: str) -> tuple[SplitResult, str, str]:
    """The parts of *text*, its host in ASCII (IDNA), and its port with a colon."""
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        if not host.isascii():
            host = host.encode("idna").decode()
        return parts, host, f":{parts.port}" if parts.port is not None else ""
    except ValueError as error:
        raise UserError(f"{text!r} is not a valid address ({error}); {_EXAMPLE}") from error
