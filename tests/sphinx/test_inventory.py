"""The inventory has the lines that Sphinx would give it."""

from __future__ import annotations

import zlib

import pytest
from sphinx.util.inventory import InventoryFile

HOST = """\
Home
====

.. _harbour rules:

Rules of the harbour
--------------------

.. py:function:: moor(ship)

.. option:: --anchor <depth>

:ref:`harbour rules`
"""
AGENT = """\
---
name: Ébène Pilot
description: Steer the ship into the harbour.
---

- **Depth**: Take soundings before you enter an unknown harbour.
- Take soundings.
"""


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_it_has_the_lines_that_sphinx_gives_it(make_site, builder, tmp_path):
    sources = {"host.rst": HOST, "agents/pilot.md": AGENT}
    site = make_site(sources, {"project": "Two  \n lines", "version": "1 2"}, builder=builder)
    InventoryFile.dump(str(tmp_path / "expected"), site.app.env, site.app.builder)
    assert content_of(site.out / "objects.inv") == content_of(tmp_path / "expected")
    assert "Two lines" in content_of(site.out / "objects.inv")[0]


def content_of(path):
    head, separator, compressed = path.read_bytes().partition(b"zlib.\n")
    return head.decode() + separator.decode(), sorted(zlib.decompress(compressed).decode().splitlines())
