"""Text compressed in parts, which are one stream for everyone who reads it."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.text.deflated import HEAD, deflated, stream

LONG = bytes(range(256)) * 600


@given(st.lists(st.one_of(st.binary(max_size=40), st.just(LONG), st.just(b"\xff" * 100_000)), max_size=6))
def test_a_stream_has_the_texts_of_its_parts_in_order(texts):
    assert zlib.decompress(stream(deflated(text, 5) for text in texts)) == b"".join(texts)


@pytest.mark.parametrize("level", [1, 5, 9])
def test_a_part_can_be_taken_from_a_stream(level):
    first, second = deflated(b"Trim the wick. " * 90, level), deflated(b"Oil the clapper. " * 90, level)
    whole = stream([first, second])
    at = HEAD + len(first.data)
    assert whole[HEAD:at] == first.data
    taken = second._replace(data=whole[at : at + len(second.data)])
    assert zlib.decompress(stream([taken, taken])) == b"Oil the clapper. " * 180


def test_a_stream_whose_text_was_changed_is_no_stream():
    part = deflated(b"Trim the wick.", 5)
    with pytest.raises(zlib.error):
        zlib.decompress(stream([part._replace(checksum=part.checksum ^ 1)]))
