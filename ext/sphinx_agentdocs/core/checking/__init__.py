"""Findings an author wants to hear about, and the fixes that can be applied automatically."""
