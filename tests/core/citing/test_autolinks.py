"""The commands that turn codes into links, and the address of a site as users give it."""

from __future__ import annotations

import shlex

import pytest

from sphinx_agentdocs.core.citing.autolinks import commands
from sphinx_agentdocs.core.site_url import site_url
from sphinx_agentdocs.errors import UserError


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("https://a.example", "https://a.example/"),
        ("HTTPS://A.Example/team", "https://a.example/team/"),
        ("http://a.example:8080/team///", "http://a.example:8080/team/"),
        ("https://a.example/team/index.html", "https://a.example/team/"),
        ("https://a.example/agents.json", "https://a.example/"),
        ("https://ä.example/é(x)/%C3%A9", "https://xn--4ca.example/%C3%A9%28x%29/%C3%A9/"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
    ],
)
def test_the_address_of_a_site(given, url):
    assert site_url(given) == url
    assert site_url(url) == url


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("", "'' is not an http:// or https:// address"),
        ("a.example", "'a.example' is not an http:// or https:// address"),
        ("ftp://a.example/", "'ftp://a.example/' is not an http:// or https:// address"),
        ("javascript:alert(1)", "'javascript:alert(1)' is not an http:// or https:// address"),
        ("https:///x", "'https:///x' is not an http:// or https:// address"),
        ("https://a.example/$(id)", "'https://a.example/$(id)' contains a character that is not allowed in an address"),
        ("https://a.example/'", '"https://a.example/\'" contains a character that is not allowed in an address'),
        ("https://a.example/\n", "'https://a.example/\\n' contains a character that is not allowed in an address"),
        ("https://me:word@a.example/", "has a user, a query or a fragment"),
        ("https://a.example/?q", "has a user, a query or a fragment"),
        ("https://a.example/#f", "has a user, a query or a fragment"),
        ("https://a..example;/", "has no valid host"),
        ("https://a.example:port/", "is not a valid address"),
        ("https://[x/", "is not a valid address"),
    ],
)
def test_an_invalid_address(given, problem):
    with pytest.raises(UserError) as error:
        site_url(given)
    assert problem in str(error.value)
    assert str(error.value).endswith("; write one such as https://example.org/agents/")


@pytest.mark.parametrize(
    ("short_links", "template"),
    [("pages", "https://a.example/team/g/<num>/"), ("resolver", "https://a.example/team/g/#<num>")],
)
def test_the_commands(short_links, template):
    create, show = commands("https://a.example/team", "AG-", short_links)
    assert create == f"gh repo autolink create AG- '{template}'"
    assert shlex.split(create)[-1] == template
    assert show == "gh repo autolink list"


@pytest.mark.parametrize("prefix", ["AG-", "rule/", "a", "R.2_", "go:x=", "v1-"])
def test_a_prefix(prefix):
    assert shlex.split(commands("https://a.example", prefix, "pages")[0])[4] == prefix


@pytest.mark.parametrize(
    ("prefix", "problem"),
    [
        ("", "'' is not a valid prefix"),
        ("A G-", "'A G-' is not a valid prefix"),
        ("É-", "'É-' is not a valid prefix"),
        ("$(id)-", "'$(id)-' is not a valid prefix"),
        ("AG-\n", "'AG-\\n' is not a valid prefix"),
        ("-R", "'-R' begins with a hyphen"),
        ("AG2", "'AG2' ends with a digit"),
    ],
)
def test_an_invalid_prefix(prefix, problem):
    with pytest.raises(UserError) as error:
        commands("https://a.example", prefix, "pages")
    assert str(error.value).startswith(problem)
