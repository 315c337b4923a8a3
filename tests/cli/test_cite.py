"""``agentdocs cite`` and ``agentdocs autolinks``: from definitions, from a folder and from a server."""

from __future__ import annotations

import json
import re
import shlex
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from sphinx_agentdocs.cli import main

TEXT = """\
---
name: {name}
description: Use it for {name}.
---

# {name}

- **Smallest change first**: Leave renames out, {name}.
- Never edit a migration that was applied to {name}.
"""
BASE = "https://a.example/team/"
RELATIVE = "agentdocs: these links are relative; name the address of the site with --base-url\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with two definitions in ``team``."""
    monkeypatch.chdir(tmp_path)
    for name in ("ada", "ben"):
        write(f"team/{name}.md", TEXT.format(name=name))
    return tmp_path


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, "utf-8")


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit status, the standard output and the standard error."""
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def cite(*arguments: str, errors: str = "") -> str:
    status, output, stderr = run("cite", *arguments)
    assert (status, stderr) == (0, errors), output
    return output


def refused(*arguments: str) -> str:
    """The line on standard error when the command fails."""
    status, output, stderr = run("cite", *arguments)
    assert (status, output, stderr.count("\n"), stderr[:11]) == (2, "", 1, "agentdocs: "), stderr
    return stderr[11:-1]


def known(*arguments: str) -> list[dict]:
    return json.loads(cite(*arguments, "--format", "json", "--base-url", BASE))


# -- from definitions


def test_the_question_of_the_readme_is_answered_by_this_projects_team(monkeypatch):
    root = Path(__file__).parents[2]
    monkeypatch.chdir(root)
    (asked,) = re.findall(r'`agentdocs cite "(.+?)"`', (root / "README.md").read_text("utf-8"))
    first, *_ = cite(asked, "--source", "agents", errors=RELATIVE).splitlines()
    assert first == "[Code Reviewer › What to look for › Hidden queries](g/1072e/)"


def test_a_long_rule_with_a_slash_is_no_folder(folder):
    asked = f"{'Never edit a migration ' * 20} of input/output"
    status, output, _ = run("cite", asked, "-n1")
    assert (status, output) == (0, "[Never edit a migration that was applied to ada.](g/1xhez/)\n")


@pytest.mark.parametrize("marker", ["- ", "  -   ", "* "])
def test_a_rule_can_be_pasted_with_its_marker(folder, marker):
    rule = "Never edit a migration that was applied to ada."
    assert cite("-n1", f"{marker}{rule}", "--source", "team", errors=RELATIVE) == f"[{rule}](g/1xhez/)\n"


def test_another_option_is_still_unknown(folder):
    status, output, errors = run("cite", "-Never edit", "--source", "team")
    last = errors.splitlines()[-1].replace("'-N'.", "-N").replace("option:", "option")  # as older versions of click
    assert (status, output, last) == (2, "", "Error: No such option -N")


@pytest.mark.parametrize("named", ["./team", "team/"])
def test_a_folder_before_the_words_is_pointed_out(folder, named):
    status, output, errors = run("cite", named, "migration")
    assert (status, output) == (2, "")
    assert errors.splitlines()[-1] == f"Error: {named} is a folder, not a word to look for; add --source before it"
    word = 'agentdocs: nothing has "team"\n'
    assert cite("team", "migration", "--source", "team", "-n1", errors=RELATIVE + word)


def test_links_ready_to_paste(folder):
    (one,) = known("migration", "ben", "-n", "1", "--source", "team")
    text = "Never edit a migration that was applied to ben."
    assert (one["agent"], one["text"], one["kind"], one["section"]) == ("Ben", text, "item", ["ben"])
    assert one["url"] == f"{BASE}g/{one['code']}/"
    arguments = ("migration ben", "-n1", "--source", "team", "--base-url", "https://a.example/team")
    assert cite(*arguments) == f"[{text}]({one['url']})\n"
    assert cite(*arguments, "--format", "quote") == f"> {text}\n>\n> \u2014 [Ben]({one['url']})\n\n"
    assert cite(*arguments, "--format", "url") == f"{one['url']}\n"


def test_the_current_folder_without_an_address(folder, monkeypatch):
    monkeypatch.chdir("team")
    output = cite("migraton", errors=f'{RELATIVE}agentdocs: "migraton" was read as "migr-"\n')
    assert [line.partition("](")[2][:2] for line in output.splitlines()] == ["g/", "g/"]


@pytest.mark.parametrize("form", ["{}", "AG-{}", " {} "])
def test_a_code(folder, form):
    for one in known("change", "--source", "team"):
        assert known(form.format(one["code"]), "--source", "team") == [one]
        alike = one["code"].replace("1", "l").replace("0", "O")
        assert known(form.format(one["code"].upper()), "--source", "team") == [one]
        assert known(form.format(alike), "--source", "team") == [one]


@pytest.mark.parametrize(
    "form", ["g/{}/", "https://a.example/team/g/{}/", "https://a.example/g/{}", "/x/g/{}/index.html", "x.example/g/#{}"]
)
def test_a_short_link(folder, form):
    for one in known("change", "--source", "team"):
        assert known(form.format(one["code"]), "--source", "team") == [one]


def test_a_code_that_was_merged_and_one_that_was_withdrawn(folder):
    run("permalinks", "update", "team")
    merged, kept = (known(f"migration {name}", "-n1", "--source", "team")[0] for name in ("ada", "ben"))
    gone = known("smallest change ada", "-n1", "--source", "team")[0]
    rest = TEXT.format(name="ada").partition("- **Smallest")[0]
    write("team/ada.md", f"{rest}- Feed the cat.\n")
    no_longer = f"agentdocs: {gone['code']} is no longer in the definitions; its link leads to what it said\n"
    assert run("cite", gone["code"], "--source", "team") == (1, "", no_longer)
    assert run("permalinks", "update", "team", "--yes")[0] == 0
    assert run("permalinks", "merge", merged["code"], kept["code"], "--source", "team")[0] == 0
    for _ in ("worked out", "kept"):
        status, output, stderr = run("cite", merged["code"].upper(), "--source", "team", "--base-url", BASE)
        assert (status, f"g/{kept['code']}/" in output) == (0, True)
        assert stderr == f"agentdocs: {merged['code'].upper()} is {kept['code']} now\n"
        status, output, stderr = run("cite", f"AG-{gone['code']}", "--source", "team")
        assert (status, output) == (1, "")
        date = r"\d{4}-\d\d-\d\d"
        line = rf"agentdocs: AG-{gone['code']} was withdrawn on {date}; its link leads to what it said\n"
        assert re.fullmatch(line, stderr)


def test_a_code_whose_words_are_in_a_code_block_now(folder):
    run("permalinks", "update", "team")
    found = known("smallest change ada", "-n1", "--source", "team")[0]
    text = TEXT.format(name="ada")
    line = next(line for line in text.splitlines(keepends=True) if line.startswith("- **Smallest"))
    write("team/ada.md", text.replace(line, f"```\n{line}```\n"))
    is_inside = f'agentdocs: {found["code"]} is part of the section "ada" now; its link leads to what it said\n'
    assert run("cite", found["code"], "--source", "team") == (1, "", is_inside)


@pytest.mark.parametrize("typed", ["AG-O4161", "o4l6i", "O4I6L"])
def test_a_code_with_letters_that_look_like_digits(folder, typed):
    write("site/agents.json", json.dumps(agents_json(code="04161", permalink="g/04161/")))
    assert cite(typed, "--site", "site", "--base-url", BASE) == f"[A › Be brief.]({BASE}g/04161/)\n"


def test_the_ledger_decides(folder):
    run("permalinks", "update", "team")
    before = known("migration ada", "-n1", "--source", "team")[0]
    write("team/ada.md", TEXT.format(name="ada").replace("that was applied", "that was already applied"))
    run("permalinks", "update", "team")
    after = known("migration ada", "-n1", "--source", "team")[0]
    assert (after["code"], after["text"]) == (before["code"], "Never edit a migration that was already applied to ada.")


@pytest.mark.parametrize(
    ("kind", "place"), [("pages", "g/{}/"), ("resolver", "g/#{}"), ("none", "crew/ada.html#ada.smallest-change-first")]
)
def test_the_values_in_conf_py(folder, kind, place):
    conf = f"agentdocs_collections = {{'crew': 'team'}}\nhtml_baseurl = {BASE!r}\nagentdocs_short_links = {kind!r}\n"
    write("conf.py", conf)
    code = known("change ada", "-n1", "--conf")[0]["code"]
    assert cite("change ada", "-n1", "--conf", "--format", "url") == f"{BASE}{place.format(code)}\n"


def test_nothing_matches(folder):
    assert run("cite", "zebra", "--source", "team") == (
        1,
        "",
        "agentdocs: none of 4 guidelines matches; try other words, or part of a word\n",
    )


def test_a_definition_cannot_reach_out_of_a_review_or_a_terminal(folder):
    write("team/eve.md", TEXT.format(name="eve\\n@all").replace("Never", "\u202e<b>\x1b[31m [x](y) #1 Never"))
    output = cite("migration eve", "-n1", "--source", "team", "--base-url", BASE, "--format", "quote")
    assert output.startswith(r"> \[U+202E\]\<b>\[U+001B\]\[31m x `#1` Never edit a migration")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["x", "--source", "nowhere"], "nowhere does not exist; name the folder that holds the definitions"),
        (["x", "--source", "team/ada.md"], "team/ada.md is a file; name its folder"),
        (
            ["x", "--source", "empty"],
            "empty contains no definitions; name their folder with --source, or a site with --site",
        ),
        (
            ["x", "--source", "team", "--base-url", "a.example"],
            "--base-url: 'a.example' is not an http:// or https:// address; write one such as https://example.org/agents/",
        ),
        (
            ["x", "--source", "team", "--permalinks", "broken"],
            (
                "broken:1: the file ends here without its last line, so entries may be missing;"
                " restore it (`git checkout -- broken`), or fix that line; nothing was changed"
            ),
        ),
    ],
)
def test_a_source_that_cannot_be_read(folder, arguments, line):
    Path("empty").mkdir()
    write("broken", "")
    assert refused(*arguments) == line


@pytest.mark.parametrize(
    "arguments", [[], ["x", "--site", "y", "--source", "z"], ["x", "-n", "0"], ["x", "--format", "pdf"]]
)
def test_wrong_options(folder, arguments):
    status, output, stderr = run("cite", *arguments)
    assert (status, output, "Error: " in stderr) == (2, "", True)


# -- from a site


@pytest.fixture
def site(folder):
    assert run("build", "team", "-o", "site", "-q", "--base-url", BASE) == (0, "", "")
    return folder / "site"


def test_a_site_and_its_definitions_give_the_same(site):
    for query in ("migration ben", "smallest", "ada"):
        assert known(query, "--site", "site") == known(query, "--source", "team")
    assert cite("ada", "--site", "site") == cite("ada", "--source", "team", "--base-url", BASE)


def agents_json(**changes):
    unit = {"anchor": "a.b", "code": None, "url": "a.html#a.b", "permalink": None, "kind": "item", "section": []}
    agent = {"title": "A", "guidelines": [{**unit, "title": "", "text": "Be brief.", **changes}]}
    return {"version": 1, "base_url": "", "agents": [agent]}


def test_a_site_without_short_links(folder):
    write("site/agents.json", json.dumps(agents_json()))
    assert cite("brief", "--site", "site", errors=RELATIVE) == "[A › Be brief.](a.html#a.b)\n"
    assert cite("brief", "--site", "site", "--base-url", BASE) == f"[A › Be brief.]({BASE}a.html#a.b)\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("{", "site/agents.json is not JSON (Expecting property name"),
        ("[" * 100_000, "site/agents.json is not JSON (maximum recursion depth exceeded"),
        ("\udcff", "site/agents.json is not JSON ('utf-8' codec can't decode byte 0xff"),
        ("[]", "site/agents.json lists no agents; name the root of a site built by agentdocs"),
        (
            '{"version": 0, "agents": []}',
            "site/agents.json has version 0 instead of 1; build that site with this version of agentdocs",
        ),
        ('{"version": 1, "agents": [{"x": 1}]}', "site/agents.json does not have the format that agentdocs writes ("),
        ('{"version": 1, "agents": [1]}', "site/agents.json does not have the format that agentdocs writes ("),
        ('{"version": 1, "agents": [], "base_url": 1}', "site/agents.json has a base_url that is not text"),
        (
            json.dumps(agents_json(url="javascript:x")),
            "site/agents.json does not have the format that agentdocs writes (the link",
        ),
        (
            json.dumps(agents_json(url="//evil.example/")),
            "site/agents.json does not have the format that agentdocs writes (the link",
        ),
        (
            json.dumps(agents_json(text=1)),
            "site/agents.json does not have the format that agentdocs writes (a value is not text but '1')",
        ),
    ],
)
def test_a_file_that_is_not_an_agents_json_of_ours(folder, content, line):
    Path("site").mkdir()
    Path("site/agents.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    assert refused("x", "--site", "site").startswith(line)


def test_a_folder_that_is_not_a_site(folder):
    assert refused("x", "--site", "team") == (
        "team contains no agents.json; name the root of a site built with html or dirhtml"
    )
    assert (
        refused("x", "--site", "nowhere") == "nowhere is not a folder; name the folder of a built site, or its address"
    )
    Path("team/agents.json").mkdir()
    assert refused("x", "--site", "team").startswith("team/agents.json cannot be read (")


@pytest.fixture
def serve():
    """A function that starts a server which answers each path with a status, headers and a body."""
    servers = []

    def start(answers):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                status, headers, body = answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("given", ["team", "team/", "team/index.html", "team/agents.json", "old/"])
def test_a_site_at_an_address(folder, serve, given):
    body = json.dumps(agents_json(code="7q2kd", permalink="g/7q2kd/")).encode()
    answers = {"/team/agents.json": (200, {}, body), "/old/agents.json": (301, {"Location": "/team/agents.json"}, b"")}
    url = serve(answers)
    assert cite("brief", "--site", url + given) == f"[A › Be brief.]({url}team/g/7q2kd/)\n"


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ((404, {}, b""), "{}agents.json was not found (404 Not Found); name the root of a built site"),
        ((500, {}, b""), "{}agents.json was not found (500 Internal Server Error); name"),
        ((200, {}, b"<html>"), "{}agents.json is not JSON (Expecting value"),
        ((200, {"Content-Length": "100"}, b"{}"), "{}agents.json cannot be read (the response is incomplete)"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "{}agents.json was not found (302 "),
        (
            (302, {"Location": "ftp://127.0.0.1/x"}, b""),
            "{}agents.json cannot be reached (it redirects to ftp, not http or",
        ),
        ((302, {"Location": "/agents.json"}, b""), "{}agents.json was not found (302 "),
    ],
)
def test_a_server_without_a_site(folder, serve, answer, line):
    url = serve({"/agents.json": answer})
    assert refused("x", "--site", url).startswith(line.format(url))


def test_a_site_that_is_too_large_or_too_slow(folder, serve, monkeypatch):
    url = serve({"/agents.json": (200, {}, json.dumps(agents_json()).encode())})
    for module in ("disk.agents_json", "core.agents_json"):
        monkeypatch.setattr(f"sphinx_agentdocs.{module}.MOST_BYTES", 20)
    assert refused("x", "--site", url) == (
        f"{url}agents.json is larger than 20 bytes; use the definitions of that site instead"
    )
    monkeypatch.setattr("sphinx_agentdocs.disk.fetching._WHOLE_PATIENCE", -1)
    assert refused("x", "--site", url) == f"{url}agents.json takes too long to load; try again, or name a folder"


@pytest.mark.parametrize(
    ("address", "line"),
    [
        (
            "http://127.0.0.1:1/",
            "http://127.0.0.1:1/agents.json cannot be reached (Connection refused); fix the address",
        ),
        ("ftp://a.example/", "--site: 'ftp://a.example/' is not an http:// or https:// address; write one such as"),
        ("file:///etc/", "--site: 'file:///etc/' is not an http:// or https:// address; write one such as"),
    ],
)
def test_an_address_that_leads_nowhere(folder, address, line):
    assert refused("x", "--site", address).startswith(line)


# -- autolinks


def test_the_commands_for_an_administrator():
    status, output, errors = run("autolinks", "--base-url", "https://a.example/team", "--prefix", "RULE-")
    assert (status, errors) == (0, "")
    create, show = map(shlex.split, output.splitlines())
    assert create == ["gh", "repo", "autolink", "create", "RULE-", "https://a.example/team/g/<num>/"]
    assert show == ["gh", "repo", "autolink", "list"]


@pytest.mark.parametrize(("short_links", "place"), [("pages", "g/perf-<num>/"), ("resolver", "g/#perf-<num>")])
def test_the_commands_for_codes_of_rules(short_links, place):
    status, output, errors = run(
        "autolinks", "--base-url", BASE, "--prefix", "PERF-", "--rules", "--short-links", short_links
    )
    assert (status, errors) == (0, "")
    assert shlex.split(output.splitlines()[0])[-2:] == ["PERF-", f"{BASE}{place}"]


def test_codes_of_rules_need_a_prefix():
    message = "agentdocs: --rules needs the prefix of your rules; add it, as in --prefix PERF-\n"
    assert run("autolinks", "--base-url", BASE, "--rules") == (2, "", message)


@pytest.mark.parametrize(
    "arguments",
    [[], ["--base-url", "x"], ["--base-url", BASE, "--prefix", "AG1"], ["--base-url", BASE, "--short-links", "none"]],
)
def test_commands_that_would_fail(arguments):
    status, output, errors = run("autolinks", *arguments)
    assert (status, output) == (2, "")
    assert errors.startswith(("Usage: ", "agentdocs: "))
