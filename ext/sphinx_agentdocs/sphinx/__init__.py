"""The adapter between definitions and Sphinx."""
