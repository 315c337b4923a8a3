"""The themes that pages are tested with, each with a configuration that follows the preference for dark pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

THEMES: Mapping[str, Mapping[str, Any]] = {
    "alabaster": {},
    "classic": {},
    "furo": {},
    "piccolo_theme": {},
    "pydata_sphinx_theme": {},
    "shibuya": {},
    "sphinx_book_theme": {},
    "sphinx_immaterial": {
        "html_theme_options": {
            "font": False,
            "palette": [
                {
                    "media": "(prefers-color-scheme: light)",
                    "scheme": "default",
                    "toggle": {"icon": "material/weather-night", "name": "Dark"},
                },
                {
                    "media": "(prefers-color-scheme: dark)",
                    "scheme": "slate",
                    "toggle": {"icon": "material/weather-sunny", "name": "Light"},
                },
            ],
        }
    },
    "sphinx_material": {"html_theme_options": {"nav_title": "Site"}},
    "sphinx_rtd_theme": {},
    "sphinxawesome_theme": {},
}
