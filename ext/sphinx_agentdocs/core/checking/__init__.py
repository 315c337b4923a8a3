"""Rules that find what an author would want to know, and the fixes that can be applied automatically."""
