"""How often Python collects garbage while a command runs, and afterwards."""

from __future__ import annotations

import gc
import weakref

import pytest

from sphinx_agentdocs.disk.collector import no_collections, rare_collections


@pytest.fixture(autouse=True)
def before():
    """What the other tests have is theirs again."""
    yield
    gc.unfreeze()


@pytest.mark.parametrize("manager", [rare_collections, no_collections])
def test_all_is_as_before_when_a_command_ends(manager):
    before = gc.isenabled(), gc.get_threshold()
    with manager():
        assert (gc.isenabled(), gc.get_threshold()) != before or manager is rare_collections
    assert (gc.isenabled(), gc.get_threshold()) == before


def test_the_two_ways():
    with rare_collections():
        assert gc.get_threshold() == (100_000, 50, 50)
    with no_collections():
        assert not gc.isenabled()


@pytest.mark.parametrize("manager", [rare_collections, no_collections])
def test_what_there_is_at_the_end_is_set_aside_until_the_next_command(manager):
    with manager():
        assert gc.get_freeze_count() == 0
    assert gc.get_freeze_count() > 0
    with manager():
        assert gc.get_freeze_count() == 0


@pytest.mark.parametrize("manager", [rare_collections, no_collections])
def test_a_process_that_goes_on_does_not_grow(manager):
    class Site:
        """Something that refers to itself."""

    kept = []
    for _ in range(2):
        with manager():
            site = Site()
            site.itself = site
            kept.append(weakref.ref(site))
            del site
    assert [one() is None for one in kept] == [True, False]
