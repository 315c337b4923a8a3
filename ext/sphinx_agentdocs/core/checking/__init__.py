"""Rules that find problems an author would want to know about, and the fixes that can be applied automatically."""
