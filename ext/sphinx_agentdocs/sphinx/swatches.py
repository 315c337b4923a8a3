"""The colours of agents, as they are drawn: those with a name in our shades, others only if they are hexadecimal."""

from __future__ import annotations

from ..core.subagent_format import COLORS, HEX_COLOR

_FILLS = dict(
    zip(COLORS, ("#dc2626", "#2563eb", "#16a34a", "#ca8a04", "#9333ea", "#ea580c", "#db2777", "#0891b2"), strict=True)
)


def fill_of(color: str | None) -> str:
    """The colour in which a swatch is filled, or an empty text if it cannot be drawn."""
    return _FILLS.get((color or "").casefold()) or (color if color and HEX_COLOR.match(color) else "")
