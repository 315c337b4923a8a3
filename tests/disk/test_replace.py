"""Replacing a file in one step."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sphinx_agentdocs.disk.replace import replace_file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_new_file_has_the_mode_of_any_new_file(tmp_path):
    (tmp_path / "other").write_bytes(b"")
    replace_file(tmp_path / "new", b"one")
    assert (tmp_path / "new").read_bytes() == b"one"
    assert mode(tmp_path / "new") == mode(tmp_path / "other")
    assert names(tmp_path) == ["new", "other"]


def test_the_mode_of_the_old_file_stays(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"one")
    file.chmod(0o604)
    replace_file(file, b"two")
    assert (file.read_bytes(), mode(file)) == (b"two", 0o604)


def test_the_owner_is_asked_for_and_done_without_where_that_is_not_allowed(tmp_path, monkeypatch):
    asked = []

    def chown(path, user, group):
        asked.append((user, group))
        raise PermissionError(1, "Operation not permitted")

    file = tmp_path / "file"
    file.write_bytes(b"one")
    monkeypatch.setattr(os, "chown", chown)
    replace_file(file, b"two")
    assert file.read_bytes() == b"two"
    assert asked == [(file.stat().st_uid, file.stat().st_gid)]


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").write_bytes(b"one")
    (tmp_path / "link").symlink_to("real")
    replace_file(tmp_path / "link", b"two")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"two"


@pytest.mark.parametrize("call", ["os.fsync", "pathlib.Path.chmod", "pathlib.Path.replace"])
def test_after_a_failure_the_old_file_is_whole_and_alone(tmp_path, monkeypatch, call):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    (tmp_path / "file").write_bytes(b"one")
    monkeypatch.setattr(call, full)
    with pytest.raises(OSError, match="No space left on device"):
        replace_file(tmp_path / "file", b"two")
    assert (tmp_path / "file").read_bytes() == b"one"
    assert names(tmp_path) == ["file"]


def test_the_longest_name_of_a_file_can_be_replaced(tmp_path):
    file = tmp_path / ("x" * 255)
    replace_file(file, b"one")
    replace_file(file, b"two")
    assert file.read_bytes() == b"two"
