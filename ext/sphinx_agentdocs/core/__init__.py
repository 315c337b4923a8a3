"""Reading agent definitions: text in, frozen values and findings out.

This package imports neither Sphinx nor docutils, and it reads and writes no files.
"""
