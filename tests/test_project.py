"""The files around the code: what GitHub reads is well-formed, and a release is checked before it is made."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
GITHUB = ROOT / ".github"
FORMS = sorted(path.name for path in (GITHUB / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))
WORKFLOWS = sorted(path.name for path in (GITHUB / "workflows").glob("*.yml"))
problems = runpy.run_path(str(ROOT / "tools" / "release.py"))["problems"]

FORM_KEYS = {"name", "description", "title", "labels", "assignees", "projects", "type", "body"}
ATTRIBUTES = {
    "markdown": {"value"},
    "textarea": {"label", "description", "placeholder", "value", "render"},
    "input": {"label", "description", "placeholder", "value"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
    "checkboxes": {"label", "description", "options"},
}
"""The keys that a form may have: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues"""


def loaded(*path: str) -> dict[str, Any]:
    return yaml.safe_load(GITHUB.joinpath(*path).read_text("utf-8"))


@pytest.mark.parametrize("name", FORMS)
def test_an_issue_form_has_the_keys_that_github_knows(name):
    form = loaded("ISSUE_TEMPLATE", name)
    assert {"name", "description", "body"} <= form.keys() <= FORM_KEYS
    for element in form["body"]:
        kind = element["type"]
        assert element.keys() <= {"type", "id", "attributes", "validations"}
        assert element["attributes"].keys() <= ATTRIBUTES[kind]
        assert ("value" if kind == "markdown" else "label") in element["attributes"]
        assert element.get("validations", {}).keys() <= {"required"}
    ids = [element["id"] for element in form["body"] if element["type"] != "markdown"]
    assert len(ids) == len(set(ids)) > 0


def test_security_reports_are_sent_to_private_reporting():
    config = loaded("ISSUE_TEMPLATE", "config.yml")
    assert [link.keys() for link in config["contact_links"]] == [{"name", "url", "about"}]
    assert config["contact_links"][0]["url"].endswith("/security/advisories/new")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_read_and_nothing_more(name):
    workflow = loaded("workflows", name)
    assert workflow["permissions"] == {"contents": "read"}
    assert "concurrency" in workflow
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 40
        assert job.get("permissions") in (None, {"id-token": "write"})


def test_every_target_that_the_workflow_makes_exists():
    text = (GITHUB / "workflows" / "ci.yml").read_text("utf-8")
    targets = set(re.findall(r"run: make ([\w-]+)", text))
    assert targets == {"lint", "test", "coverage", "test-browser", "html", "builders", "wheel-check"}
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert all(f"\n{target}: " in makefile for target in targets)


def test_the_workflow_tests_every_version_that_the_package_names():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [line.rpartition(" :: ")[2] for line in project["classifiers"] if " :: 3." in line]
    assert loaded("workflows", "ci.yml")["jobs"]["test"]["strategy"]["matrix"]["python-version"] == named
    assert project["requires-python"] == f">={named[0]}"


@pytest.mark.parametrize(
    ("tag", "changelog", "expected"),
    [
        ("v1.2.0", "## [1.2.0] - 2026-03-01\n", []),
        (
            "v1.3.0",
            "## [1.3.0] - 2026-03-01\n",
            ["the tag is 'v1.3.0', but __version__ is '1.2.0'; tag the commit that sets the version"],
        ),
        (
            "v1.2.0",
            "## [1.1.0] - 2026-03-01\n",
            ["CHANGELOG.md has no section for 'v1.2.0'; add '## [1.2.0] - YYYY-MM-DD'"],
        ),
        (
            "v1.2.0",
            "## [1.2.0] - Unreleased\n",
            ["CHANGELOG.md dates 'v1.2.0' as 'Unreleased'; write the day, as YYYY-MM-DD"],
        ),
    ],
)
def test_a_tag_is_released_if_version_and_changelog_agree(tag, changelog, expected):
    assert list(problems(tag, '"""A package."""\n\n__version__ = "1.2.0"\n', changelog)) == expected
