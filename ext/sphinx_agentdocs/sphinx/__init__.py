"""The adapter between what definitions say and Sphinx."""
