"""Text compressed in parts, so that one which did not change can be taken over as it is.

The parts are one stream as zlib makes it (https://www.rfc-editor.org/rfc/rfc1950).  Each ends with a whole byte and
refers to no other one (https://www.rfc-editor.org/rfc/rfc1951, sections 2 and 3.2.4).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import NamedTuple

_HEADER, _END = b"\x78\x9c", b"\x03\x00"
"""What begins a stream, and an empty last block."""
HEAD = len(_HEADER)
"""How many bytes of a stream are before its first part."""
_MODULUS = 65_521
_RAW = -zlib.MAX_WBITS


class Part(NamedTuple):
    """Some of the text of a stream, compressed; *length* is that of the text in bytes, *checksum* its Adler-32."""

    data: bytes
    length: int
    checksum: int


def deflated(text: bytes, level: int) -> Part:
    """*text* as a part; *level* is that of zlib, from 1 to 9."""
    packer = zlib.compressobj(level, zlib.DEFLATED, _RAW)
    data = packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)
    return Part(data, len(text), zlib.adler32(text))


def stream(parts: Iterable[Part]) -> bytes:
    """The stream with the texts of all *parts* in order."""
    data, checksum = [_HEADER], zlib.adler32(b"")
    for part in parts:
        data.append(part.data)
        checksum = _joined(checksum, part)
    return b"".join((*data, _END, checksum.to_bytes(4, "big")))


def _joined(checksum: int, part: Part) -> int:
    """The Adler-32 of a text, which has *checksum*, and of a part after it.

    Adler-32 is two sums.  The first is 1 and all bytes; the second is that of the first after each byte.
    """
    ahead = (checksum & 0xFFFF) - 1
    low = ahead + (part.checksum & 0xFFFF)
    high = (checksum >> 16) + (part.checksum >> 16) + part.length * ahead
    return high % _MODULUS << 16 | low % _MODULUS
