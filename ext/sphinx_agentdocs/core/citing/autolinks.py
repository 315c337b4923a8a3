"""Commands that let GitHub make a link of every code in a review, such as ``AG-7q2kd``."""

from __future__ import annotations

import re
import shlex

from ...errors import UserError
from ..short_links.addresses import short_link
from ..site_url import site_url


def commands(base_url: str, prefix: str, short_links: str) -> list[str]:
    """The commands to paste into a shell; raises UserError."""
    root = site_url(base_url)
    if problem := prefix_problem(prefix):
        raise UserError(problem)
    template = root + short_link(short_links, "<num>")
    return [shlex.join(["gh", "repo", "autolink", "create", prefix, template]), "gh repo autolink list"]


def prefix_problem(prefix: str) -> str:
    """What is wrong with *prefix*, or an empty text.

    GitHub takes letters, digits and ``.-_+=:/#``, and no digit at the end; ``gh`` would take a
    hyphen at the begin for an option.
    """
    if not re.fullmatch(r"[A-Za-z0-9._+=:/#-]+", prefix):
        return f"{prefix!r} is no prefix; GitHub takes letters, digits and . - _ + = : / #, such as AG-"
    if prefix.startswith("-"):
        return f"{prefix!r} begins with a hyphen and would be an option of gh; write one such as AG-"
    if prefix[-1].isdigit():
        return f"{prefix!r} ends with a digit, which GitHub does not take; end it with a hyphen, such as AG-"
    return ""
