"""What came with a checkout is not trusted: its cache, its site, and whatever else lies in the working folder."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from jinja2.sandbox import SandboxedEnvironment

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.site.records import records_of_user

TEXT = "---\nname: {0}\ndescription: Use it for {0}.\n---\n\nYou are {0}.\n\n- Keep every folder tidy.\n"
DISCARDED = (
    "is not as your last build on this machine left it, or another version left it;"
    " it is discarded and everything is read again"
)
UNTRUSTED = (
    "was not built by you on this machine; its files cannot be trusted, so remove it,"
    " except for files of your own, or choose another output folder"
)


class Run:
    """An object whose pickle runs a command."""

    def __reduce__(self):
        return os.system, ("touch PWNED",)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with a definition in ``team``."""
    monkeypatch.chdir(tmp_path)
    write("team/ada.md", TEXT.format("ada"))
    return tmp_path


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


def build(*options: str) -> tuple[int, str]:
    """The exit status of a strict build and its errors."""
    result = CliRunner().invoke(main, ["build", "team", "-o", "site", "-q", "--strict", *options])
    assert not isinstance(result.exception, Exception), result.exception
    return result.exit_code, result.stderr


def contents(place: str = "site") -> dict[str, bytes]:
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in Path(place).rglob("*") if path.is_file()}


def edit() -> None:
    """Give the next build something to do, so that it looks at its cache."""
    write("team/ada.md", TEXT.format("ada") + "- Coil every rope.\n")


@pytest.fixture
def another_user(tmp_path_factory, monkeypatch):
    """Continue as a user without any records."""
    return lambda: monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("user")))


# -- the cache


def poison(cache: Path) -> None:
    """Put a pickle in the place of the one that Sphinx reads."""
    (found,) = cache.glob("work-*/doctrees/html/environment.pickle")
    found.write_bytes(pickle.dumps(Run()))


def list_again(cache: Path) -> None:
    """Make the list of a cache agree with its files, as only someone who can read them can."""
    from sphinx_agentdocs.site.cache import _files

    (work,) = cache.glob("work-*")
    listed = {name: (*state, digest) for name, (state, digest) in _files(work, {}).items()}
    (cache / "complete.json").write_text(json.dumps({"work": work.name, "files": listed}))


def test_the_cache_of_a_stranger_is_discarded(folder, another_user):
    assert build() == (0, "")
    first = contents()
    poison(Path("site.cache"))
    list_again(Path("site.cache"))
    shutil.rmtree("site")
    another_user()
    assert build() == (0, f"agentdocs: note: {folder}/site.cache {DISCARDED}\n")
    assert (Path("PWNED").exists(), contents()) == (False, first)
    assert build() == (0, "")


@pytest.mark.parametrize("same_time", [False, True])
def test_a_pickle_that_arrives_in_the_users_own_cache_is_not_loaded(folder, same_time):
    """Not even with a list that agrees, nor with the same size and time."""
    build()
    (found,) = Path("site.cache").glob("work-*/doctrees/html/environment.pickle")
    state = found.stat()
    if same_time:
        found.write_bytes(pickle.dumps(Run()).ljust(state.st_size, b"\0"))
        os.utime(found, ns=(state.st_atime_ns, state.st_mtime_ns))
    else:
        poison(Path("site.cache"))
        list_again(Path("site.cache"))
    edit()
    assert build() == (0, f"agentdocs: note: {folder}/site.cache {DISCARDED}\n")
    assert not Path("PWNED").exists()


def test_a_pickle_is_not_loaded_even_if_the_system_knows_of_no_change(folder, monkeypatch):
    build()
    (found,) = Path("site.cache").glob("work-*/doctrees/html/environment.pickle")
    state = found.stat()
    found.write_bytes(pickle.dumps(Run()).ljust(state.st_size, b"\0"))
    os.utime(found, ns=(state.st_atime_ns, state.st_mtime_ns))
    monkeypatch.setattr("sphinx_agentdocs.disk.plain_files.State.is_untouched", lambda state, later: True)
    edit()
    assert build() == (0, f"agentdocs: note: {folder}/site.cache {DISCARDED}\n")
    assert not Path("PWNED").exists()


@pytest.fixture
def keeps_templates(monkeypatch):
    """Let builds keep compiled templates as they do without the tests, which keep them in memory."""
    monkeypatch.setattr("sphinx.jinja2glue.SandboxedEnvironment", SandboxedEnvironment)


def test_a_compiled_template_is_not_loaded_even_if_the_system_knows_of_no_change(folder, monkeypatch, keeps_templates):
    build()
    found = min(Path("site.cache").glob("work-*/templates/*"))
    state, compiled = found.stat(), found.read_bytes()
    found.write_bytes(compiled[:-1] + bytes([compiled[-1] ^ 1]))
    os.utime(found, ns=(state.st_atime_ns, state.st_mtime_ns))
    monkeypatch.setattr("sphinx_agentdocs.disk.plain_files.State.is_untouched", lambda state, later: True)
    edit()
    assert build() == (0, f"agentdocs: note: {folder}/site.cache {DISCARDED}\n")


def test_a_compiled_template_that_cannot_be_written_does_not_matter(folder, monkeypatch, keeps_templates):
    def fail(cache, bucket):
        raise OSError("No space left on device")

    monkeypatch.setattr("jinja2.bccache.FileSystemBytecodeCache.dump_bytecode", fail)
    assert build() == (0, "")


@pytest.mark.parametrize("name", ["doctrees", "doctrees/html", "doctrees/html/environment.pickle", ""])
def test_a_link_in_the_cache_is_not_followed(folder, name):
    build()
    (work,) = Path("site.cache").glob("work-*")
    (work / name).rename("elsewhere")
    (work / name).symlink_to(folder / "elsewhere")
    before = contents("elsewhere") if Path("elsewhere").is_dir() else None
    edit()
    assert build() == (0, f"agentdocs: note: {folder}/site.cache {DISCARDED}\n")
    assert (contents("elsewhere") if before else None) == before


def test_html_in_the_cache_is_not_published(folder):
    build()
    good = contents()
    (work,) = Path("site.cache").glob("work-*")
    (work / "site/html/phish.html").write_text("<script>")
    list_again(Path("site.cache"))
    os.utime("team/ada.md", ns=(1, 1))
    assert build() == (0, f"agentdocs: note: {folder}/site.cache {DISCARDED}\n")
    assert contents() == good


def test_a_page_in_the_cache_with_the_same_size_and_time_is_not_published(folder):
    build()
    good = contents()
    (work,) = Path("site.cache").glob("work-*")
    page = work / "site/html/agents/ada.html"
    state, text = page.stat(), page.read_text("utf-8")
    page.write_text(text.replace("<script", "<scripT"), "utf-8")
    os.utime(page, ns=(state.st_atime_ns, state.st_mtime_ns))
    os.utime("team/ada.md", ns=(1, 1))
    assert build() == (0, f"agentdocs: note: {folder}/site.cache {DISCARDED}\n")
    assert contents() == good


def test_a_cache_that_was_restored_from_an_archive_is_used(folder):
    """Then the system has changed every file, and their hashes decide."""
    build()
    good = contents()
    Path("site.cache").rename("archive")
    shutil.copytree("archive", "site.cache")
    os.utime("team/ada.md", ns=(1, 1))
    assert build() == (0, "")
    assert contents() == good


@pytest.mark.parametrize("kind", ["symlink_to", "hardlink_to"])
@pytest.mark.parametrize("name", ["agentdocs.lock", "complete.json", "complete.json.new", "error.log", "next", "old"])
def test_nothing_is_written_through_a_link_in_the_cache(folder, name, kind, monkeypatch):
    write("precious.txt", "mine")
    write("site.cache/agentdocs.lock", "")
    Path("site.cache", name).unlink(missing_ok=True)
    getattr(Path("site.cache", name), kind)(folder / "precious.txt")
    if name == "error.log":
        monkeypatch.setattr("sphinx_agentdocs.site.build._run_sphinx", lambda *arguments: 1 / 0)
    code, errors = build()
    assert (Path("precious.txt").read_text(), len(errors.splitlines()) <= 1) == ("mine", True)
    refused = {"symlink_to": "is a symbolic link; remove it", "hardlink_to": "is not a plain file; remove it"}[kind]
    if name == "agentdocs.lock":
        assert (code, errors) == (2, f"agentdocs: {folder}/site.cache/agentdocs.lock {refused}\n")
    else:
        assert code == (2 if name == "error.log" else 0), errors


def test_a_cache_that_is_a_link_is_refused(folder):
    write("elsewhere/agentdocs.lock", "1")
    Path("site.cache").symlink_to("elsewhere")
    fix = "remove it or choose another output folder"
    assert build() == (2, f"agentdocs: {folder}/site.cache is a symbolic link; {fix}\n")
    assert contents("elsewhere") == {"agentdocs.lock": b"1"}


def test_a_previous_site_of_a_stranger_is_not_put_in_place(folder, another_user):
    build()
    Path("site").rename("site.cache/previous")
    write("site.cache/previous/phish.html", "<script>")
    another_user()
    assert build() == (2, f"agentdocs: {folder}/site.cache/previous {UNTRUSTED}\n")
    assert not Path("site").exists()
    assert Path("site.cache/previous/phish.html").exists()


# -- the site


def test_a_site_of_a_stranger_is_refused(folder, another_user):
    build()
    write("site/phish.html", "<script>")
    before = contents()
    another_user()
    assert build() == (2, f"agentdocs: {folder}/site {UNTRUSTED}\n")
    assert contents() == before


def test_a_site_in_another_place_is_refused(folder):
    build()
    Path("site").rename("moved")
    shutil.rmtree("site.cache")
    build()
    Path("moved/.agentdocs").write_text(Path("moved/.agentdocs").read_text() + "phish.html\n")
    shutil.copy("moved/.agentdocs", "site/.agentdocs")
    assert build() == (2, f"agentdocs: {folder}/site {UNTRUSTED}\n")


def test_the_list_of_a_site_is_not_read_through_a_link(folder):
    build()
    Path("site/.agentdocs").rename("list")
    Path("site/.agentdocs").symlink_to(folder / "list")
    assert build() == (2, f"agentdocs: {folder}/site {UNTRUSTED}\n")


@pytest.mark.parametrize("name", ["leak.txt", "agents/leak.txt", "agents/ada.html", "CNAME", "folder"])
def test_a_link_in_the_site_is_refused(folder, name):
    build()
    write("secret/a.txt", "secret")
    Path("site", name).unlink(missing_ok=True)
    Path("site", name).symlink_to(folder / ("secret" if name == "folder" else "secret/a.txt"))
    why = "is a link or not a plain file, which cannot be published; remove it"
    assert build() == (2, f"agentdocs: {folder}/site/{name} {why}\n")


@pytest.mark.parametrize(
    "name",
    "phish.html agents/phish.HTM a.svg a.js a.xml a.wasm a.pdf a.html.gz .htaccess _headers _redirects x agents/CNAME"
    " vercel.json a.md".split(),
)
def test_an_added_file_that_may_run_is_published_only_if_it_is_named(folder, name):
    build()
    write(f"site/{name}", "<script>")
    write("team/ben.md", TEXT.format("ben"))
    why = f"was not written by a build and may run; remove it, or add `--extra {name}`"
    assert build() == (2, f"agentdocs: {folder}/site/{name} {why}\n")
    assert (Path("site", name).read_text(), Path("site/agents/ben.html").exists()) == ("<script>", False)
    assert build("--extra", name) == (0, "")
    assert (Path("site", name).read_text(), Path("site/agents/ben.html").exists()) == ("<script>", True)


@pytest.mark.parametrize("name", ["CNAME", ".nojekyll", "robots.txt", "a/favicon.ico", "a.PNG", "a/font.woff2"])
def test_an_added_file_that_cannot_run_is_published(folder, name):
    build()
    write(f"site/{name}", "mine")
    write("team/ben.md", TEXT.format("ben"))
    assert build() == (0, "")
    assert (Path("site", name).read_text(), Path("site/agents/ben.html").exists()) == ("mine", True)


def test_a_file_that_is_added_during_the_build_is_refused_too(folder, monkeypatch):
    from sphinx_agentdocs.site import build as module

    build()
    good, inner = contents(), module._run_sphinx
    write("team/ben.md", TEXT.format("ben"))

    def run(*arguments):
        write("site/phish.html", "<script>")
        return inner(*arguments)

    monkeypatch.setattr(module, "_run_sphinx", run)
    assert build()[0] == 2
    assert contents() == {**good, "phish.html": b"<script>"}


# -- the records


def test_the_records_are_the_users_alone(folder, tmp_path_factory, monkeypatch):
    place = tmp_path_factory.mktemp("caches")
    monkeypatch.setenv("XDG_CACHE_HOME", str(place))
    build()
    assert stat.S_IMODE((place / "sphinx-agentdocs").stat().st_mode) == 0o700
    assert sorted(len(path.name) for path in (place / "sphinx-agentdocs").iterdir()) == [64, 64, 64, 64]


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_records_that_others_can_write_are_not_used(folder, tmp_path_factory, monkeypatch, mode):
    place = tmp_path_factory.mktemp("caches")
    monkeypatch.setenv("XDG_CACHE_HOME", str(place))
    build()
    (place / "sphinx-agentdocs").chmod(mode)
    why = f"your cache folder {place}/sphinx-agentdocs belongs to someone else or others can write to it"
    code, errors = build()
    assert (code, errors.splitlines()) == (
        2,
        [
            f"agentdocs: note: {why}, so nothing of this build can be used by the next one",
            f"agentdocs: {folder}/site {UNTRUSTED}".replace(
                " on this machine;", f" on this machine, as far as can be known: {why};"
            ),
        ],
    )
    shutil.rmtree("site")
    code, errors = build()
    assert (code, len(errors.splitlines()), Path("site/agents/ada.html").exists()) == (0, 2, True)


@pytest.mark.parametrize("inside", ["team", "site", "site.cache", ""])
def test_records_in_a_checkout_are_not_used(folder, monkeypatch, inside):
    if not inside:
        Path(".git").mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / inside / "caches"))
    root = folder / inside
    why = f"your cache folder {root}/caches/sphinx-agentdocs is inside {root}, where a stranger may have written it"
    records = records_of_user((folder / "team", folder / "site", folder / "site.cache"))
    assert (records.folder, records.problem) == (None, why)


def test_a_repository_around_the_home_is_the_users_own(folder, monkeypatch):
    home = folder / "home"
    (folder / ".git").mkdir()
    monkeypatch.setattr("sphinx_agentdocs.disk.user_folder._home", lambda: home)
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / ".cache"))
    assert records_of_user([folder / "team"]).problem == ""


def test_a_relative_cache_folder_is_not_one(folder, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "caches")
    monkeypatch.setattr(Path, "home", lambda: folder / "home")
    assert records_of_user([]).folder == folder / "home/.cache/sphinx-agentdocs"


def test_a_cache_folder_that_cannot_be_made(folder, tmp_path_factory, monkeypatch):
    file = tmp_path_factory.mktemp("user") / "file"
    file.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(file))
    code, errors = build()
    reason = "your cache folder cannot be used (Not a directory)"
    assert (code, errors) == (0, f"agentdocs: note: {reason}, so nothing of this build can be used by the next one\n")
    assert Path("site/agents/ada.html").exists()


# -- the working folder

DOCUTILS = """
[general]
file_insertion_enabled: yes
raw_enabled: yes
pep_references: yes
rfc_references: yes
record_dependencies: WRITTEN
warning_stream: WRITTEN
stylesheet: /etc/passwd
report_level: 1
halt_level: 1
generator: yes
id_prefix: evil-
auto_id_prefix: evil
language_code: de
"""
HOSTILE = {
    "docutils.conf": DOCUTILS,
    "team/docutils.conf": DOCUTILS,
    "conf.py": "open('PWNED', 'w')\n",
    "sitecustomize.py": "open('PWNED', 'w')\n",
    "sphinx_agentdocs/__init__.py": "open('PWNED', 'w')\n",
    "_templates/layout.html": "{{ 1 / 0 }}",
    "_static/own.js": "evil",
    "locales/en/LC_MESSAGES/sphinx.po": "evil",
}


def tidy(place: str) -> list[str]:
    return sorted(path.relative_to(place).as_posix() for path in Path(place).rglob("*") if path.is_file())


@pytest.mark.parametrize("builder", ["html", "text"])
def test_a_build_reads_nothing_else_in_the_working_folder(folder, builder):
    write("team/ada.md", TEXT.format("ada") + "- See PEP 8 and RFC 2822 at https://a.example.\n")
    build("-b", builder)
    good = contents()
    shutil.rmtree("site.cache")
    shutil.rmtree("site")
    for name, text in HOSTILE.items():
        write(name, text)
    assert build("-b", builder) == (0, "")
    assert contents() == good
    assert not [name for name in tidy(".") if name.endswith(("PWNED", "WRITTEN"))]


SIGNED = """tree {0}
author A <a@b.example> 1700000000 +0000
committer A <a@b.example> 1700000000 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 abc
 -----END PGP SIGNATURE-----

Signed
"""


def git(*arguments: str, text: str = "") -> str:
    identity = {f"GIT_{role}_{key}": "a@b.example" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
    return subprocess.run(
        ["git", *arguments], input=text, text=True, capture_output=True, check=True, env={**os.environ, **identity}
    ).stdout.strip()


def become_bare_repository(folder: Path) -> None:
    """Make *folder* a repository of plain files, whose ledger is a signed commit that a program has to check."""
    git("init", "-q", "-b", "main")
    tree = git("mktree")
    signed = git("hash-object", "-t", "commit", "-w", "--stdin", text=SIGNED.format(tree))
    links = git("mktree", "--missing", text=f"160000 commit {signed}\tpermalinks.jsonl\n")
    git("update-ref", "HEAD", git("commit-tree", "-m", "One", links))
    write("evil.sh", "#!/bin/sh\ntouch PWNED\n")
    Path("evil.sh").chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "gpg.program", "diff.external", "core.sshCommand"):
        git("config", key, str(folder / "evil.sh"))
    for key, value in {"log.showSignature": "true", "core.bare": "false", "core.worktree": str(folder)}.items():
        git("config", key, value)


@pytest.mark.parametrize("bare", [True, False])
@pytest.mark.parametrize(
    "arguments",
    [
        ["permalinks", "check", "team"],
        ["permalinks", "check", "team", "--against", "HEAD"],
        ["permalinks", "status", "team"],
        ["permalinks", "update", "team"],
        ["permalinks", "update", "team", "--from-git"],
        ["build", "team", "-o", "site", "-q"],
        ["build", "team", "-o", "site", "-q", "--last-changed"],
    ],
)
def test_a_repository_runs_nothing(folder, arguments, bare):
    CliRunner().invoke(main, ["permalinks", "update", "team"])
    become_bare_repository(folder)
    if bare:
        for path in Path(".git").iterdir():
            path.rename(path.name)
        Path(".git").rmdir()
    CliRunner().invoke(main, arguments)
    assert not Path("PWNED").exists()


# -- an output that is a link


@pytest.mark.parametrize("output", ["site", "link/site", "site/below"])
def test_an_output_through_a_link_is_refused_unless_it_was_built_there(folder, output):
    link = folder / Path(output).parts[0]
    Path("place").mkdir()
    link.symlink_to("place")
    result = CliRunner().invoke(main, ["build", "team", "-o", output, "-q"])
    real = (folder / output).resolve()
    message = f"agentdocs: {output} leads through the symbolic link {link} to {real}; name that folder itself\n"
    assert (result.exit_code, result.stderr) == (2, message)
    assert list(Path("place").iterdir()) == []
    assert CliRunner().invoke(main, ["build", "team", "-o", str(real), "-q"]).exit_code == 0
    assert CliRunner().invoke(main, ["build", "team", "-o", output, "-q"]).exit_code == 0


# -- sizes and depths


@pytest.mark.skipif(os.name == "nt", reason="there a file with a hole takes its whole size")
@pytest.mark.parametrize("name", ["site.cache/complete.json", "site/.agentdocs"])
def test_a_huge_list_is_not_read(folder, name):
    assert build()[0] == 0
    os.truncate(name, 1 << 40)  # more than any memory; the file takes no space on the disk
    edit()
    place = Path(name).parent
    discarded = f"agentdocs: note: {folder / place} {DISCARDED}\n"
    refused = f"agentdocs: {folder / place} {UNTRUSTED}\n"
    assert build() == ((0, discarded) if "cache" in name else (2, refused))


@pytest.mark.skipif(os.name == "nt", reason="paths are too short there")
@pytest.mark.parametrize("name", ["work-x", "next", "old", "complete.json"])
def test_folders_of_any_depth_are_removed(folder, name):
    assert build()[0] == 0
    cache = folder / "site.cache"
    (cache / "complete.json").unlink()
    (cache / name).mkdir()
    os.chdir(cache / name)
    for _ in range(1500):
        Path("a").mkdir()
        os.chdir("a")
    os.chdir(folder)
    assert build()[0] == 0
    assert not (cache / name).is_dir()


def test_records_in_the_current_folder_are_not_used(folder, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / ".cache"))
    why = f"your cache folder {folder / '.cache/sphinx-agentdocs'} is inside {folder}"
    note = f"{why}, where a stranger may have written it, so nothing of this build can be used by the next one"
    assert build() == (0, f"agentdocs: note: {note}\n")


# -- the baseline


def check(*options: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["check", "team", "--baseline", "base.json", *options])
    assert not isinstance(result.exception, Exception), result.exception
    return result.exit_code, result.stderr


def test_a_baseline_that_is_a_link_to_another_file_is_not_written(folder):
    write("mine", "precious")
    Path("base.json").symlink_to("mine")
    assert check("--update-baseline") == (2, "agentdocs: base.json is a symbolic link; name the file itself\n")
    assert Path("mine").read_text("utf-8") == "precious"


@pytest.mark.skipif(os.name == "nt", reason="there are no such devices there")
def test_a_baseline_that_never_ends_is_not_read(folder):
    fix = "name a plain file that you can read"
    Path("base.json").symlink_to("/dev/zero")
    assert check() == (2, f"agentdocs: base.json cannot be read (the link leads out of its collection); {fix}\n")
    Path("base.json").unlink()
    os.mkfifo("base.json")
    assert check() == (2, f"agentdocs: base.json cannot be read (not a plain file); {fix}\n")
    Path("base.json").unlink()
    write("base.json", "")
    os.truncate("base.json", 1 << 40)
    assert check() == (2, f"agentdocs: base.json cannot be read (larger than 100,000,000 bytes); {fix}\n")
