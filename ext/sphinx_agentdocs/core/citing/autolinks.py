"""Commands that make GitHub turn codes in reviews, such as ``AG-7q2kd``, into links."""

from __future__ import annotations

import re
import shlex

from ...errors import UserError
from ..short_links.addresses import short_link
from ..site_url import site_url
from ..text.rule_codes import alias_of


def commands(base_url: str, prefix: str, short_links: str, *, of_rules: bool = False) -> list[str]:
    """The commands to paste into a shell; raises UserError.

    *of_rules* is whether the prefix is the beginning of the codes that a team gives its rules, and so of their
    short links: ``PERF-12`` leads to ``g/perf-12/``.
    """
    root = site_url(base_url)
    if problem := prefix_problem(prefix):
        raise UserError(problem)
    template = root + short_link(short_links, f"{alias_of(prefix)}<num>" if of_rules else "<num>")
    return [shlex.join(["gh", "repo", "autolink", "create", prefix, template]), "gh repo autolink list"]


def prefix_problem(prefix: str) -> str:
    """The problem with *prefix* and its fix, or an empty string.

    GitHub accepts letters, digits and ``.-_+=:/#``, but no digit at the end; ``gh`` would take a
    leading hyphen for an option.
    """
    if not re.fullmatch(r"[A-Za-z0-9._+=:/#-]+", prefix):
        return f"{prefix!r} is not a valid prefix; use letters, digits and . - _ + = : / #, as in AG-"
    if prefix.startswith("-"):
        return f"{prefix!r} begins with a hyphen, so gh would take it for an option; write a prefix such as AG-"
    if prefix[-1].isdigit():
        return f"{prefix!r} ends with a digit, which GitHub does not accept; end it with a hyphen, as in AG-"
    return ""
